package dev.balsa.client;

/** The client was closed before the answer came; a write may have taken effect. */
public final class ClientClosedException extends BalsaException {

  private static final long serialVersionUID = 1L;

  ClientClosedException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  BalsaException again() {
    return new ClientClosedException(getMessage(), this);
  }
}
