package dev.balsa.server.peer;

import dev.balsa.server.node.PeerHost;
import io.grpc.Metadata;

/**
 * What a member says of itself with every call.
 *
 * @param protocol the version of the peer protocol
 * @param clusterId the cluster that it belongs to
 * @param from its own id
 * @param to the id of the member that it means
 */
record Greeting(String protocol, long clusterId, long from, long to) {

  /** The version of the protocol that this code speaks. */
  static final String PROTOCOL = "1";

  private static final Metadata.Key<String> PROTOCOL_KEY = key("balsa-protocol");
  private static final Metadata.Key<String> CLUSTER_KEY = key("balsa-cluster");
  private static final Metadata.Key<String> FROM_KEY = key("balsa-from");
  private static final Metadata.Key<String> TO_KEY = key("balsa-to");

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  Metadata toMetadata() {
    Metadata metadata = new Metadata();
    metadata.put(PROTOCOL_KEY, protocol);
    metadata.put(CLUSTER_KEY, Long.toHexString(clusterId));
    metadata.put(FROM_KEY, Long.toHexString(from));
    metadata.put(TO_KEY, Long.toHexString(to));
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
    try {
      return new Greeting(protocol, id(cluster), id(from), id(to));
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
    return host.cluster().removed().contains(from) ? "it was removed from the cluster" : null;
  }
}
