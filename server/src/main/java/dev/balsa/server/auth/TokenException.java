package dev.balsa.server.auth;

import dev.balsa.server.errors.EtcdError;
import io.grpc.Status;

/** A token cannot be made; the message is the text for the client. */
public final class TokenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Status.Code code;

  TokenException(EtcdError error) {
    super(error.text());
    this.code = error.code();
  }

  /** For what etcd has no error of the API for. */
  TokenException(String message, Throwable cause) {
    super(message, cause);
    this.code = Status.Code.UNKNOWN;
  }

  /** What goes over the wire. */
  public Status status() {
    return code.toStatus().withDescription(getMessage());
  }
}
