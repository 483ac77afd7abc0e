package dev.balsa.server.node;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.List;

/** Ids of members and clusters by etcd's formulas, so that the same flags give the same ids. */
public final class MemberIds {

  private MemberIds() {}

  /**
   * A member's id: the first 8 bytes of SHA-1 over its sorted peer URLs, the cluster token and, for
   * a member added to a running cluster, the time of that.
   *
   * @param unixSeconds when it was added, or null for a member of the first configuration
   */
  public static long memberId(Collection<String> peerUrls, String clusterToken, Long unixSeconds) {
    StringBuilder text = new StringBuilder();
    peerUrls.stream().sorted().forEach(text::append);
    text.append(clusterToken);
    if (unixSeconds != null) {
      text.append(unixSeconds.longValue());
    }
    return firstEight(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** A cluster's id: the first 8 bytes of SHA-1 over the sorted ids of its first members. */
  public static long clusterId(Collection<Long> memberIds) {
    List<Long> sorted = memberIds.stream().sorted(Long::compareUnsigned).toList();
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * sorted.size());
    sorted.forEach(bytes::putLong);
    return firstEight(bytes.array());
  }

  private static long firstEight(byte[] bytes) {
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-1").digest(bytes)).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-1, which every Java must have", e);
    }
  }
}
