package dev.balsa.client;

import java.net.URI;
import java.nio.file.Path;

/**
 * Where a server listens, as users write it: {@code http://host:port}, {@code https://host:port},
 * {@code host:port}, or a socket in the file system of this machine, {@code unix:///path} and, with
 * TLS, {@code unixs:///path}.
 *
 * @param host empty for a socket
 * @param port 0 for a socket
 * @param socket its path; empty for TCP
 */
record Address(String host, int port, String socket, boolean secure) {

  private static final int DEFAULT_PORT = 2379;

  static Address parse(String endpoint) {
    if (endpoint.startsWith("unix:") || endpoint.startsWith("unixs:")) {
      return socket(endpoint);
    }
    URI uri = URI.create(endpoint.contains("://") ? endpoint : "http://" + endpoint);
    String scheme = uri.getScheme();
    if (uri.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
      throw wrong(endpoint);
    }
    int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    return new Address(uri.getHost(), port, "", "https".equals(scheme));
  }

  private static Address socket(String endpoint) {
    String path = endpoint.substring(endpoint.indexOf(':') + 1);
    if (path.startsWith("//")) {
      path = path.substring(2);
    }
    if (path.isEmpty()) {
      throw wrong(endpoint);
    }
    String absolute = Path.of(path).toAbsolutePath().normalize().toString();
    return new Address("", 0, absolute, endpoint.startsWith("unixs:"));
  }

  private static IllegalArgumentException wrong(String endpoint) {
    return new IllegalArgumentException(
        "not an endpoint (http://host:port, https://host:port, unix:///path or unixs:///path): "
            + endpoint);
  }

  boolean isSocket() {
    return !socket.isEmpty();
  }

  @Override
  public String toString() {
    return isSocket()
        ? (secure ? "unixs://" : "unix://") + socket
        : (secure ? "https://" : "http://") + host + ":" + port;
  }
}
