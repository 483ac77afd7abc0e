package dev.balsa.server.auth;

/** A token cannot be made; the message is the text for the client. */
public final class TokenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TokenException(String message, Throwable cause) {
    super(message, cause);
  }
}
