package dev.balsa.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Ports of the loopback interface that nobody listens on at this moment. They are chosen before the
 * members start, because members tell one another where clients find them.
 */
final class FreePorts {

  private FreePorts() {}

  static List<Integer> choose(int count) {
    List<ServerSocket> held = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    try {
      try {
        for (int i = 0; i < count; i++) {
          ServerSocket socket =
              new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
          held.add(socket);
          ports.add(socket.getLocalPort());
        }
      } finally {
        for (ServerSocket socket : held) {
          socket.close();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ports;
  }
}
