package dev.balsa.server.discovery;

import java.io.IOException;

/** The first members cannot be found out; the message is etcd's where etcd has one. */
public final class DiscoveryException extends IOException {

  private static final long serialVersionUID = 1L;

  DiscoveryException(String message) {
    super(message);
  }

  DiscoveryException(String message, Throwable cause) {
    super(message, cause);
  }
}
