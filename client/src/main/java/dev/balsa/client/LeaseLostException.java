package dev.balsa.client;

/** The lease has ended, or may have: its owner must not rely on its keys any longer. */
public final class LeaseLostException extends BalsaException {

  private static final long serialVersionUID = 1L;

  LeaseLostException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  BalsaException again() {
    return new LeaseLostException(getMessage(), this);
  }
}
