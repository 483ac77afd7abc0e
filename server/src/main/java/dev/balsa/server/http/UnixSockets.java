package dev.balsa.server.http;

import dev.balsa.server.logging.Log;
import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.List;

/** Sockets in the file system, which stay behind when a process dies. */
final class UnixSockets {

  private static final Log LOG = Log.of(UnixSockets.class);

  private UnixSockets() {}

  /**
   * Removes what a process that is gone has left.
   *
   * @throws IOException if somebody listens there, or it cannot be removed
   */
  static void clear(List<Listener> listeners) throws IOException {
    for (Listener listener : listeners) {
      if (listener.address() instanceof UnixDomainSocketAddress address) {
        if (isAlive(address)) {
          throw new BindException(address + ": address already in use");
        }
        Files.deleteIfExists(address.getPath());
      }
    }
  }

  private static boolean isAlive(UnixDomainSocketAddress address) {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return probe.connect(address);
    } catch (IOException e) {
      return false; // nobody answers
    }
  }

  /** Leaves nothing behind, if it can. */
  static void remove(List<Listener> listeners) {
    for (Listener listener : listeners) {
      if (listener.address() instanceof UnixDomainSocketAddress address) {
        try {
          Files.deleteIfExists(address.getPath());
        } catch (IOException e) {
          LOG.warn("a socket stays behind in the file system", "path", address, "error", e);
        }
      }
    }
  }
}
