package dev.balsa.server.node;

import dev.balsa.mvcc.Store;
import dev.balsa.raft.Entry;
import dev.balsa.raft.EntryType;
import dev.balsa.raft.HardState;
import dev.balsa.raft.Members;
import dev.balsa.raft.Restored;
import dev.balsa.raft.SnapshotMark;
import dev.balsa.server.apply.ClusterSnapshot;
import dev.balsa.server.apply.ClusterState;
import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.apply.Roster;
import dev.balsa.wal.Recovered;
import dev.balsa.wal.Wal;
import dev.balsa.wal.WalConfig;
import dev.balsa.wal.WalMetadata;
import dev.balsa.wal.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Opens a member's log, or writes the first one.
 *
 * <p>A new log starts as etcd's does: one configuration entry of term 1 for each member of the
 * first configuration, all committed. A member that joins a running cluster has an empty log, and
 * learns everything from the leader.
 *
 * <p>So there is one way to start, and consensus starts where the store stands:
 *
 * <pre>
 *   log      | mark |  entries ...                                |
 *   store           |  applied -----------&gt;|
 *   consensus          in memory only      |  handed out to be applied, once committed
 *                      for slow followers  |
 * </pre>
 *
 * <p>What the store has applied is never handed out a second time, and who the members are as of
 * there is what the store's member list says. The entries before could not tell: those that were
 * refused look like those that were not.
 */
final class Bootstrap {

  /**
   * What a member starts from.
   *
   * @param store the store that has reached the log's mark
   * @param facts what that store says of the cluster
   * @param repairs what recovery had to cut off the log's end, one line each, for the operator
   */
  record Start(
      Wal wal,
      Store store,
      ClusterSnapshot facts,
      long memberId,
      long clusterId,
      Restored restored,
      List<String> repairs) {}

  private final Disk disk;
  private final Path walDirectory;
  private final WalConfig walConfig;
  private final MembershipConfig membership;

  Bootstrap(Disk disk, Path walDirectory, WalConfig walConfig, MembershipConfig membership) {
    this.membership = membership;
    this.disk = disk;
    this.walDirectory = walDirectory;
    this.walConfig = walConfig;
  }

  /**
   * Opens log and store; creates the log first where there is none.
   *
   * @param firstMembers the first configuration, with {@code memberId} in it; ignored when a log
   *     exists, and when the member joins a running cluster
   */
  Start open(StoreHome home, long memberId, List<MemberInfo> firstMembers) throws IOException {
    Store store = null;
    if (!Wal.exists(disk, walDirectory)) {
      store = home.open(0);
      if (store.appliedIndex() > 0) {
        throw new StartException(
            "the log in "
                + walDirectory
                + " is missing, but the store has applied it up to index "
                + store.appliedIndex()
                + "; restore the directory, or start this member anew with an empty data"
                + " directory");
      }
      long clusterId =
          membership.joinedClusterId() != 0
              ? membership.joinedClusterId()
              : clusterIdOf(firstMembers);
      byte[] metadata = new WalMetadata(memberId, clusterId).encode();
      Wal.create(disk, walDirectory, walConfig, metadata).close();
    }
    Recovered recovered = Wal.open(disk, walDirectory, walConfig);
    try {
      if (store == null) {
        store = home.open(recovered.snapshot().index());
      }
      return start(store, recovered, firstMembers);
    } catch (IOException | RuntimeException e) {
      recovered.wal().close();
      throw e;
    }
  }

  private static long clusterIdOf(List<MemberInfo> firstMembers) {
    return MemberIds.clusterId(firstMembers.stream().map(MemberInfo::id).toList());
  }

  private Start start(Store store, Recovered recovered, List<MemberInfo> firstMembers)
      throws IOException {
    HardState state = recovered.hardState();
    List<Entry> entries = recovered.entries();
    WalMetadata metadata = WalMetadata.decode(recovered.metadata());
    ClusterSnapshot facts = ClusterState.load(store).snapshot();
    List<String> repairs = new ArrayList<>(recovered.repairs());
    boolean fresh = state.isEmpty() && recovered.snapshot().isEmpty();
    if (fresh && isFounder(metadata, firstMembers)) {
      // A new log, or one whose first batch a crash has cut short: nothing was ever promised, so
      // the batch is simply written again.
      entries = FirstEntries.of(firstMembers);
      state = new HardState(FirstEntries.TERM, 0, entries.size());
      recovered.wal().append(state, entries, true);
    } else if (fresh) {
      entries = List.of(); // the leader will send it all, again if need be
    }
    if (membership.forceNewCluster() && !fresh) {
      NewCluster alone =
          NewCluster.of(
              metadata.nodeId(),
              membership.peerUrls(),
              store.appliedIndex(),
              Roster.of(facts),
              recovered);
      if (!alone.isNothing()) {
        recovered.wal().append(alone.hardState(), alone.appended(), true);
      }
      state = alone.hardState();
      entries = alone.entries();
      repairs.add(alone.toString());
    }
    long firstIndex = recovered.snapshot().index();
    long lastIndex = firstIndex + entries.size();
    long applied = store.appliedIndex();
    checkThatLogReaches(applied, firstIndex, lastIndex);
    // The commit index in the log is a hint and may be old; what the store has applied was
    // committed.
    HardState raised = new HardState(state.term(), state.vote(), Math.max(state.commit(), applied));
    Members members = Roster.of(facts).configuration();
    noteOtherMembersOfMark(recovered.snapshot(), members, applied, entries, repairs);
    Restored restored = new Restored(raised, recovered.snapshot(), members, entries, applied);
    return new Start(
        recovered.wal(), store, facts, metadata.nodeId(), metadata.clusterId(), restored, repairs);
  }

  /**
   * The members that the log's mark names decide nothing, see {@link ClusterState}. Should they not
   * be those of the list, the operator is told: earlier versions could count somebody as a voter
   * whom the list had refused.
   */
  private static void noteOtherMembersOfMark(
      SnapshotMark mark, Members members, long applied, List<Entry> entries, List<String> repairs) {
    boolean changedSince =
        entries.stream()
            .anyMatch(entry -> entry.index() <= applied && entry.type() != EntryType.NORMAL);
    if (!mark.isEmpty() && !changedSince && !mark.members().equals(members)) {
      repairs.add(
          "the log's mark at index %d names the members %s; the member list counts, and says %s"
              .formatted(mark.index(), text(mark.members()), text(members)));
    }
  }

  private static String text(Members members) {
    return Stream.concat(members.voters().stream(), members.learners().stream())
        .map(Long::toHexString)
        .toList()
        .toString();
  }

  /** A log that ends before what the store has applied has lost what this member had promised. */
  private static void checkThatLogReaches(long applied, long firstIndex, long lastIndex)
      throws StartException {
    if (applied >= firstIndex && applied <= lastIndex) {
      return;
    }
    throw new StartException(
        ("the store has applied the log up to index %d, but the log reaches from %d to %d: a part"
                + " of it is lost, or log and store do not belong together; remove this member and"
                + " add it again with an empty directory, or restore a backup")
            .formatted(applied, firstIndex, lastIndex));
  }

  /**
   * Whether the log is that of one of the first members: their ids are in the cluster's id. The id
   * of a member that joined later has the time in it.
   */
  private static boolean isFounder(WalMetadata metadata, List<MemberInfo> firstMembers) {
    return clusterIdOf(firstMembers) == metadata.clusterId()
        && firstMembers.stream().anyMatch(member -> member.id() == metadata.nodeId());
  }
}
