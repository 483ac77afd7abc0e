package dev.balsa.wal;

/**
 * Whose log it is: the content of the metadata record ({@code etcdserverpb.Metadata}).
 *
 * @param nodeId the member that writes the log
 * @param clusterId the cluster it belongs to
 */
public record WalMetadata(long nodeId, long clusterId) {

  /** The bytes of the metadata record: {@code 08 <nodeId> 10 <clusterId>}. */
  public byte[] encode() {
    byte[] bytes = new byte[2 + 2 * ProtoWriter.MAX_VARINT_BYTES];
    ProtoWriter out = new ProtoWriter(bytes);
    out.varintField(1, nodeId);
    out.varintField(2, clusterId);
    return out.toByteArray();
  }

  /**
   * Reads the bytes of a metadata record; a missing field is 0.
   *
   * @throws IllegalArgumentException if they are not well-formed
   */
  public static WalMetadata decode(byte[] bytes) {
    ProtoReader in = new ProtoReader(bytes, 0, bytes.length);
    long nodeId = 0;
    long clusterId = 0;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> nodeId = in.varint();
        case 2 -> clusterId = in.varint();
        default -> in.skip();
      }
    }
    return new WalMetadata(nodeId, clusterId);
  }
}
