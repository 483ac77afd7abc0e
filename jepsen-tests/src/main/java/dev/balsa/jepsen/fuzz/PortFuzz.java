package dev.balsa.jepsen.fuzz;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SplittableRandom;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Sends a server malice, case after case. Not thread-safe. */
final class PortFuzz implements AutoCloseable {

  /** Connections that are left open in the middle of what they were about to say. */
  private static final int MAX_LEFT_OPEN = 64;

  private static final int PATIENCE_MILLIS = 20;
  private static final int KINDS = 5;
  private static final int TLS_KIND = 4;

  private final int plainPort;
  private final int tlsPort;
  private final SSLContext tls;
  private final Queue<Socket> leftOpen = new ArrayDeque<>();

  PortFuzz(int plainPort, int tlsPort) throws GeneralSecurityException {
    this.plainPort = plainPort;
    this.tlsPort = tlsPort;
    this.tls = SSLContext.getInstance("TLS");
    tls.init(null, new TrustManager[] {new AnyServer()}, null);
  }

  /** Runs one case. */
  void run(long seed, long number) throws IOException {
    SplittableRandom random = new SplittableRandom(seed ^ (number * 0x9e3779b97f4a7c15L));
    Malice malice = new Malice(random);
    int kind = random.nextInt(KINDS);
    if (kind == TLS_KIND) {
      send(plain(random.nextBoolean() ? tlsPort : plainPort), malice.tls(tls), random);
      return;
    }
    byte[] bytes =
        switch (kind) {
          case 0 -> malice.noise();
          case 1 -> malice.http2();
          case 2 -> malice.grpc();
          default -> malice.http1();
        };
    int where = random.nextInt(4);
    Socket socket =
        where == 0
            ? tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), tlsPort)
            : plain(where == 1 ? tlsPort : plainPort);
    send(socket, bytes, random);
  }

  private static Socket plain(int port) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  private void send(Socket socket, byte[] bytes, SplittableRandom random) throws IOException {
    try {
      socket.setSoTimeout(10_000); // for the handshake of TLS
      int first = random.nextInt(bytes.length + 1);
      socket.getOutputStream().write(bytes, 0, first);
      socket.getOutputStream().flush();
      socket.getOutputStream().write(bytes, first, bytes.length - first);
      socket.getOutputStream().flush();
      socket.setSoTimeout(PATIENCE_MILLIS);
      int unused = socket.getInputStream().read(new byte[4096]);
    } catch (SocketTimeoutException e) {
      // it waits for more, or has nothing to say
    } catch (IOException e) {
      socket.close(); // it has had enough
      return;
    }
    if (random.nextInt(8) == 0) {
      leaveOpen(socket);
    } else {
      socket.close();
    }
  }

  private void leaveOpen(Socket socket) throws IOException {
    leftOpen.add(socket);
    if (leftOpen.size() > MAX_LEFT_OPEN) {
      leftOpen.remove().close();
    }
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : leftOpen) {
      socket.close();
    }
    leftOpen.clear();
  }
}
