package dev.balsa.jepsen.live.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands in front of the peer port of one member, at the address that this member advertises: every
 * byte between it and the others passes here. A connection belongs to two links, one a direction.
 *
 * <pre>
 *    m1 --connects-->  proxy of m3  --connects-->  m3
 *       ==== m1 -> m3 ====================>           what m1 sends waits for link m1 -> m3
 *       <=================== m3 -> m1 =====           what m3 answers waits for link m3 -> m1
 * </pre>
 */
final class PeerProxy implements AutoCloseable {
  /** Tells who is at the other end of a connection. */
  interface Callers {
    /** The member behind the source port of a connection to a proxy; empty if it is none. */
    OptionalInt find(int sourcePort, int proxyPort) throws IOException;
  }

  private static final int BUFFER_BYTES = 256 << 10;
  private static final int BACKLOG = 64;

  private final int target;
  private final int targetPort;
  private final Links links;
  private final Callers callers;
  private final ServerSocket door;

  /** Both sockets of each connection that is open. */
  private final Map<Connection, Boolean> connections = new ConcurrentHashMap<>();

  private volatile boolean closed;

  private record Connection(int from, Socket caller, Socket called) {
    void close() {
      for (Socket socket : new Socket[] {caller, called}) {
        try {
          socket.close();
        } catch (IOException e) {
          throw new IllegalStateException("a socket does not close", e);
        }
      }
    }
  }

  PeerProxy(int target, int proxyPort, int targetPort, Links links, Callers callers)
      throws IOException {
    this.target = target;
    this.targetPort = targetPort;
    this.links = links;
    this.callers = callers;
    door = new ServerSocket(proxyPort, BACKLOG, InetAddress.getLoopbackAddress());
    start("proxy-" + target, this::acceptAll);
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void acceptAll() {
    while (!closed) {
      try {
        Socket caller = door.accept();
        start("proxy-" + target + "-opening", () -> open(caller));
      } catch (IOException e) {
        if (!closed) {
          throw new IllegalStateException("the proxy of member " + target + " ended", e);
        }
      }
    }
  }

  private void open(Socket caller) {
    try {
      OptionalInt from = callers.find(caller.getPort(), door.getLocalPort());
      if (from.isEmpty() || links.isCut(from.getAsInt(), target)) {
        caller.setSoLinger(true, 0); // a reset, as from a port where nobody listens
        caller.close();
        return;
      }
      Socket called = new Socket(InetAddress.getLoopbackAddress(), targetPort);
      caller.setTcpNoDelay(true);
      called.setTcpNoDelay(true);
      Connection connection = new Connection(from.getAsInt(), caller, called);
      connections.put(connection, true);
      String name = "link-" + connection.from() + "-" + target;
      start(name, () -> pump(connection, caller, called, links.link(connection.from(), target)));
      pump(connection, called, caller, links.link(target, connection.from()));
    } catch (IOException e) {
      closeQuietly(caller); // the member is down: the caller sees a connection that breaks
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException("a socket does not close", e);
    }
  }

  private void pump(Connection connection, Socket from, Socket to, Link link) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      for (int read = from.getInputStream().read(buffer);
          read >= 0;
          read = from.getInputStream().read(buffer)) {
        int delayMillis = link.awaitFlow();
        if (delayMillis > 0) {
          Thread.sleep(delayMillis);
          link.awaitFlow();
        }
        to.getOutputStream().write(buffer, 0, read);
      }
    } catch (IOException e) {
      // one end is gone: so is the other in a moment
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a link", e);
    } finally {
      connections.remove(connection);
      connection.close();
    }
  }

  /** Breaks the connections between the target and a member, whoever opened them. */
  void breakConnections(int member) {
    for (Connection connection : connections.keySet()) {
      if (connection.from() == member) {
        connection.close();
      }
    }
  }

  /** The members that have a connection open to the target. */
  Set<Connection> open() {
    return connections.keySet();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    door.close();
    connections.keySet().forEach(Connection::close);
  }
}
