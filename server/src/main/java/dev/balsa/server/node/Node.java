package dev.balsa.server.node;

import dev.balsa.mvcc.PreparedStore;
import dev.balsa.raft.Members;
import dev.balsa.raft.Message;
import dev.balsa.raft.MessageType;
import dev.balsa.raft.RaftCore;
import dev.balsa.raft.RaftRole;
import dev.balsa.raft.Ready;
import dev.balsa.raft.SnapshotMark;
import dev.balsa.server.apply.AppliedEntry;
import dev.balsa.server.env.Agent;
import dev.balsa.server.errors.EtcdError;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Orders the steps of one turn around {@link RaftCore}: what came in goes to consensus, what
 * consensus wants goes to the log agent, to the peers and to the apply agent.
 *
 * <p>Owns the only reference to the core. Nothing in a turn blocks: the disk has its own agent,
 * applying has its own agent, and so neither can delay a heartbeat.
 */
final class Node implements Agent {

  private static final int MAX_EVENTS_PER_TURN = 1_024;
  private static final long EXPIRY_INTERVAL_TICKS = 8;

  private final RaftCore core;
  private final NodeConfig config;
  private final Inbox inbox;
  private final Pending pending;
  private final LogWriter log;
  private final ApplyAgent apply;
  private final CheckpointFlow checkpoints;
  private final Leadership leadership;
  private final PeerLink peers;
  private final Publisher publisher;
  private final Departure departure;
  private final Consumer<Throwable> onFailure;

  private final ProposalFlow proposals;
  private final ReadFlow reads;
  private final LostRequests lost;
  private final LeaderTransfer transfers;
  private final StallWatch stalls;
  private final SnapshotFlow snapshots;
  private final SnapshotIntake intake;
  private final LogRetention retention;

  /** A copy that consensus has taken and whose mark is not in the log yet; null if none. */
  private PreparedStore copy;

  /**
   * The index of the last copy that has replaced the log: changes of members before it are in it.
   */
  private long jumpedTo;

  private final AutoCompactor compactor;
  private final CorruptionGuard guard;
  private final AlarmLift alarmLift;
  private final CompactHashCheck compactHashes;
  private final VersionMonitor versions;

  /**
   * Committed entries that found the apply agent's queue full. They are in the log's memory anyway;
   * what keeps their number small is that new requests are refused while applying lags.
   */
  private final ArrayDeque<Applicable> heldBack = new ArrayDeque<>();

  private final LoneReads loneReads;
  private boolean hasPeers;
  private long nextTickNanos;
  private long ticks;
  private Waker applyHandle;
  private Replica replica;

  private volatile NodeStatus status = NodeStatus.UNKNOWN;

  Node(
      RaftCore core,
      NodeConfig config,
      Inbox inbox,
      Pending pending,
      LogWriter log,
      ApplyAgent apply,
      CheckpointFlow checkpoints,
      Leadership leadership,
      PeerLink peers,
      Publisher publisher,
      Departure departure,
      SnapshotFlow snapshots,
      SnapshotIntake intake,
      long firstReadContext,
      long nowNanos,
      Consumer<Throwable> onFailure) {
    this.core = core;
    this.loneReads = new LoneReads(core);
    this.config = config;
    this.inbox = inbox;
    this.pending = pending;
    this.log = log;
    this.apply = apply;
    this.checkpoints = checkpoints;
    this.leadership = leadership;
    this.peers = peers;
    this.publisher = publisher;
    this.proposals = new ProposalFlow(core, inbox, pending);
    this.departure = departure;
    this.reads =
        new ReadFlow(
            core, inbox, config.requestTimeoutNanos(), firstReadContext, this::whenApplied);
    this.nextTickNanos = nowNanos + config.tickNanos();
    this.lost = new LostRequests(pending, config.electionTicks(), this::whenApplied);
    this.transfers = new LeaderTransfer(core, peers, config.electionTicks());
    this.stalls = new StallWatch(core, log, transfers, config.electionTicks());
    this.alarmLift = new AlarmLift(config.upkeep().autoDisarm(), config.quotaBytes(), nowNanos);
    this.guard = new CorruptionGuard(config.corruptCheckNanos(), peers, nowNanos);
    this.compactHashes =
        new CompactHashCheck(config.upkeep().compactHashCheckNanos(), peers, nowNanos);
    this.compactor = new AutoCompactor(CompactionRule.of(config.autoCompaction(), nowNanos));
    this.versions =
        new VersionMonitor(
            config.upkeep().downgradeCheckNanos(), publisher.ownVersion(), peers, nowNanos);
    this.snapshots = snapshots;
    this.intake = intake;
    this.retention =
        new LogRetention(
            core, snapshots, peers, config.snapshotCatchupEntries(), LogRetention.MAX_KEPT_BYTES);
    this.onFailure = onFailure;
    tellPeers(core.members());
  }

