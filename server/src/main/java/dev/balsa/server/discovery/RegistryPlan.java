package dev.balsa.server.discovery;

import dev.balsa.server.tls.TlsClient;
import java.time.Duration;
import java.util.List;

/**
 * How the registry is reached.
 *
 * @param endpoints {@code http://host:port}, {@code https://host:port} or {@code host:port}; asked
 *     one after the other
 * @param token the name of the new cluster there
 * @param tls for endpoints that say https, and for those that say nothing if {@code secure}
 * @param secure whether an endpoint without a scheme is reached over TLS
 * @param user empty for nobody
 */
public record RegistryPlan(
    List<String> endpoints,
    String token,
    Duration dialTimeout,
    Duration requestTimeout,
    Duration keepAliveTime,
    Duration keepAliveTimeout,
    TlsClient tls,
    boolean secure,
    String user,
    String password) {

  public RegistryPlan {
    endpoints = List.copyOf(endpoints);
  }

  /** Leaves the password out. */
  @Override
  public String toString() {
    return "registry " + token + " at " + String.join(",", endpoints);
  }
}
