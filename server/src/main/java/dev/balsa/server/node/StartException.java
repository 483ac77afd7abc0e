package dev.balsa.server.node;

import java.io.IOException;

/**
 * A member cannot start, for a reason that its operator can understand and mend; the message is one
 * line and says what to do.
 */
public final class StartException extends IOException {

  private static final long serialVersionUID = 1L;

  public StartException(String message) {
    super(message);
  }

  public StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