  private void tellPeers(Members members) {
    peers.membersAre(members);
    hasPeers =
        members.voters().size() + members.learners().size() + members.votersOutgoing().size() > 1;
  }

  /** Whether there are other members. Node agent. */
  boolean hasPeers() {
    return hasPeers;
  }

  /** Whom to wake when something is committed. Called once, before the agent starts. */
  void wakes(Waker applyAgent) {
    this.applyHandle = applyAgent;
  }

  /** Through whom this member speaks for itself. Called once, before the agent starts. */
  void serves(Replica self) {
    this.replica = self;
  }

  /** How consensus stood after the last turn. Any thread. */
  NodeStatus status() {
    return status;
  }

  @Override
  public String name() {
    return "balsa-node";
  }

  @Override
  public int doWork(long nowNanos) {
    int work = takeDurable();
    work += handleNotices();
    work += inbox.drainEvents(this::handleEvent, MAX_EVENTS_PER_TURN);
    work += tick(nowNanos);
    if (core.leaderId() != 0) {
      lost.leaderOf(core.term());
    }
    work += proposals.run();
    work += reads.start(nowNanos);
    work += handOver(nowNanos);
    if (loneReads.isDue(apply.appliedIndex())) {
      publishStatus();
    }
    return work;
  }

  private int takeDurable() {
    WalBatch durable = log.takeDurable(peers);
    if (durable == null) {
      return 0;
    }
    stalls.logMoved();
    if (durable.fromRaft() != null) {
      core.persisted(durable.fromRaft().persistTerm(), durable.fromRaft().persistIndex());
    }
    if (durable.replacement() != null) {
      jumpTo(durable.replacement());
    }
    if (durable.mark() != null) {
      core.snapshotted(durable.mark());
      retention.marked(durable.mark().index());
      checkpoints.finished(durable.mark().index());
    }
    return 1;
  }

  /** The log has the mark of a copy: the apply agent gets the copy, behind what it has already. */
  private void jumpTo(SnapshotMark mark) {
    jumpedTo = mark.index();
    toApply(new Applicable.Installation(mark, copy));
    copy = null;
    lost.jumpsTo(mark.index());
    checkpoints.overtaken(mark.index());
  }

  private void toApply(Applicable next) {
    if (!heldBack.isEmpty() || !apply.offer(next)) {
      heldBack.add(next);
    }
    applyHandle.wake();
  }

  /**
   * The applied index is read before the notices: the notice of a change of members is sent before
   * its index counts as applied.
   */
  private int handleNotices() {
    long applied = apply.appliedIndex();
    int work = 0;
    for (NodeEvent notice = inbox.pollNotice(); notice != null; notice = inbox.pollNotice()) {
      handleNotice(notice);
      work++;
    }
    if (applied > core.appliedIndex()) {
      core.applied(applied);
      work++;
    }
    campaignAlone();
    return work;
  }

  /**
   * Where nobody else votes, waiting for an election timeout would help nobody. Asked every turn,
   * because consensus refuses while a change of members waits to be applied.
   */
  private void campaignAlone() {
    if (core.leaderId() == 0
        && core.role() == RaftRole.FOLLOWER
        && leadership.mayCampaignAlone(core.members())) {
      core.campaign();
    }
  }

