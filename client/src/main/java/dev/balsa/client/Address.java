package dev.balsa.client;

import java.net.URI;

/**
 * Where a server listens, as users write it: {@code http://host:port}, {@code https://host:port} or
 * {@code host:port}.
 */
record Address(String host, int port, boolean secure) {

  private static final int DEFAULT_PORT = 2379;

  static Address parse(String endpoint) {
    URI uri = URI.create(endpoint.contains("://") ? endpoint : "http://" + endpoint);
    String scheme = uri.getScheme();
    if (uri.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
      throw new IllegalArgumentException(
          "not an endpoint (http://host:port or https://host:port): " + endpoint);
    }
    int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    return new Address(uri.getHost(), port, "https".equals(scheme));
  }

  @Override
  public String toString() {
    return (secure ? "https://" : "http://") + host + ":" + port;
  }
}
