package dev.balsa.server.http;

import java.util.Set;

/**
 * Whom the HTTP side of the client port serves, and with what.
 *
 * @param origins web pages of these origins may call ({@code --cors}); {@code *} for all
 * @param hosts names that a plain request may be addressed to ({@code --host-whitelist}), which
 *     keeps a web page from reaching the server under a name of its own (DNS rebinding); {@code *}
 *     or nothing for all
 * @param gateway whether the services are served as JSON too
 */
public record HttpPolicy(Set<String> origins, Set<String> hosts, boolean gateway) {

  private static final String ALL = "*";

  /** etcd's defaults: everybody, with everything. */
  public static final HttpPolicy DEFAULT = new HttpPolicy(Set.of(ALL), Set.of(ALL), true);

  public HttpPolicy {
    origins = Set.copyOf(origins);
    hosts = Set.copyOf(hosts);
  }

  /** The origin to name in the answer to a request from {@code origin}; null for none. */
  String allowedOrigin(String origin) {
    if (origins.contains(ALL)) {
      return ALL;
    }
    return origin != null && origins.contains(origin) ? origin : null;
  }

  /**
   * Whether a request may be addressed so.
   *
   * @param hostHeader the Host header, with or without a port; null if there is none
   */
  boolean allowsHost(String hostHeader) {
    return hosts.isEmpty() || hosts.contains(ALL) || hosts.contains(hostOf(hostHeader));
  }

  private static String hostOf(String header) {
    if (header == null) {
      return "";
    }
    boolean bracketed = header.startsWith("[");
    int colon = header.lastIndexOf(':');
    if (bracketed) {
      int end = header.indexOf(']');
      return end < 0 ? header : header.substring(1, end);
    }
    // More than one colon and no bracket: an IPv6 address without a port.
    return colon < 0 || header.indexOf(':') != colon ? header : header.substring(0, colon);
  }
}
