package dev.balsa.server.api;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * What the checks need of a {@code PutRequest}. Its key and value are measured, not copied: the
 * request goes into the log as the bytes it came as.
 */
record PutFields(
    int keyBytes, int valueBytes, long lease, boolean ignoreValue, boolean ignoreLease) {

  private static final int KEY = 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int VALUE = 2 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int LEASE = 3 << 3;
  private static final int PREV_KV = 4 << 3;
  private static final int IGNORE_VALUE = 5 << 3;
  private static final int IGNORE_LEASE = 6 << 3;

  /**
   * Reads a request; a field that comes twice counts as it came last.
   *
   * @throws InvalidProtocolBufferException exactly when the generated parser would
   */
  static PutFields parse(byte[] request) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(request);
    int keyBytes = 0;
    int valueBytes = 0;
    long lease = 0;
    boolean ignoreValue = false;
    boolean ignoreLease = false;
    int tag = in.readTag();
    while (tag != 0) {
      switch (tag) {
        case KEY -> keyBytes = skipBytes(in);
        case VALUE -> valueBytes = skipBytes(in);
        case LEASE -> lease = in.readInt64();
        case PREV_KV -> in.readBool();
        case IGNORE_VALUE -> ignoreValue = in.readBool();
        case IGNORE_LEASE -> ignoreLease = in.readBool();
        default -> {
          if (!in.skipField(tag)) {
            throw new InvalidProtocolBufferException("a group ends that never began");
          }
        }
      }
      tag = in.readTag();
    }
    return new PutFields(keyBytes, valueBytes, lease, ignoreValue, ignoreLease);
  }

  private static int skipBytes(CodedInputStream in) throws IOException {
    int length = in.readRawVarint32();
    in.skipRawBytes(length);
    return length;
  }
}
