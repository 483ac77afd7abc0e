package dev.balsa.server.node;

import dev.balsa.mvcc.MvccException;
import dev.balsa.raft.Message;
import dev.balsa.raft.RaftCore;
import dev.balsa.server.env.Environment;
import dev.balsa.server.logging.Log;
import java.io.IOException;
import java.util.TreeMap;

/**
 * Copies of this member's store on their way to members that the log cannot bring up to date any
 * more. Belongs to the node agent.
 *
 * <pre>
 *   node agent    consensus asks for one (SNAPSHOT, with the least index it must have)
 *   background    StoreHome.copy(): which index it really stands at, the copy itself says
 *                                             -&gt; SnapshotMade: consensus counts from there on
 *   transport     PeerLink.sendSnapshot()     -&gt; SnapshotEnded: consensus goes on, or asks again
 * </pre>
 *
 * <p>When one failed, the next one to that member has to wait, each time longer; what is asked for
 * in between counts as failed at once, and consensus asks again with the member's next sign of
 * life.
 */
final class SnapshotFlow {

  /** Copies under way at once: each costs the disk a file of its own, and the network its share. */
  static final int MAX_UNDER_WAY = 2;

  private static final int SETTLING_TICKS = 50;
  private static final int FIRST_PAUSE_TICKS = 2;
  static final int MAX_PAUSE_TICKS = 128;

  private static final Log LOG = Log.of(SnapshotFlow.class);

  /** How it stands with one member. */
  private static final class Lagging {
    boolean underWay;

    /** The index that the copy stands at; the least that it must have until that is known. */
    long index;

    int pauseTicks = FIRST_PAUSE_TICKS;
    long notBeforeTick;

    /** A copy that has arrived counts as on its way until the member has had time to say so. */
    long settledAtTick;
  }

  private final RaftCore core;
  private final StoreHome home;
  private final Environment environment;
  private final PeerLink peers;
  private final Inbox inbox;
  private final TreeMap<Long, Lagging> members = new TreeMap<>();
  private long ticks;

  SnapshotFlow(
      RaftCore core, StoreHome home, Environment environment, PeerLink peers, Inbox inbox) {
    this.core = core;
    this.home = home;
    this.environment = environment;
    this.peers = peers;
    this.inbox = inbox;
  }

  /** A tick has passed. */
  void tick() {
    ticks++;
  }

  /** Consensus wants a member to get a copy. */
  void send(Message message) {
    long to = message.to();
    Lagging member = members.computeIfAbsent(to, id -> new Lagging());
    boolean mayStart =
        !member.underWay && ticks >= member.notBeforeTick && underWay() < MAX_UNDER_WAY;
    if (!mayStart || !environment.execute(() -> copyAndSend(message))) {
      core.reportSnapshot(to, false);
      return;
    }
    member.underWay = true;
    member.index = message.snapshot().index();
  }

  private long underWay() {
    return members.values().stream().filter(member -> member.underWay).count();
  }

  /** Background. */
  private void copyAndSend(Message message) {
    long to = message.to();
    OutgoingSnapshot copy;
    try {
      copy = home.copy();
    } catch (IOException | MvccException e) {
      LOG.warn("cannot make a copy of the store for a member that lags", e, "to", hex(to));
      inbox.tell(new NodeEvent.SnapshotEnded(to, false));
      return;
    }
    long index = copy.mark().index();
    if (index < message.snapshot().index()) {
      copy.close();
      LOG.error("a copy of the store is older than what consensus has applied", "index", index);
      inbox.tell(new NodeEvent.SnapshotEnded(to, false));
      return;
    }
    inbox.tell(new NodeEvent.SnapshotMade(to, index));
    peers.sendSnapshot(message.withSnapshot(copy.mark()), copy);
  }

  private static String hex(long id) {
    return Long.toHexString(id);
  }

  /** It is known at which index the copy for a member stands. */
  void made(long to, long index) {
    Lagging member = members.get(to);
    if (member != null && member.underWay) {
      member.index = index;
      core.snapshotSent(to, index);
    }
  }

  /** The copy for a member has arrived there, or has not. */
  void ended(long to, boolean ok) {
    Lagging member = members.get(to);
    if (member != null && member.underWay) {
      member.underWay = false;
      if (ok) {
        member.pauseTicks = FIRST_PAUSE_TICKS;
        member.settledAtTick = ticks + SETTLING_TICKS;
      } else {
        member.notBeforeTick = ticks + member.pauseTicks;
        member.pauseTicks = Math.min(MAX_PAUSE_TICKS, 2 * member.pauseTicks);
      }
    }
    core.reportSnapshot(to, ok);
  }

  /** The index at which a copy stands that is under way to a member, or was lately; -1 if none. */
  long indexOnTheWayTo(long member) {
    Lagging lagging = members.get(member);
    boolean counts = lagging != null && (lagging.underWay || ticks < lagging.settledAtTick);
    return counts ? lagging.index : -1;
  }
}
