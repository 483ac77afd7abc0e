package dev.balsa.server.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * A wire between two processes that can be cut the bad way: connections stay open, new ones are
 * accepted, and nothing comes through. When it is mended, what was caught in old connections goes
 * on its way, as packets that are sent again do.
 */
final class BlackHoleProxy implements AutoCloseable {

  private static final long NANOS_PER_MILLI = 1_000_000L;

  private final ServerSocket server;
  private final int target;
  private final List<Socket> sockets = new ArrayList<>();
  private boolean cut;
  private long openingMillis;
  private boolean closed;

  BlackHoleProxy(int target) throws IOException {
    this.target = target;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** From now on nothing comes through, in either direction. */
  synchronized void cut() {
    cut = true;
  }

  /** From now on a new connection takes so long until anything comes through. */
  synchronized void delayOpening(long millis) {
    openingMillis = millis;
  }

  /** From now on everything comes through, also what waits. */
  synchronized void mend() {
    cut = false;
    notifyAll();
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "black-hole");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket near = keep(server.accept());
        start(() -> connect(near));
      }
    } catch (IOException closing) {
      // the test is over
    }
  }

  private void connect(Socket near) {
    try {
      delayed();
      passed();
      Socket far = keep(new Socket(InetAddress.getLoopbackAddress(), target));
      start(() -> pump(near, far));
      pump(far, near);
    } catch (IOException gone) {
      closeQuietly(near);
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[65_536];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        passed();
        out.write(buffer, 0, count);
      }
    } catch (IOException gone) {
      // the other direction ends, too
    }
    closeQuietly(from);
    closeQuietly(to);
  }

  private synchronized void delayed() throws IOException {
    long untilNanos = System.nanoTime() + openingMillis * NANOS_PER_MILLI;
    long leftMillis = openingMillis;
    try {
      while (leftMillis > 0 && !closed) {
        wait(leftMillis);
        leftMillis = (untilNanos - System.nanoTime()) / NANOS_PER_MILLI;
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** Waits while the wire is cut. */
  private synchronized void passed() throws IOException {
    while (cut && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  private synchronized Socket keep(Socket socket) throws IOException {
    if (closed) {
      socket.close();
    }
    sockets.add(socket);
    return socket;
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException gone) {
      // that is what was wanted
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    notifyAll();
    server.close();
    sockets.forEach(BlackHoleProxy::closeQuietly);
  }
}
