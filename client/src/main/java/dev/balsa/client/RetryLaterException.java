package dev.balsa.client;

/**
 * Nothing has happened: the server is too busy, out of space or not ready yet. The same request may
 * succeed later.
 */
public final class RetryLaterException extends BalsaException {

  private static final long serialVersionUID = 1L;

  RetryLaterException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  BalsaException again() {
    return new RetryLaterException(getMessage(), this);
  }
}
