package dev.balsa.server.peer;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.balsa.raft.Entry;
import dev.balsa.raft.EntryType;
import dev.balsa.raft.Members;
import dev.balsa.raft.Message;
import dev.balsa.raft.MessageType;
import dev.balsa.raft.SnapshotMark;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** A message of consensus as bytes; the package documentation draws them. */
final class MessageCodec {

  private static final int TYPE = 1;
  private static final int FROM = 2;
  private static final int TO = 3;
  private static final int TERM = 4;
  private static final int LOG_TERM = 5;
  private static final int INDEX = 6;
  private static final int COMMIT = 7;
  private static final int REJECT = 8;
  private static final int REJECT_HINT = 9;
  private static final int CONTEXT = 10;
  private static final int SNAPSHOT = 11;
  private static final int ENTRY = 12;
  private static final int ENTRY_TYPE = 1;
  private static final int ENTRY_TERM = 2;
  private static final int ENTRY_INDEX = 3;
  private static final int ENTRY_DATA = 4;

  private MessageCodec() {}

  /** How many bytes {@link #write} will write. */
  static int size(Message message) {
    int fixed =
        CodedOutputStream.computeEnumSize(TYPE, message.type().number())
            + CodedOutputStream.computeFixed64Size(FROM, message.from())
            + CodedOutputStream.computeFixed64Size(TO, message.to())
            + CodedOutputStream.computeUInt64Size(TERM, message.term())
            + CodedOutputStream.computeUInt64Size(LOG_TERM, message.logTerm())
            + CodedOutputStream.computeUInt64Size(INDEX, message.index())
            + CodedOutputStream.computeUInt64Size(COMMIT, message.commit())
            + CodedOutputStream.computeBoolSize(REJECT, message.reject())
            + CodedOutputStream.computeUInt64Size(REJECT_HINT, message.rejectHint())
            + CodedOutputStream.computeFixed64Size(CONTEXT, message.context());
    long size = fixed;
    if (message.snapshot() != null) {
      size +=
          CodedOutputStream.computeByteArraySize(SNAPSHOT, MarkCodec.encode(message.snapshot()));
    }
    for (Entry entry : message.entries()) {
      int body = entrySize(entry);
      size += CodedOutputStream.computeTagSize(ENTRY);
      size += CodedOutputStream.computeUInt32SizeNoTag(body);
      size += body;
    }
    return Math.toIntExact(size);
  }

  private static int entrySize(Entry entry) {
    return CodedOutputStream.computeEnumSize(ENTRY_TYPE, entry.type().number())
        + CodedOutputStream.computeUInt64Size(ENTRY_TERM, entry.term())
        + CodedOutputStream.computeUInt64Size(ENTRY_INDEX, entry.index())
        + CodedOutputStream.computeByteArraySize(ENTRY_DATA, entry.data());
  }

