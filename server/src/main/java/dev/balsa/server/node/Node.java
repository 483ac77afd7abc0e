package dev.balsa.server.node;

import dev.balsa.raft.Entry;
import dev.balsa.raft.Members;
import dev.balsa.raft.ProposalResult;
import dev.balsa.raft.RaftCore;
import dev.balsa.raft.RaftRole;
import dev.balsa.raft.Ready;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.env.Agent;
import dev.balsa.server.errors.EtcdError;
import java.util.ArrayDeque;
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

  /** Proposals taken in one turn, so that ticks and messages are never far away. */
  private static final int MAX_PROPOSALS_PER_TURN = 1_024;

  private static final int MAX_EVENTS_PER_TURN = 1_024;
  private static final long EXPIRY_INTERVAL_TICKS = 5;

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
  private final Consumer<Throwable> onFailure;

  private final ReadFlow reads;
  private final LostRequests lost;
  private final LeaderTransfer transfers;
  private final AutoCompactor compactor;

  /**
   * Committed entries that found the apply agent's queue full. They are in the log's memory anyway;
   * what keeps their number small is that new requests are refused while applying lags.
   */
  private final ArrayDeque<List<Entry>> heldBack = new ArrayDeque<>();

  private boolean hasPeers;
  private Proposal postponed;
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
      long firstReadContext,
      long nowNanos,
      Consumer<Throwable> onFailure) {
    this.core = core;
    this.config = config;
    this.inbox = inbox;
    this.pending = pending;
    this.log = log;
    this.apply = apply;
    this.checkpoints = checkpoints;
    this.leadership = leadership;
    this.peers = peers;
    this.publisher = publisher;
    this.reads =
        new ReadFlow(
            core, inbox, config.requestTimeoutNanos(), firstReadContext, this::whenApplied);
    this.nextTickNanos = nowNanos + config.tickNanos();
    this.lost = new LostRequests(pending, this::whenApplied);
    this.transfers = new LeaderTransfer(core, peers, config.electionTicks());
    this.compactor = new AutoCompactor(CompactionRule.of(config.autoCompaction(), nowNanos));
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
    work += propose();
    work += reads.start(nowNanos);
    work += handOver();
    return work;
  }

  private int takeDurable() {
    WalBatch durable = log.takeDurable(peers);
    if (durable == null) {
      return 0;
    }
    if (durable.fromRaft() != null) {
      core.persisted(durable.fromRaft().persistTerm(), durable.fromRaft().persistIndex());
    }
    if (durable.mark() != null) {
      core.snapshotted(durable.mark());
      core.compactLog(Math.max(0, durable.mark().index() - config.snapshotCatchupEntries()));
      checkpoints.finished();
    }
    return 1;
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
      Members members = core.applyConfChange(conf.change());
      tellPeers(members);
    } else if (notice instanceof NodeEvent.CheckpointDue due) {
      checkpoints.start(due, core.members());
    } else if (notice instanceof NodeEvent.StoreFlushed flushed) {
      log.save(flushed.mark());
    } else if (notice instanceof NodeEvent.SnapshotEnded ended) {
      core.reportSnapshot(ended.memberId(), ended.ok());
    } else if (notice instanceof NodeEvent.HandOver handOver) {
      transfers.start(handOver.target(), handOver.whenDone());
    } else {
      throw new IllegalStateException("not a notice: " + notice);
    }
  }

  private void handleEvent(NodeEvent event) {
    if (event instanceof NodeEvent.FromPeer fromPeer) {
      core.step(fromPeer.message());
    } else if (event instanceof NodeEvent.PeerUnreachable lost) {
      core.reportUnreachable(lost.memberId());
    } else {
      throw new IllegalStateException("not an event of the network: " + event);
    }
  }

  private int tick(long nowNanos) {
    int work = 0;
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
      reads.tick(nowNanos);
      work++;
      publisher.step(status, replica);
      compactor.tick(nowNanos, status.leader(), replica);
      if (++ticks % EXPIRY_INTERVAL_TICKS == 0) {
        pending.expire(nowNanos);
      }
    }
    return work;
  }

  private int propose() {
    int count = 0;
    while (count < MAX_PROPOSALS_PER_TURN) {
      Proposal proposal = postponed != null ? postponed : inbox.pollProposal();
      if (proposal == null) {
        break;
      }
      postponed = null;
      ProposalResult result = core.propose(proposal.type(), proposal.data());
      if (result == ProposalResult.UNCOMMITTED_LIMIT) {
        postponed =
            proposal; // the disk is behind; the inbox fills, and then requests are refused at the
        // edge
        break;
      }
      count++;
      EtcdError refused = refusal(result);
      if (refused != null) {
        pending.complete(proposal.requestId(), new Outcome.Failed(refused));
      }
    }
    return count;
  }

  private static EtcdError refusal(ProposalResult result) {
    return switch (result) {
      case ACCEPTED, FORWARDED, UNCOMMITTED_LIMIT -> null;
      case NO_LEADER -> EtcdError.NO_LEADER;
      case LEADER_TRANSFERRING -> EtcdError.TIMEOUT_DUE_TO_LEADER_FAIL;
      case CONF_CHANGE_PENDING -> EtcdError.REQUEST_TOO_MANY_REQUESTS;
    };
  }

  private int handOver() {
    int work = 0;
    while (core.hasReady()) {
      Ready ready = core.ready();
      handle(ready);
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

  private void handle(Ready ready) {
    if (ready.soft() != null) {
      leadership.changed(ready.soft());
      if (ready.soft().leaderId() != status.leaderId()) {
        reads.failAll(EtcdError.LEADER_CHANGED); // the old leader's answers will not come
      }
      if (ready.soft().leaderId() != 0) {
        lost.leaderOf(core.term());
        transfers.leaderIs(ready.soft().leaderId());
      }
    }
    // Before anything leaves: what others do because of it must not find this member's own services
    // believing that it is alone, or that it still leads.
    publishStatus();
    peers.send(ready.sendNow());
    log.accept(ready, core, peers);
    if (!ready.committed().isEmpty()) {
      if (!heldBack.isEmpty() || !apply.offer(ready.committed())) {
        heldBack.add(ready.committed());
      }
      lost.committed(ready.committed());
      applyHandle.wake();
    }
    ready.readStates().forEach(reads::answered);
  }

  private void whenApplied(ReadWait wait) {
    apply.tell(now -> apply.await(wait));
    applyHandle.wake();
  }

  private void publishStatus() {
    Members members = core.members();
    boolean leader = core.role() == RaftRole.LEADER;
    boolean onlyVoter =
        members.voters().size() == 1
            && members.votersOutgoing().isEmpty()
            && members.voters().get(0) == core.memberId();
    NodeStatus next =
        new NodeStatus(
            core.term(),
            core.leaderId(),
            core.commitIndex(),
            leader,
            members.learners().contains(core.memberId()),
            onlyVoter);
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