  private void handleNotice(NodeEvent notice) {
    if (notice instanceof NodeEvent.ConfApplied conf) {
      confApplied(conf);
    } else if (notice instanceof NodeEvent.StatusAsked asked) {
      asked.reply().accept(core.status());
    } else if (notice instanceof NodeEvent.CheckpointDue due) {
      if (due.index() > jumpedTo) {
        checkpoints.start(due, core.members());
      } else {
        checkpoints.finished(due.index());
      }
    } else if (notice instanceof NodeEvent.StoreFlushed flushed) {
      if (!log.save(flushed.mark())) {
        checkpoints.finished(flushed.mark().index());
      }
    } else if (!handleSnapshotNotice(notice)) {
      handleRequest(notice);
    }
  }

  private boolean handleSnapshotNotice(NodeEvent notice) {
    if (notice instanceof NodeEvent.SnapshotMade made) {
      snapshots.made(made.memberId(), made.index());
    } else if (notice instanceof NodeEvent.SnapshotEnded ended) {
      snapshots.ended(ended.memberId(), ended.ok());
    } else if (notice instanceof NodeEvent.SnapshotArriving) {
      lost.copyBegins();
    } else if (notice instanceof NodeEvent.SnapshotArrived arrived) {
      take(arrived);
    } else if (notice instanceof NodeEvent.SnapshotInstalled) {
      tellPeers(core.members());
    } else {
      return false;
    }
    return true;
  }

  /**
   * Whether a copy is needed is for consensus to say: the log may have come by itself meanwhile.
   */
  private void take(NodeEvent.SnapshotArrived arrived) {
    if (copy == null && !core.awaitsSnapshot()) {
      core.step(arrived.message());
      if (core.awaitsSnapshot()) {
        copy = arrived.copy();
        return;
      }
    }
    intake.discard(arrived.copy());
  }

  private void handleRequest(NodeEvent notice) {
    if (notice instanceof NodeEvent.HandOver handOver) {
      transfers.start(handOver.target(), handOver.whenDone());
    } else {
      throw new IllegalStateException("not a notice: " + notice);
    }
  }

  /** Whoever asked is answered after consensus has followed, and after the store has the change. */
  private void confApplied(NodeEvent.ConfApplied conf) {
    if (conf.index() > jumpedTo) {
      follow(conf);
      departure.changed(conf.change());
    }
    AppliedEntry applied = conf.applied();
    if (applied.requestId() != 0) {
      apply.tell(now -> pending.complete(applied.requestId(), applied.outcome()));
      applyHandle.wake();
    }
  }

  /**
   * Consensus has the same members as the member list, at every applied index: the invariant of
   * {@link dev.balsa.server.apply.ClusterState}. A member that counted other votes than it should
   * could elect a second leader, or none for ever; it stops instead.
   */
  private void follow(NodeEvent.ConfApplied conf) {
    loneReads.membersChanged();
    Members members = core.applyConfChange(conf.change());
    if (!members.equals(conf.members())) {
      throw new IllegalStateException(
          "behind index "
              + conf.index()
              + " the members of consensus are "
              + members
              + ", but the member list says "
              + conf.members());
    }
    tellPeers(members);
  }

  private void handleEvent(NodeEvent event) {
    if (event instanceof NodeEvent.FromPeer fromPeer) {
      if (fromPeer.message().type() == MessageType.PROPOSE_REFUSED) {
        proposals.refused(fromPeer.message());
      } else {
        core.step(fromPeer.message());
      }
    } else if (event instanceof NodeEvent.Undelivered undelivered) {
      proposals.undelivered(undelivered.message());
    } else if (event instanceof NodeEvent.PeerUnreachable peer) {
      core.reportUnreachable(peer.memberId());
      if (!core.isLeader() && peer.memberId() == core.leaderId()) {
        lost.connectionBroke();
      }
    } else if (event instanceof NodeEvent.PeerGone peer) {
      core.reportGone(peer.memberId());
    } else {
      throw new IllegalStateException("not an event of the network: " + event);
    }
  }

