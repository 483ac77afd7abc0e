package dev.balsa.tools.ports;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports on loopback for servers of tests. Below those that the system gives to outgoing
 * connections: of these, one that was free a moment ago may be taken when the server comes to it,
 * and on a machine where other tests open thousands of connections it now and then was.
 */
public final class FreePort {

  /** Live runs of clusters, which may be under way beside these tests, take those from here on. */
  private static final int LIVE_RUNS = 21_000;

  private static final int FIRST = 10_000;

  private FreePort() {}

  /** A port that nobody listens on at this moment. */
  public static int next() {
    while (true) {
      int candidate = ThreadLocalRandom.current().nextInt(FIRST, LIVE_RUNS);
      if (isFree(candidate)) {
        return candidate;
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
