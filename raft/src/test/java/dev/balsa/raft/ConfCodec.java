package dev.balsa.raft;

import dev.balsa.raft.ConfChange.MemberChange;
import dev.balsa.raft.ConfChange.Transition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Configuration changes as the data of test entries: transition, then type and id of each. */
final class ConfCodec {

  private ConfCodec() {}

  static byte[] encode(ConfChange change) {
    if (change.equals(ConfChange.LEAVE_JOINT)) {
      return new byte[0];
    }
    ByteBuffer bytes = ByteBuffer.allocate(1 + 9 * change.changes().size());
    bytes.put((byte) change.transition().number());
    for (MemberChange each : change.changes()) {
      bytes.put((byte) each.type().number()).putLong(each.memberId());
    }
    return bytes.array();
  }

  static ConfChange decode(byte[] data) {
    if (data.length == 0) {
      return ConfChange.LEAVE_JOINT;
    }
    ByteBuffer bytes = ByteBuffer.wrap(data);
    Transition transition = Transition.of(bytes.get());
    List<MemberChange> changes = new ArrayList<>();
    while (bytes.hasRemaining()) {
      ConfChangeType type = ConfChangeType.of(bytes.get());
      changes.add(new MemberChange(type, bytes.getLong()));
    }
    return new ConfChange(transition, changes);
  }

  static EntryType typeFor(ConfChange change) {
    return change.isEnterJoint() || change.isLeaveJoint()
        ? EntryType.CONF_CHANGE_V2
        : EntryType.CONF_CHANGE;
  }
}
