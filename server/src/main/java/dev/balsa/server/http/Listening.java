package dev.balsa.server.http;

import io.grpc.Server;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

/** The listeners that one gRPC server serves, open. */
record Listening(Server server, List<Listener> listeners) {

  /** Where each of them is, in their order, with the ports that were chosen. */
  List<SocketAddress> addresses() {
    if (listeners.get(0).isUnix()) {
      return listeners.stream().map(Listener::address).toList();
    }
    // gRPC tells its sockets in no particular order.
    List<InetSocketAddress> open = new ArrayList<>();
    server.getListenSockets().forEach(socket -> open.add((InetSocketAddress) socket));
    List<SocketAddress> ordered = new ArrayList<>();
    for (Listener listener : listeners) {
      InetSocketAddress asked = (InetSocketAddress) listener.address();
      InetSocketAddress found =
          open.stream().filter(socket -> serves(socket, asked)).findFirst().orElse(open.get(0));
      open.remove(found);
      ordered.add(found);
    }
    return ordered;
  }

  private static boolean serves(InetSocketAddress socket, InetSocketAddress asked) {
    boolean samePort = asked.getPort() == 0 || socket.getPort() == asked.getPort();
    boolean everywhere =
        socket.getAddress().isAnyLocalAddress() && asked.getAddress().isAnyLocalAddress();
    return samePort && (everywhere || socket.getAddress().equals(asked.getAddress()));
  }
}
