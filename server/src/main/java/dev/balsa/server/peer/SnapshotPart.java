package dev.balsa.server.peer;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.balsa.raft.Message;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32C;

/**
 * A part of a copy of a store on its way; the package documentation draws it.
 *
 * @param message the SNAPSHOT message; null in all parts but the first
 * @param sizeBytes the size of the whole copy, in the first part
 * @param data the next bytes of the copy; empty in the first part and in the last
 * @param checksum CRC-32C of the data; in the last part that of the whole copy
 * @param last whether the copy is complete
 */
record SnapshotPart(Message message, long sizeBytes, byte[] data, int checksum, boolean last) {

  /** Bytes of the copy in one part. */
  static final int MAX_DATA_BYTES = 256 << 10;

  private static final byte[] NOTHING = {};
  private static final int MESSAGE = 1;
  private static final int SIZE = 2;
  private static final int DATA = 3;
  private static final int CHECKSUM = 4;
  private static final int LAST = 5;

  static final Marshaller<SnapshotPart> MARSHALLER =
      new Marshaller<>() {
        @Override
        public InputStream stream(SnapshotPart part) {
          return new ByteArrayInputStream(part.encode());
        }

        @Override
        public SnapshotPart parse(InputStream stream) {
          try {
            return decode(CodedInputStream.newInstance(stream));
          } catch (IOException e) {
            throw Status.INTERNAL
                .withDescription("unreadable part of a copy")
                .withCause(e)
                .asRuntimeException();
          }
        }
      };

  /** The first part. */
  static SnapshotPart first(Message message, long sizeBytes) {
    return new SnapshotPart(message, sizeBytes, NOTHING, 0, false);
  }

  /** A part with bytes of the copy. */
  static SnapshotPart of(byte[] data) {
    return new SnapshotPart(null, 0, data, checksumOf(data), false);
  }

  /** The last part. */
  static SnapshotPart last(CRC32C whole) {
    return new SnapshotPart(null, 0, NOTHING, (int) whole.getValue(), true);
  }

  static int checksumOf(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    return (int) crc.getValue();
  }

  byte[] encode() {
    byte[] encodedMessage = message == null ? null : encode(message);
    int size =
        CodedOutputStream.computeUInt64Size(SIZE, sizeBytes)
            + CodedOutputStream.computeByteArraySize(DATA, data)
            + CodedOutputStream.computeFixed32Size(CHECKSUM, checksum)
            + CodedOutputStream.computeBoolSize(LAST, last);
    if (encodedMessage != null) {
      size += CodedOutputStream.computeByteArraySize(MESSAGE, encodedMessage);
    }
    byte[] bytes = new byte[size];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      if (encodedMessage != null) {
        out.writeByteArray(MESSAGE, encodedMessage);
      }
      out.writeUInt64(SIZE, sizeBytes);
      out.writeByteArray(DATA, data);
      out.writeFixed32(CHECKSUM, checksum);
      out.writeBool(LAST, last);
    } catch (IOException e) {
      throw new IllegalStateException("an array of the right size was too small", e);
    }
    return bytes;
  }

  private static byte[] encode(Message message) {
    byte[] bytes = new byte[MessageCodec.size(message)];
    try {
      MessageCodec.write(message, CodedOutputStream.newInstance(bytes));
    } catch (IOException e) {
      throw new IllegalStateException("an array of the right size was too small", e);
    }
    return bytes;
  }

  private static SnapshotPart decode(CodedInputStream in) throws IOException {
    Message message = null;
    long sizeBytes = 0;
    byte[] data = NOTHING;
    int checksum = 0;
    boolean last = false;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case MESSAGE -> message = MessageCodec.read(new ByteArrayInputStream(in.readByteArray()));
        case SIZE -> sizeBytes = in.readUInt64();
        case DATA -> data = in.readByteArray();
        case CHECKSUM -> checksum = in.readFixed32();
        case LAST -> last = in.readBool();
        default -> in.skipField(tag);
      }
    }
    return new SnapshotPart(message, sizeBytes, data, checksum, last);
  }
}
