package dev.balsa.server.node;

import dev.balsa.api.AlarmRequest;
import dev.balsa.api.AlarmType;
import dev.balsa.mvcc.HashKv;
import dev.balsa.mvcc.MvccException;
import dev.balsa.mvcc.View;
import dev.balsa.server.apply.Alarm;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.auth.Caller;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.logging.Log;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Compares what the members store, and raises the alarm CORRUPT for a member whose data differ.
 *
 * <pre>
 *   leader, every --corrupt-check-time:
 *     hash its own key space at the current revision R          background thread, reads everything
 *     ask all others for theirs at R                            they do the same
 *     make sure that it still leads (a linearizable read), hash again
 *     what differs although it covers the same revisions: alarm, with the member's id, through the log
 *
 *   any member, before it serves clients, if it was told to:
 *     the same comparison once, without alarm; it does not start if the others have something else
 * </pre>
 *
 * <p>Hashes say something about each other only if they were taken at the same revision and under
 * the same compaction (see {@link HashKv}). The rules are etcd's: {@code
 * server/etcdserver/corrupt.go}.
 */
final class CorruptionGuard {

  private static final Log LOG = Log.of(CorruptionGuard.class);

  private final long intervalNanos;
  private final PeerLink peers;
  private long nextNanos;

  /** Whether a comparison is under way; one at a time is enough. */
  private volatile boolean underWay;

  /**
   * @param intervalNanos time between two comparisons; 0 for none
   */
  CorruptionGuard(long intervalNanos, PeerLink peers, long nowNanos) {
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
    if (leads && !underWay && replica.members().size() > 1) {
      underWay = true;
      hash(replica, replica.view(), mine -> askOthers(replica, mine));
    }
  }

  private void askOthers(Replica replica, HashKv mine) {
    HashRound.ask(
        peers,
        replica.memberId(),
        replica.members(),
        mine.hashRevision(),
        others ->
            replica.linearize(
                new ReadReply() {
                  @Override
                  public void ready(View view) {
                    hash(replica, view, later -> conclude(replica, mine, later, others));
                  }

                  @Override
                  public void failed(EtcdError error) {
                    giveUp(error.text());
                  }
                }));
  }

  /** Reads the whole key space, on a thread where that may take its time. */
  private void hash(Replica replica, View view, Consumer<HashKv> next) {
    boolean taken =
        replica.execute(
            () -> {
              HashKv hash;
              try {
                hash = view.hashKv(0);
              } catch (MvccException e) {
                giveUp(e.getMessage());
                return;
              }
              next.accept(hash);
            });
    if (!taken) {
      giveUp("too much else to do");
    }
  }

  private void giveUp(String why) {
    LOG.warn("failed to check the hashes of the members; it is tried again", "error", why);
    underWay = false;
  }

  private void conclude(Replica replica, HashKv mine, HashKv later, Map<Long, HashKv> others) {
    for (long id : corrupt(replica.memberId(), mine, later, others)) {
      Alarm alarm = new Alarm(id, Alarm.CORRUPT);
      if (!replica.alarms().contains(alarm)) {
        raise(replica, id);
      }
    }
    LOG.info(
        "finished corruption check",
        "number-of-peers-checked",
        others.size(),
        "revision",
        mine.hashRevision());
    underWay = false;
  }

  /** Whose data are not what they should be, by the leader's and the others' hashes. */
  static SortedSet<Long> corrupt(long self, HashKv mine, HashKv later, Map<Long, HashKv> others) {
    TreeSet<Long> corrupt = new TreeSet<>(Long::compareUnsigned);
    if (later.hashRevision() == mine.hashRevision()
        && later.compactRevision() == mine.compactRevision()
        && later.hash() != mine.hash()) {
      LOG.warn("found hash mismatch", "revision", mine.hashRevision());
      corrupt.add(self);
    }
    others.forEach(
        (id, hash) -> {
          if (hash.currentRevision() > later.currentRevision()) {
            warn("revision from follower must be less than or equal to leader's", id, mine, hash);
            corrupt.add(id);
          } else if (hash.compactRevision() > later.compactRevision()) {
            warn("compact revision must be less than or equal to leader's", id, mine, hash);
            corrupt.add(id);
          } else if (differ(mine, hash)) {
            warn("same compact revision then hashes must match", id, mine, hash);
            corrupt.add(id);
          }
        });
    return corrupt;
  }

  private static boolean differ(HashKv mine, HashKv hash) {
    return hash.hashRevision() == mine.hashRevision()
        && hash.compactRevision() == mine.compactRevision()
        && hash.hash() != mine.hash();
  }

  private static void warn(String what, long id, HashKv mine, HashKv theirs) {
    LOG.warn(
        what,
        "revision",
        mine.hashRevision(),
        "leader-compact-revision",
        mine.compactRevision(),
        "leader-hash",
        Integer.toUnsignedLong(mine.hash()),
        "follower-compact-revision",
        theirs.compactRevision(),
        "follower-hash",
        Integer.toUnsignedLong(theirs.hash()),
        "follower-peer-id",
        Long.toHexString(id));
  }

  /** Raises the alarm for a member, through the log. */
  static void raise(Replica replica, long id) {
    LOG.error(
        "the data of a member differ from the others': raising the alarm CORRUPT",
        "member-id",
        Long.toHexString(id));
    byte[] body =
        AlarmRequest.newBuilder()
            .setAction(AlarmRequest.AlarmAction.ACTIVATE)
            .setMemberID(id)
            .setAlarm(AlarmType.CORRUPT)
            .build()
            .toByteArray();
    replica.propose(
        CommandKind.ALARM,
        body,
        Caller.SERVER,
        outcome -> {
          if (outcome instanceof Outcome.Failed failed) {
            LOG.warn("failed to raise an alarm; it is tried again", "error", failed.error().text());
          }
        });
  }

  /**
   * Compares this member's data with the others', before it serves.
   *
   * @return completes with the ids of the members that have something else at the same revision;
   *     exceptionally if this member's own data cannot be read
   */
  CompletableFuture<List<Long>> beforeServing(Replica replica) {
    CompletableFuture<List<Long>> different = new CompletableFuture<>();
    boolean taken =
        replica.execute(
            () -> {
              try {
                HashKv mine = replica.view().hashKv(0);
                HashRound.ask(
                    peers,
                    replica.memberId(),
                    replica.members(),
                    mine.hashRevision(),
                    others -> different.complete(different(mine, others)));
              } catch (MvccException e) {
                different.completeExceptionally(e);
              }
            });
    if (!taken) {
      different.completeExceptionally(EtcdError.REQUEST_TOO_MANY_REQUESTS.asException());
    }
    return different;
  }

  private static List<Long> different(HashKv mine, Map<Long, HashKv> others) {
    List<Long> different = new ArrayList<>();
    others.forEach(
        (id, hash) -> {
          if (differ(mine, hash)) {
            warn("found different hash values from remote peer", id, mine, hash);
            different.add(id);
          } else if (hash.compactRevision() != mine.compactRevision()) {
            warn("found different compact revision values from remote peer", id, mine, hash);
          }
        });
    return different;
  }
}
