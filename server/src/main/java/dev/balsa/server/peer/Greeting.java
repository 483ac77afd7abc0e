package dev.balsa.server.peer;

import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.node.PeerHost;
import io.grpc.Metadata;
import java.util.List;

/**
 * What a member says of itself with every call.
 *
 * @param protocol the version of the peer protocol
 * @param clusterId the cluster that it belongs to
 * @param from its own id
 * @param to the id of the member that it means
 * @param urls where it is found itself, for a member that has not learnt of it yet; empty if it
 *     does not know
 */
record Greeting(String protocol, long clusterId, long from, long to, List<String> urls) {

  /** The version of the protocol that this code speaks. */
  static final String PROTOCOL = "1";

  private static final Metadata.Key<String> PROTOCOL_KEY = key("balsa-protocol");
  private static final Metadata.Key<String> CLUSTER_KEY = key("balsa-cluster");
  private static final Metadata.Key<String> FROM_KEY = key("balsa-from");
  private static final Metadata.Key<String> TO_KEY = key("balsa-to");
  private static final Metadata.Key<String> URLS_KEY = key("balsa-urls");

  /** Goes with a refusal: the caller was removed from the cluster. */
  static final Metadata.Key<String> REMOVED_KEY = key("balsa-removed");

  /** What a member says to another one. */
  static Greeting from(PeerHost host, long to) {
    List<String> urls = List.of();
    for (MemberInfo member : host.cluster().members()) {
      urls = member.id() == host.memberId() ? member.peerUrls() : urls;
    }
    return new Greeting(PROTOCOL, host.clusterId(), host.memberId(), to, urls);
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  Metadata toMetadata() {
    Metadata metadata = new Metadata();
    metadata.put(PROTOCOL_KEY, protocol);
    metadata.put(CLUSTER_KEY, Long.toHexString(clusterId));
    metadata.put(FROM_KEY, Long.toHexString(from));
    metadata.put(TO_KEY, Long.toHexString(to));
    if (!urls.isEmpty()) {
      metadata.put(URLS_KEY, String.join(",", urls));
    }
    return metadata;
  }

  /** What a caller said; null if it said nothing, or something else. */
  static Greeting of(Metadata metadata) {
    String protocol = metadata.get(PROTOCOL_KEY);
    String cluster = metadata.get(CLUSTER_KEY);
    String from = metadata.get(FROM_KEY);
    String to = metadata.get(TO_KEY);
    if (protocol == null || cluster == null || from == null || to == null) {
      return null;
    }
    String urls = metadata.get(URLS_KEY);
    try {
      return new Greeting(
          protocol,
          id(cluster),
          id(from),
          id(to),
          urls == null ? List.of() : List.of(urls.split(",")));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static long id(String hex) {
    return Long.parseUnsignedLong(hex, 16);
  }

  /** Why this caller is a stranger to the member; null if it is none. */
  String strangerTo(PeerHost host) {
    if (!protocol.equals(PROTOCOL)) {
      return "it speaks version " + protocol + " of the peer protocol, not " + PROTOCOL;
    }
    if (clusterId != host.clusterId()) {
      return "it belongs to cluster " + Long.toHexString(clusterId);
    }
    if (to != host.memberId()) {
      return "it expected member " + Long.toHexString(to) + " at this address";
    }
    return isRemoved(host) ? "it was removed from the cluster" : null;
  }

  /** Whether the caller was a member of the host's cluster once, and is none any more. */
  boolean isRemoved(PeerHost host) {
    return clusterId == host.clusterId() && host.cluster().removed().contains(from);
  }

  /** What a removed member is told. */
  static Metadata farewell() {
    Metadata metadata = new Metadata();
    metadata.put(REMOVED_KEY, "true");
    return metadata;
  }

  /** Whether a refusal says that the caller was removed. */
  static boolean isFarewell(Metadata trailers) {
    return trailers != null && "true".equals(trailers.get(REMOVED_KEY));
  }
}
