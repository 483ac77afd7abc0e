package dev.balsa.server.apply;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.balsa.raft.ConfChangeType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The data of a {@code CONF_CHANGE} entry: {@code raftpb.ConfChange}, written by hand because the
 * raft module knows no protobuf.
 *
 * <pre>
 *   1 id       varint     which request this is
 *   2 type     varint     0 add, 1 remove, 2 update, 3 add learner
 *   3 node_id  varint     the member
 *   4 context  bytes      the member as JSON, see MemberJson
 * </pre>
 */
public final class ConfChangeCodec {

  /**
   * A change of one member and the request that asked for it.
   *
   * @param requestId names the request for the member that waits for its outcome
   * @param context the member as JSON; empty where the change needs no more than the id
   */
  public record Decoded(long requestId, ConfChangeType type, long memberId, byte[] context) {

    /**
     * The member that the change is about, as far as the entry describes it.
     *
     * @throws IllegalArgumentException if the description is not readable
     */
    public MemberJson.Context subject() {
      return context.length == 0
          ? new MemberJson.Context(new MemberInfo(memberId, "", List.of(), List.of(), false), false)
          : MemberJson.decode(context);
    }
  }

  private ConfChangeCodec() {}

  /** The bytes of a configuration entry. */
  public static byte[] encode(Decoded change) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 + change.context().length);
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      out.writeUInt64(1, change.requestId());
      out.writeEnum(2, change.type().number());
      out.writeUInt64(3, change.memberId());
      if (change.context().length > 0) {
        out.writeByteArray(4, change.context());
      }
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a configuration entry.
   *
   * @throws IOException if the bytes are no such change
   */
  public static Decoded decode(byte[] data) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(data);
    long requestId = 0;
    ConfChangeType type = ConfChangeType.ADD_NODE;
    long memberId = 0;
    byte[] context = {};
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> requestId = in.readUInt64();
        case 2 -> type = ConfChangeType.of(in.readEnum());
        case 3 -> memberId = in.readUInt64();
        case 4 -> context = in.readByteArray();
        default -> in.skipField(tag);
      }
    }
    return new Decoded(requestId, type, memberId, context);
  }
}
