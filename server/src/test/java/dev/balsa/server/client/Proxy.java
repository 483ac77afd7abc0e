package dev.balsa.server.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A port in front of a server that can be cut, or swallow everything without a word. */
final class Proxy implements AutoCloseable {

  private static final int BUFFER_BYTES = 64 << 10;
  private static final int BACKLOG = 50;

  private final int port;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final ServerSocket listener;
  private volatile boolean cut;
  private volatile boolean swallowsRequests;
  private volatile boolean swallowsAnswers;

  Proxy(int target) {
    this.target = target;
    try {
      listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    port = listener.getLocalPort();
    daemon(this::accept);
  }

  int port() {
    return port;
  }

  String endpoint() {
    return "127.0.0.1:" + port;
  }

  /** How often somebody connected. */
  int connections() {
    return accepted.get();
  }

  /** Passes everything on again. */
  void restore() {
    swallowsRequests = false;
    swallowsAnswers = false;
    cut = false;
  }

  /**
   * Resets every connection, those to come too. The port stays ours, so that nobody else gets it.
   */
  void cut() {
    cut = true;
    drop();
  }

  /** Closes every connection; new ones are accepted. */
  void drop() {
    open.forEach(
        socket -> {
          try {
            socket.setSoLinger(true, 0);
          } catch (IOException gone) {
            // It is closed next in any case.
          }
          close(socket);
          open.remove(socket);
        });
  }

  /** Keeps connections open and passes nothing on, in either direction. */
  void swallow() {
    swallowsRequests = true;
    swallowsAnswers = true;
  }

  /** Passes requests on and keeps the answers to itself. */
  void swallowAnswers() {
    swallowsAnswers = true;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        accepted.incrementAndGet();
        Socket server = new Socket();
        open.add(client);
        open.add(server);
        if (!cut) {
          server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
          daemon(() -> pump(client, server, true));
          daemon(() -> pump(server, client, false));
        }
      } catch (IOException refused) {
        // Either the listener was closed, or the server is away: whoever connected is told.
        drop();
      }
      if (cut) {
        drop();
      }
    }
  }

  private void pump(Socket from, Socket to, boolean requests) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (!(requests ? swallowsRequests : swallowsAnswers)) {
          out.write(buffer, 0, read);
        }
      }
    } catch (IOException broken) {
      // Both sides are closed on the way out.
    }
    open.remove(from);
    open.remove(to);
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private static void close(AutoCloseable closed) {
    try {
      closed.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    close(listener);
    cut();
  }
}
