package dev.balsa.client;

/** Nothing has happened: no server could be reached before the time was up. */
public final class UnavailableException extends BalsaException {

  private static final long serialVersionUID = 1L;

  UnavailableException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  BalsaException again() {
    return new UnavailableException(getMessage(), this);
  }
}