  private int tick(long nowNanos) {
    int work = 0;
    if (nowNanos - nextTickNanos >= config.heartbeatTicks() * config.tickNanos()) {
      leadership.beatsLate();
    }
    while (nowNanos - nextTickNanos >= 0) {
      // After a long pause of the whole process the missed ticks are not made up for one by one:
      // that would look like an election
      // timeout although nobody had a chance to be heard.
      if (nowNanos - nextTickNanos > config.electionNanos()) {
        nextTickNanos = nowNanos;
      }
      nextTickNanos += config.tickNanos();
      core.tick();
      peers.tick();
      transfers.tick();
      stalls.tick();
      departure.tick();
      snapshots.tick();
      intake.tick();
      retention.tick();
      reads.tick(nowNanos);
      proposals.tick();
      lost.tick();
      work++;
      publisher.tick(status, replica);
      compactor.tick(nowNanos, status.leader(), replica);
      guard.tick(nowNanos, status.leader(), replica);
      alarmLift.tick(nowNanos, replica);
      compactHashes.tick(nowNanos, status.leader(), replica);
      versions.tick(nowNanos, status.leader(), replica);
      if (++ticks % EXPIRY_INTERVAL_TICKS == 0 && pending.expire(nowNanos) > 0) {
        proposals.expired();
      }
    }
    return work;
  }

  private int handOver(long nowNanos) {
    int work = 0;
    while (core.hasReady()) {
      Ready ready = core.ready();
      handle(ready, nowNanos);
      work++;
    }
    while (!heldBack.isEmpty() && apply.offer(heldBack.peek())) {
      heldBack.poll();
      applyHandle.wake();
      work++;
    }
    work += log.writeNext(core);
    return work;
  }

  private void handle(Ready ready, long nowNanos) {
    leadership.leadsIn(core.isLeader() ? core.term() : 0);
    if (ready.soft() != null) {
      leadership.changed(ready.soft(), core.term());
      if (ready.soft().leaderId() != 0) {
        reads.leaderIsKnown(nowNanos);
        proposals.leaderIsKnown();
        transfers.leaderIs(ready.soft().leaderId());
      }
    }
    // Before anything leaves: what others do because of it must not find this member's own services
    // believing that it is alone, or that it still leads.
    publishStatus();
    peers.send(sendCopies(ready.sendNow()));
    log.accept(ready, core, peers);
    if (!ready.committed().isEmpty()) {
      toApply(apply.stamped(ready.committed()));
      lost.committed(ready.committed());
    }
    ready.readStates().forEach(reads::answered);
  }

  /** Takes out what goes another way than messages do. */
  private List<Message> sendCopies(List<Message> messages) {
    List<Message> rest = messages;
    for (Message message : messages) {
      if (message.type() == MessageType.SNAPSHOT) {
        rest = rest == messages ? new ArrayList<>(messages) : rest;
        rest.remove(message);
        snapshots.send(message);
      }
    }
    return rest;
  }

  private void whenApplied(ReadWait wait) {
    apply.tell(now -> apply.await(wait));
    applyHandle.wake();
  }

  private void publishStatus() {
    Members members = core.members();
    boolean leader = core.role() == RaftRole.LEADER;
    NodeStatus next =
        new NodeStatus(
            core.term(),
            core.leaderId(),
            core.commitIndex(),
            leader,
            members.learners().contains(core.memberId()),
            loneReads.look(apply.appliedIndex()));
    if (!next.equals(status)) {
      status = next;
      publisher.step(next, replica);
    }
  }

  @Override
  public long deadlineNanos() {
    return nextTickNanos;
  }

  @Override
  public void onFailure(Throwable cause) {
    onFailure.accept(cause);
  }

  @Override
  public void onClose() {
    reads.close();
    transfers.close();
    pending.failAll(EtcdError.STOPPED);
  }
}
