package dev.balsa.client;

/** The request was sent and no answer came: it may have taken effect, or may still do so. */
public final class OutcomeUnknownException extends BalsaException {

  private static final long serialVersionUID = 1L;

  OutcomeUnknownException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  BalsaException again() {
    return new OutcomeUnknownException(getMessage(), this);
  }
}
