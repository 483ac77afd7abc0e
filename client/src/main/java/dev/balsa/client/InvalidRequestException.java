package dev.balsa.client;

/** The request does not fit: asking again changes nothing. The message is the server's. */
public sealed class InvalidRequestException extends BalsaException permits CompactedException {

  private static final long serialVersionUID = 1L;

  InvalidRequestException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  BalsaException again() {
    return new InvalidRequestException(getMessage(), this);
  }
}
