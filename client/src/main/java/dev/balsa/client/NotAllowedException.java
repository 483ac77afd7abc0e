package dev.balsa.client;

/** The user has no permission for this, or name, password or token are wrong. */
public final class NotAllowedException extends BalsaException {

  private static final long serialVersionUID = 1L;

  NotAllowedException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  BalsaException again() {
    return new NotAllowedException(getMessage(), this);
  }
}
