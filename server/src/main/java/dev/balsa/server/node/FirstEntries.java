package dev.balsa.server.node;

import dev.balsa.raft.ConfChangeType;
import dev.balsa.raft.Entry;
import dev.balsa.raft.EntryType;
import dev.balsa.server.apply.ConfChangeCodec;
import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.apply.MemberJson;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How the log of a new cluster begins, on every one of its first members alike: one configuration
 * entry for each member, sorted by id (unsigned), all of the first term.
 */
public final class FirstEntries {

  /** The term that nobody was elected in. */
  public static final long TERM = 1;

  private FirstEntries() {}

  /** The entries, from index 1 on. */
  public static List<Entry> of(List<MemberInfo> firstMembers) {
    List<MemberInfo> sorted = new ArrayList<>(firstMembers);
    sorted.sort(Comparator.comparing(MemberInfo::id, Long::compareUnsigned));
    List<Entry> entries = new ArrayList<>();
    for (MemberInfo member : sorted) {
      ConfChangeCodec.Decoded change =
          new ConfChangeCodec.Decoded(
              0, ConfChangeType.ADD_NODE, member.id(), MemberJson.encode(member));
      long index = entries.size() + 1L;
      byte[] data = ConfChangeCodec.encode(change);
      entries.add(new Entry(TERM, index, EntryType.CONF_CHANGE, data));
    }
    return entries;
  }
}
