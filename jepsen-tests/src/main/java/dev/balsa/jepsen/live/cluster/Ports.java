package dev.balsa.jepsen.live.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports on loopback, below those that the system gives to outgoing connections: clients of a run
 * open thousands, and one of them would now and then take a member's port while it is down.
 */
public final class Ports {

  private static final int FIRST = 21_000;
  private static final int END = 32_768;

  private Ports() {}

  /** So many different ports that nobody listens on at this moment. */
  public static int[] free(int count) {
    Set<Integer> ports = new LinkedHashSet<>();
    while (ports.size() < count) {
      int candidate = ThreadLocalRandom.current().nextInt(FIRST, END);
      if (isFree(candidate)) {
        ports.add(candidate);
      }
    }
    return ports.stream().mapToInt(Integer::intValue).toArray();
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  /** The address of a port, without TLS. */
  public static String url(int port) {
    return "http://127.0.0.1:" + port;
  }
}
