package dev.balsa.server.node;

import dev.balsa.raft.ConfChangeType;
import dev.balsa.raft.Entry;
import dev.balsa.raft.EntryType;
import dev.balsa.raft.HardState;
import dev.balsa.server.apply.ConfChangeCodec;
import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.apply.MemberJson;
import dev.balsa.server.apply.Roster;
import dev.balsa.wal.Recovered;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code --force-new-cluster}: what a log needs at its end so that its member goes on alone. The
 * last resort when a majority is lost for good.
 *
 * <pre>
 *   ... | committed | not known to be committed | becomes a voter | 2 is removed | 3 is removed |
 *                     kept, up to the first       if it is none     all committed, in a term that
 *                     change of members                             nobody else ever led
 * </pre>
 *
 * <p>etcd drops everything that is not known to be committed. Here the commit index in the log is a
 * hint that may lag behind what was acknowledged, so nothing is dropped that may have been: only a
 * change of members that is not known to be committed, and what follows it.
 *
 * @param hardState to be written with {@code appended}
 * @param appended the entries to write; the first may take the place of older ones
 * @param entries the whole log behind its mark, the new entries included
 */
record NewCluster(HardState hardState, List<Entry> appended, List<Entry> entries) {

  /** Nothing to do: the member is alone already. */
  boolean isNothing() {
    return appended.isEmpty();
  }

  /**
   * @param peerUrls where the member is found, should the log not even know the member
   * @param applied up to where the store has applied the log
   * @param roster the members as of there; those at the end of the log afterwards
   * @throws IOException if an entry that changes members is not readable
   */
  static NewCluster of(
      long memberId, List<String> peerUrls, long applied, Roster roster, Recovered recovered)
      throws IOException {
    HardState state = recovered.hardState();
    List<Entry> kept = kept(recovered.entries(), Math.max(state.commit(), applied));
    boolean cut = kept.size() < recovered.entries().size();
    advance(roster, applied, kept);
    List<ConfChangeCodec.Decoded> changes = changes(memberId, peerUrls, roster);
    long lastIndex = recovered.snapshot().index() + kept.size();
    if (changes.isEmpty() && !cut) {
      return new NewCluster(new HardState(state.term(), state.vote(), lastIndex), List.of(), kept);
    }
    long term = state.term() + 1;
    List<Entry> appended = new ArrayList<>();
    if (changes.isEmpty()) {
      appended.add(new Entry(term, lastIndex + 1, EntryType.NORMAL, new byte[0]));
    }
    for (ConfChangeCodec.Decoded change : changes) {
      long index = lastIndex + 1 + appended.size();
      byte[] data = ConfChangeCodec.encode(change);
      appended.add(new Entry(term, index, EntryType.CONF_CHANGE, data));
    }
    List<Entry> entries = new ArrayList<>(kept);
    entries.addAll(appended);
    HardState next = new HardState(term, 0, lastIndex + appended.size());
    return new NewCluster(next, List.copyOf(appended), List.copyOf(entries));
  }

  /** What is done, for the operator. */
  @Override
  public String toString() {
    return "--force-new-cluster: "
        + (isNothing()
            ? "this member is alone already"
            : "all other members are forgotten, by "
                + appended.size()
                + " entries from index "
                + appended.get(0).index()
                + " on; start without the flag from now on");
  }

  private static List<Entry> kept(List<Entry> all, long committed) {
    for (int i = 0; i < all.size(); i++) {
      boolean unclear = all.get(i).index() > committed;
      if (unclear && all.get(i).type() != EntryType.NORMAL) {
        return all.subList(0, i);
      }
    }
    return all;
  }

  /** Who the members will be at the end of the log: what will be refused is refused here. */
  private static void advance(Roster roster, long applied, List<Entry> kept) throws IOException {
    for (Entry entry : kept) {
      if (entry.index() > applied && entry.type() == EntryType.CONF_CHANGE) {
        roster.take(ConfChangeCodec.decode(entry.data()));
      }
    }
  }

  /** First this member votes, then the others go: there is a voter at every step. */
  private static List<ConfChangeCodec.Decoded> changes(
      long memberId, List<String> peerUrls, Roster roster) {
    List<ConfChangeCodec.Decoded> changes = new ArrayList<>();
    if (!roster.isVoter(memberId)) {
      MemberInfo self = new MemberInfo(memberId, "", peerUrls, List.of(), false);
      byte[] context = MemberJson.encode(new MemberJson.Context(self, roster.contains(memberId)));
      changes.add(new ConfChangeCodec.Decoded(0, ConfChangeType.ADD_NODE, memberId, context));
    }
    for (MemberInfo member : roster.members()) {
      long id = member.id();
      if (id != memberId) {
        changes.add(new ConfChangeCodec.Decoded(0, ConfChangeType.REMOVE_NODE, id, new byte[0]));
      }
    }
    return changes;
  }
}
