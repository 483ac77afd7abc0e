package dev.balsa.wal;

import dev.balsa.raft.Entry;
import dev.balsa.raft.EntryType;
import dev.balsa.raft.HardState;
import dev.balsa.raft.Members;
import dev.balsa.raft.SnapshotMark;
import java.util.ArrayList;
import java.util.List;

/**
 * The data of the records, as values.
 *
 * <p>The checksum does not cover a record's type, so each decoder refuses what another type's bytes
 * would look like: a hard state has no fourth field and no term 0, a change of members always has
 * its data field, a snapshot is never without index.
 *
 * <p>What is not well-formed ends in an IllegalArgumentException.
 */
final class Payloads {

  private Payloads() {}

  static Entry entry(byte[] bytes, int offset, int length) {
    ProtoReader in = new ProtoReader(bytes, offset, length);
    EntryType type = EntryType.NORMAL;
    long term = 0;
    long index = 0;
    byte[] data = null;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> type = EntryType.of(in.varint());
        case 2 -> term = in.varint();
        case 3 -> index = in.varint();
        case 4 -> data = in.bytes();
        default -> throw unknown("an entry", in);
      }
    }
    if (term == 0 || index == 0) {
      throw new IllegalArgumentException("an entry without term or index");
    }
    if (data == null && type != EntryType.NORMAL) {
      throw new IllegalArgumentException("a change of members without content");
    }
    return new Entry(term, index, type, data);
  }

  static HardState state(byte[] bytes, int offset, int length) {
    ProtoReader in = new ProtoReader(bytes, offset, length);
    long term = 0;
    long vote = 0;
    long commit = 0;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> term = in.varint();
        case 2 -> vote = in.varint();
        case 3 -> commit = in.varint();
        default -> throw unknown("a hard state", in);
      }
    }
    if (term == 0 && (vote != 0 || commit != 0)) {
      throw new IllegalArgumentException("a hard state without term");
    }
    return new HardState(term, vote, commit);
  }

  static SnapshotMark snapshot(byte[] bytes, int offset, int length) {
    if (length == 0) {
      throw new IllegalArgumentException("a snapshot mark without content");
    }
    ProtoReader in = new ProtoReader(bytes, offset, length);
    long index = 0;
    long term = 0;
    Members members = Members.NONE;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> index = in.varint();
        case 2 -> term = in.varint();
        case 3 -> members = members(in.message());
        default -> throw unknown("a snapshot mark", in);
      }
    }
    if ((index == 0) != (term == 0)) {
      throw new IllegalArgumentException("a snapshot mark with only one of index and term");
    }
    return new SnapshotMark(index, term, members);
  }

  private static Members members(ProtoReader in) {
    List<List<Long>> lists =
        List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    boolean autoLeave = false;
    while (in.next()) {
      switch (in.field()) {
        case 1, 2, 3, 4 -> ids(in, lists.get(in.field() - 1));
        case 5 -> autoLeave = in.varint() != 0;
        default -> throw unknown("a configuration", in);
      }
    }
    return new Members(lists.get(0), lists.get(1), lists.get(2), lists.get(3), autoLeave);
  }

  /** One id, or several packed into one field. */
  private static void ids(ProtoReader in, List<Long> ids) {
    if (!in.isBytes()) {
      ids.add(in.varint());
      return;
    }
    ProtoReader packed = in.message();
    while (!packed.atEnd()) {
      ids.add(packed.readVarint());
    }
  }

  /** {@code 08 index 10 term}, then {@code 1a size members} unless there are none. */
  static byte[] encode(SnapshotMark mark) {
    Members members = mark.members();
    List<List<Long>> lists =
        List.of(
            members.voters(), members.learners(), members.votersOutgoing(), members.learnersNext());
    int ids = lists.stream().mapToInt(List::size).sum();
    ProtoWriter inner = new ProtoWriter(new byte[(ids + 1) * (1 + ProtoWriter.MAX_VARINT_BYTES)]);
    for (int i = 0; i < lists.size(); i++) {
      for (long id : lists.get(i)) {
        inner.varintField(i + 1, id);
      }
    }
    inner.varintField(5, members.autoLeave() ? 1 : 0);
    ProtoWriter out =
        new ProtoWriter(new byte[inner.length() + 3 * (1 + ProtoWriter.MAX_VARINT_BYTES)]);
    out.varintField(1, mark.index());
    out.varintField(2, mark.term());
    if (!members.equals(Members.NONE)) {
      out.bytesHeader(3, inner.length());
      out.raw(inner.array(), inner.length());
    }
    return out.toByteArray();
  }

  private static IllegalArgumentException unknown(String what, ProtoReader in) {
    return new IllegalArgumentException(what + " with the unknown field " + in.field());
  }
}
