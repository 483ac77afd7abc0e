package dev.balsa.server.apply;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.balsa.server.auth.Caller;
import dev.balsa.server.command.InternalRaftRequest;
import dev.balsa.server.command.RequestHeader;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Makes log entries of client requests, and reads them again.
 *
 * <pre>
 *   InternalRaftRequest:   field kind.fieldNumber() | length | the request's own bytes
 *                          field 100 (header)       | length | ID, username, auth_revision
 * </pre>
 *
 * <p>The request's bytes are spliced in as they came; they are copied once and not decoded.
 */
public final class CommandCodec {

  private static final int HEADER_FIELD = InternalRaftRequest.HEADER_FIELD_NUMBER;
  private static final int HEADER_ID_FIELD = 1;
  private static final int HEADER_USER_FIELD = 2;
  private static final int HEADER_REVISION_FIELD = 3;

  /**
   * Messages within messages: transactions nest twice for each operation of their budget, which is
   * beyond protobuf's default.
   */
  private static final int MAX_NESTING = 512;

  private CommandCodec() {}

  /**
   * The data of the log entry that asks for a command.
   *
   * @param requestId names the request for the member that waits for its outcome; unique in the
   *     cluster
   * @param body the request's own protobuf bytes
   */
  public static byte[] encode(long requestId, CommandKind kind, byte[] body) {
    return encode(requestId, kind, body, Caller.NOBODY);
  }

  /**
   * The data of the log entry that asks for a command on somebody's behalf.
   *
   * @param requestId names the request for the member that waits for its outcome; unique in the
   *     cluster
   * @param body the request's own protobuf bytes
   * @param caller whose permissions count when it is applied
   */
  public static byte[] encode(long requestId, CommandKind kind, byte[] body, Caller caller) {
    int headerSize = CodedOutputStream.computeUInt64Size(HEADER_ID_FIELD, requestId);
    if (caller.revision() != 0) {
      headerSize +=
          CodedOutputStream.computeStringSize(HEADER_USER_FIELD, caller.user())
              + CodedOutputStream.computeUInt64Size(HEADER_REVISION_FIELD, caller.revision());
    }
    int size =
        CodedOutputStream.computeTagSize(kind.fieldNumber())
            + CodedOutputStream.computeUInt32SizeNoTag(body.length)
            + body.length
            + CodedOutputStream.computeTagSize(HEADER_FIELD)
            + CodedOutputStream.computeUInt32SizeNoTag(headerSize)
            + headerSize;
    byte[] data = new byte[size];
    CodedOutputStream out = CodedOutputStream.newInstance(data);
    try {
      out.writeTag(kind.fieldNumber(), WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(body.length);
      out.writeRawBytes(body);
      out.writeTag(HEADER_FIELD, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(headerSize);
      out.writeUInt64(HEADER_ID_FIELD, requestId);
      if (caller.revision() != 0) {
        out.writeString(HEADER_USER_FIELD, caller.user());
        out.writeUInt64(HEADER_REVISION_FIELD, caller.revision());
      }
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new UncheckedIOException("the computed size of a command was wrong", e);
    }
    return data;
  }

  /**
   * The request that the data of a log entry names.
   *
   * @throws InvalidProtocolBufferException if the bytes are no command
   */
  public static long requestIdOf(byte[] data) throws InvalidProtocolBufferException {
    return requestIdOf(decode(data));
  }

  static Caller callerOf(InternalRaftRequest request) {
    RequestHeader header = request.getHeader();
    return header.getUsername().isEmpty() && header.getAuthRevision() == 0
        ? Caller.NOBODY
        : new Caller(header.getUsername(), header.getAuthRevision());
  }

  static long requestIdOf(InternalRaftRequest request) {
    return request.hasHeader() ? request.getHeader().getID() : request.getID();
  }

  /**
   * Reads the data of a log entry.
   *
   * @throws InvalidProtocolBufferException if the bytes are no command; the log's checksums make
   *     that a bug or a foreign log
   */
  public static InternalRaftRequest decode(byte[] data) throws InvalidProtocolBufferException {
    CodedInputStream in = CodedInputStream.newInstance(data);
    in.setRecursionLimit(MAX_NESTING);
    try {
      InternalRaftRequest request = InternalRaftRequest.parseFrom(in);
      in.checkLastTagWas(0);
      return request;
    } catch (InvalidProtocolBufferException e) {
      throw e;
    } catch (IOException e) {
      throw new InvalidProtocolBufferException(e);
    }
  }
}
