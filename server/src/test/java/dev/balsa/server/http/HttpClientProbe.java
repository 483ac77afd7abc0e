package dev.balsa.server.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client that speaks HTTP/1.1 byte by byte, so that tests say exactly what is sent. */
final class HttpClientProbe implements AutoCloseable {

  /** A response as it came. */
  record Response(String statusLine, List<String> headers, String body) {
    int status() {
      return Integer.parseInt(statusLine.substring(9, 12)); // behind "HTTP/1.1 "
    }

    String header(String name) {
      String prefix = name.toLowerCase(java.util.Locale.ROOT) + ": ";
      return headers.stream()
          .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith(prefix))
          .map(line -> line.substring(prefix.length()))
          .findFirst()
          .orElse(null);
    }
  }

  private static final int READ_TIMEOUT_MILLIS = 20_000;

  final Socket socket;

  HttpClientProbe(InetSocketAddress address) throws IOException {
    socket = new Socket(address.getAddress(), address.getPort());
    socket.setSoTimeout(READ_TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
  }

  /** One GET on a connection of its own. */
  static Response get(InetSocketAddress address, String target) throws IOException {
    return request(address, "GET", target);
  }

  static Response request(InetSocketAddress address, String method, String target)
      throws IOException {
    try (HttpClientProbe probe = new HttpClientProbe(address)) {
      probe.send(method + " " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
      return probe.read();
    }
  }

  void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** The next response; null if the server closed the connection instead. */
  Response read() throws IOException {
    InputStream in = socket.getInputStream();
    String statusLine = line(in);
    if (statusLine == null) {
      return null;
    }
    List<String> headers = new ArrayList<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      headers.add(line);
    }
    Response head = new Response(statusLine, headers, "");
    int length = Integer.parseInt(head.header("content-length"));
    return new Response(
        statusLine, headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    while (next != '\n') {
      if (next < 0) {
        return null;
      } else if (next != '\r') {
        line.write(next);
      }
      next = in.read();
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
