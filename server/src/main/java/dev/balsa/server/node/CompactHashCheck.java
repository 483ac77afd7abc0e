package dev.balsa.server.node;

import dev.balsa.mvcc.HashKv;
import dev.balsa.mvcc.MvccException;
import dev.balsa.mvcc.View;
import dev.balsa.server.apply.Alarm;
import dev.balsa.server.logging.Log;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compares what the members keep at the revision that was last compacted, and raises the alarm
 * CORRUPT for those of whom the majority has something else.
 *
 * <pre>
 *   leader, every --compact-hash-check-time, once for each compaction:
 *     hash its own key space at the compacted revision R        background thread
 *     ask all others for theirs at R                            they do the same
 *     compacted elsewhere up to another revision: not comparable, asked again next time
 *     all the same: done with R
 *     else: alarm for each member outside the majority; without a majority for member 0, the cluster
 * </pre>
 *
 * <p>What {@link CorruptionGuard} finds at the newest revision by trusting the leader, this finds
 * at an old one by asking the majority: a corrupt leader is found as well, and no member has to
 * have applied anything lately. The rules are etcd's: {@code server/etcdserver/corrupt.go}.
 */
final class CompactHashCheck {

  /** Whom an alarm names that concerns everybody; etcd's number. */
  static final long WHOLE_CLUSTER = 0;

  private static final Log LOG = Log.of(CompactHashCheck.class);

  private final long intervalNanos;
  private final PeerLink peers;
  private long nextNanos;

  /** Whether a comparison is under way; one at a time is enough. */
  private volatile boolean underWay;

  /** The last compacted revision at which all members were found to be equal. */
  private volatile long checkedRevision;

  /**
   * @param intervalNanos time between two comparisons; 0 for none
   */
  CompactHashCheck(long intervalNanos, PeerLink peers, long nowNanos) {
    this.intervalNanos = intervalNanos;
    this.peers = peers;
    this.nextNanos = nowNanos + intervalNanos;
  }

  /** A tick has passed. Node agent. */
  void tick(long nowNanos, boolean leads, Replica replica) {
    if (intervalNanos == 0 || nowNanos - nextNanos < 0) {
      return;
    }
    nextNanos = nowNanos + intervalNanos;
    if (!leads || underWay || replica.members().size() < 2) {
      return;
    }
    View view = replica.view();
    if (view.compactRevision() > checkedRevision) {
      underWay = true;
      if (!replica.execute(() -> compare(view, replica))) {
        underWay = false; // too much else to do: the next time
      }
    }
  }

  private void compare(View view, Replica replica) {
    HashKv mine;
    try {
      mine = view.hashKv(view.compactRevision());
    } catch (MvccException e) {
      LOG.warn("failed to hash what is compacted; it is tried again", "error", e.getMessage());
      underWay = false;
      return;
    }
    HashRound.ask(
        peers,
        replica.memberId(),
        replica.members(),
        mine.hashRevision(),
        others -> {
          conclude(replica, mine, others);
          underWay = false;
        });
  }

  private void conclude(Replica replica, HashKv mine, Map<Long, HashKv> others) {
    int members = replica.members().size();
    Map<Integer, List<Long>> byHash = byHash(replica.memberId(), mine, others);
    int asked = byHash.values().stream().mapToInt(List::size).sum();
    if (byHash.size() == 1) {
      if (asked == members) {
        checkedRevision = mine.hashRevision();
        LOG.info(
            "finished compaction hash check",
            "number-of-peers-checked",
            others.size(),
            "revision",
            mine.hashRevision());
      }
      return;
    }
    LOG.error(
        "members keep different data at a compacted revision",
        "revision",
        mine.hashRevision(),
        "members-by-hash",
        byHash);
    for (long id : outsideMajority(byHash, members)) {
      if (!replica.alarms().contains(new Alarm(id, Alarm.CORRUPT))) {
        CorruptionGuard.raise(replica, id);
      }
    }
  }

  /** Who has which hash, of those who have compacted as far as this member has. */
  static Map<Integer, List<Long>> byHash(long self, HashKv mine, Map<Long, HashKv> others) {
    TreeMap<Integer, List<Long>> byHash = new TreeMap<>();
    byHash.computeIfAbsent(mine.hash(), hash -> new ArrayList<>()).add(self);
    others.forEach(
        (id, hash) -> {
          if (hash.compactRevision() == mine.compactRevision()
              && hash.hashRevision() == mine.hashRevision()) {
            byHash.computeIfAbsent(hash.hash(), any -> new ArrayList<>()).add(id);
          }
        });
    return byHash;
  }

  /** Whose data are not what the majority of all members has; the whole cluster without one. */
  static List<Long> outsideMajority(Map<Integer, List<Long>> byHash, int members) {
    List<Long> outside = new ArrayList<>();
    boolean majority = false;
    for (List<Long> alike : byHash.values()) {
      if (alike.size() > members / 2) {
        majority = true;
      } else {
        outside.addAll(alike);
      }
    }
    return majority ? outside : List.of(WHOLE_CLUSTER);
  }
}
