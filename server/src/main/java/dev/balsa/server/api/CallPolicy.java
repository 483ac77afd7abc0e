package dev.balsa.server.api;

import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.metrics.RpcMetrics;
import dev.balsa.server.node.Replica;
import dev.balsa.server.node.ReplicaStatus;
import io.grpc.InternalMetadata;
import io.grpc.Metadata;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * What is asked of every call before its request is looked at, in etcd's order: is the cluster
 * formed, may a learner serve this, is the client's version text, is there a leader if the client
 * wants one.
 */
final class CallPolicy {

  /** Metadata: the client wants an error rather than an answer from a member without a leader. */
  private static final Metadata.Key<String> HAS_LEADER =
      Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

  /** Stands for bytes that are no UTF-8; compared by identity. */
  @SuppressWarnings("StringOperationCanBeSimplified")
  private static final String NOT_TEXT = new String("not text");

  private static final Metadata.Key<String> CLIENT_VERSION =
      InternalMetadata.keyOf("client-api-version", new Utf8());

  private static final String UNKNOWN_VERSION = "unknown";

  private final Replica replica;
  private final RpcMetrics metrics;

  CallPolicy(Replica replica, RpcMetrics metrics) {
    this.replica = replica;
    this.metrics = metrics;
  }

  /**
   * Checks a call.
   *
   * @param type unary or stream, for the metrics
   * @param servedByLearner whether a learner may serve the method
   * @return null if the call may go on
   */
  EtcdError check(String type, Metadata headers, boolean servedByLearner) {
    if (replica.clusterVersion() == null) {
      return EtcdError.NOT_CAPABLE;
    }
    ReplicaStatus status = replica.status();
    if (status.learner() && !servedByLearner) {
      return EtcdError.NOT_SUPPORTED_FOR_LEARNER;
    }
    String version = headers.get(CLIENT_VERSION);
    if (isNotText(version)) {
      return EtcdError.INVALID_CLIENT_API_VERSION;
    }
    metrics.clientRequests(type, version == null ? UNKNOWN_VERSION : version).inc();
    return needsLeader(headers) && !status.hasLeader() ? EtcdError.NO_LEADER : null;
  }

  /** Whether the client wants the call to end when there is no leader. */
  static boolean needsLeader(Metadata headers) {
    return "true".equals(headers.get(HAS_LEADER));
  }

  @SuppressWarnings("ReferenceEquality")
  private static boolean isNotText(String version) {
    return version == NOT_TEXT;
  }

  private static final class Utf8 implements InternalMetadata.TrustedAsciiMarshaller<String> {
    @Override
    public byte[] toAsciiString(String value) {
      return value.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String parseAsciiString(byte[] serialized) {
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(serialized)).toString();
      } catch (CharacterCodingException e) {
        return NOT_TEXT;
      }
    }
  }
}
