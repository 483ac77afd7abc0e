package dev.balsa.tools.bench.wire;

import java.io.IOException;

/** A server that cannot be reached, or is no longer there. */
public final class ConnectionLostException extends IOException {
  private static final long serialVersionUID = 1;

  ConnectionLostException(String reason) {
    super(reason);
  }
}
