package dev.balsa.tools.balsautl;

import java.io.IOException;

/** Something cannot be done; the message is one line and says why, and what to do where it can. */
final class UtlException extends IOException {

  private static final long serialVersionUID = 1L;

  UtlException(String message) {
    super(message);
  }

  UtlException(String message, Throwable cause) {
    super(message, cause);
  }
}