  static void write(Message message, CodedOutputStream out) throws IOException {
    out.writeEnum(TYPE, message.type().number());
    out.writeFixed64(FROM, message.from());
    out.writeFixed64(TO, message.to());
    out.writeUInt64(TERM, message.term());
    out.writeUInt64(LOG_TERM, message.logTerm());
    out.writeUInt64(INDEX, message.index());
    out.writeUInt64(COMMIT, message.commit());
    out.writeBool(REJECT, message.reject());
    out.writeUInt64(REJECT_HINT, message.rejectHint());
    out.writeFixed64(CONTEXT, message.context());
    if (message.snapshot() != null) {
      out.writeByteArray(SNAPSHOT, MarkCodec.encode(message.snapshot()));
    }
    for (Entry entry : message.entries()) {
      out.writeTag(ENTRY, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(entrySize(entry));
      out.writeEnum(ENTRY_TYPE, entry.type().number());
      out.writeUInt64(ENTRY_TERM, entry.term());
      out.writeUInt64(ENTRY_INDEX, entry.index());
      out.writeByteArray(ENTRY_DATA, entry.data());
    }
    out.flush();
  }

  /**
   * Reads one message, to the end of the stream.
   *
   * @throws IOException if the bytes are no message
   */
  static Message read(InputStream stream) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(stream);
    in.setSizeLimit(Integer.MAX_VALUE);
    long type = 0;
    long[] numbers = new long[CONTEXT + 1];
    boolean reject = false;
    SnapshotMark snapshot = null;
    List<Entry> entries = new ArrayList<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      switch (field) {
        case TYPE -> type = in.readEnum();
        case FROM, TO, CONTEXT -> numbers[field] = in.readFixed64();
        case TERM, LOG_TERM, INDEX, COMMIT, REJECT_HINT -> numbers[field] = in.readUInt64();
        case REJECT -> reject = in.readBool();
        case SNAPSHOT -> snapshot = MarkCodec.decode(in.readByteArray());
        case ENTRY -> entries.add(readEntry(in));
        default -> in.skipField(tag);
      }
    }
    try {
      return new Message(
          MessageType.of(type),
          numbers[FROM],
          numbers[TO],
          numbers[TERM],
          numbers[LOG_TERM],
          numbers[INDEX],
          List.copyOf(entries),
          numbers[COMMIT],
          reject,
          numbers[REJECT_HINT],
          numbers[CONTEXT],
          snapshot);
    } catch (IllegalArgumentException e) {
      throw new IOException("not a message of consensus", e);
    }
  }

  private static Entry readEntry(CodedInputStream in) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    long type = 0;
    long term = 0;
    long index = 0;
    byte[] data = null;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case ENTRY_TYPE -> type = in.readEnum();
        case ENTRY_TERM -> term = in.readUInt64();
        case ENTRY_INDEX -> index = in.readUInt64();
        case ENTRY_DATA -> data = in.readByteArray();
        default -> in.skipField(tag);
      }
    }
    in.popLimit(outer);
    try {
      return new Entry(term, index, EntryType.of(type), data);
    } catch (IllegalArgumentException e) {
      throw new IOException("not an entry", e);
    }
  }

  /** The mark of a snapshot, which few messages have. */
  private static final class MarkCodec {

    private MarkCodec() {}

    static byte[] encode(SnapshotMark mark) {
      List<List<Long>> lists = lists(mark.members());
      int ids = lists.stream().mapToInt(List::size).sum();
      int size =
          CodedOutputStream.computeUInt64Size(1, mark.index())
              + CodedOutputStream.computeUInt64Size(2, mark.term())
              + ids * CodedOutputStream.computeFixed64Size(3, 0)
              + CodedOutputStream.computeBoolSize(7, true);
      byte[] bytes = new byte[size];
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      try {
        out.writeUInt64(1, mark.index());
        out.writeUInt64(2, mark.term());
        for (int i = 0; i < lists.size(); i++) {
          for (long id : lists.get(i)) {
            out.writeFixed64(3 + i, id);
          }
        }
        out.writeBool(7, mark.members().autoLeave());
      } catch (IOException e) {
        throw new IllegalStateException("an array of the right size was too small", e);
      }
      return bytes;
    }

    private static List<List<Long>> lists(Members members) {
      return List.of(
          members.voters(), members.learners(), members.votersOutgoing(), members.learnersNext());
    }

    static SnapshotMark decode(byte[] bytes) throws IOException {
      CodedInputStream in = CodedInputStream.newInstance(bytes);
      long index = 0;
      long term = 0;
      boolean autoLeave = false;
      List<List<Long>> lists =
          List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        int field = WireFormat.getTagFieldNumber(tag);
        switch (field) {
          case 1 -> index = in.readUInt64();
          case 2 -> term = in.readUInt64();
          case 3, 4, 5, 6 -> lists.get(field - 3).add(in.readFixed64());
          case 7 -> autoLeave = in.readBool();
          default -> in.skipField(tag);
        }
      }
      Members members =
          new Members(lists.get(0), lists.get(1), lists.get(2), lists.get(3), autoLeave);
      return new SnapshotMark(index, term, members);
    }
  }
}
