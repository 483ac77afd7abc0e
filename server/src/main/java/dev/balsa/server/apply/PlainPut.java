package dev.balsa.server.apply;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.balsa.mvcc.Op;
import dev.balsa.server.command.InternalRaftRequest;
import dev.balsa.server.command.RequestHeader;
import java.io.IOException;

/**
 * A put for a caller without a name, as {@link CommandCodec} writes it and as most of a log is:
 * read in one pass, without the objects and the second copies of key and value that the generated
 * classes make.
 *
 * @param requestId names the request for the member that waits for its outcome
 */
record PlainPut(long requestId, Op.Put put) {

  private static final int PUT =
      InternalRaftRequest.PUT_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int HEADER =
      InternalRaftRequest.HEADER_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int HEADER_ID = RequestHeader.ID_FIELD_NUMBER << 3;
  private static final int KEY = 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int VALUE = 2 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int LEASE = 3 << 3;
  private static final int PREV_KV = 4 << 3;
  private static final int IGNORE_VALUE = 5 << 3;
  private static final int IGNORE_LEASE = 6 << 3;
  private static final byte[] NOTHING = {};

  /**
   * Reads the data of a log entry.
   *
   * @return null if it is anything else, or looks different, or is damaged: the generated classes
   *     say what it is then
   */
  static PlainPut read(byte[] data) {
    CodedInputStream in = CodedInputStream.newInstance(data);
    try {
      if (in.readTag() != PUT) {
        return null;
      }
      int outer = in.pushLimit(in.readRawVarint32());
      Op.Put put = readPut(in);
      in.popLimit(outer);
      if (put == null || in.readTag() != HEADER) {
        return null;
      }
      int headerBytes = in.readRawVarint32();
      int headerEnd = in.getTotalBytesRead() + headerBytes;
      if (headerEnd != data.length || in.readTag() != HEADER_ID) {
        return null;
      }
      long requestId = in.readUInt64();
      return in.isAtEnd() ? new PlainPut(requestId, put) : null;
    } catch (IOException e) {
      return null; // the reader of everything else says what is wrong
    }
  }

  /** Reads up to the limit; a field that comes twice counts as it came last. */
  private static Op.Put readPut(CodedInputStream in) throws IOException {
    byte[] key = NOTHING;
    byte[] value = NOTHING;
    long lease = 0;
    boolean prevKv = false;
    boolean ignoreValue = false;
    boolean ignoreLease = false;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case KEY -> key = in.readByteArray();
        case VALUE -> value = in.readByteArray();
        case LEASE -> lease = in.readInt64();
        case PREV_KV -> prevKv = in.readBool();
        case IGNORE_VALUE -> ignoreValue = in.readBool();
        case IGNORE_LEASE -> ignoreLease = in.readBool();
        default -> {
          return null;
        }
      }
    }
    return new Op.Put(key, value, lease, prevKv, ignoreValue, ignoreLease);
  }
}
