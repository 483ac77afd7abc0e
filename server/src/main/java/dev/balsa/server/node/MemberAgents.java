package dev.balsa.server.node;

import dev.balsa.server.env.Agent;
import dev.balsa.server.env.AgentHandle;
import dev.balsa.server.env.Environment;

/**
 * The three agents of a member: on one thread as long as it has no peers, on a thread each from the
 * moment that it has.
 *
 * <p>Why one: between threads every hand-off costs a wake-up, and a lone put would need five of
 * them. Why only without peers: a disk that takes its time must never delay a heartbeat, but a
 * cluster of one has no heartbeats. Requests that come while the disk works gather in the inbox as
 * they always do, and make the next batch.
 *
 * <p>With peers, the node agent moves to where its messages arrive and leave, if the transport has
 * such a thread: of the many hand-offs that a put would need, on the leader and on each follower,
 * half are between these two. Who moves does so once, between two turns, and never comes back.
 */
final class MemberAgents implements Agent {

  private final Environment environment;
  private final PeerLink peers;
  private final Node node;
  private final Waker nodeWaker;
  private final WalAgent wal;
  private final Waker walWaker;
  private final ApplyAgent apply;
  private final Waker applyWaker;

  /** Null as long as all take turns on one thread. */
  private AgentHandle walHandle;

  private AgentHandle applyHandle;

  /** Null as long as the node agent takes its turns on this thread. */
  private AgentHandle nodeHandle;

  MemberAgents(
      Environment environment,
      PeerLink peers,
      Node node,
      Waker nodeWaker,
      WalAgent wal,
      Waker walWaker,
      ApplyAgent apply,
      Waker applyWaker) {
    this.environment = environment;
    this.peers = peers;
    this.node = node;
    this.nodeWaker = nodeWaker;
    this.wal = wal;
    this.walWaker = walWaker;
    this.apply = apply;
    this.applyWaker = applyWaker;
  }

  @Override
  public String name() {
    return "balsa-member";
  }

  /**
   * One turn of a lone member carries a batch all the way: proposed, written, applied, answered.
   */
  @Override
  public int doWork(long nowNanos) throws Exception {
    if (nodeHandle != null) {
      return 0;
    }
    int work = node.doWork(nowNanos);
    if (walHandle != null) {
      return work;
    }
    if (node.hasPeers()) {
      split();
      return work + 1;
    }
    if (wal.write() > 0) {
      work += 1 + node.doWork(nowNanos);
    }
    return work + apply.doWork(nowNanos) + wal.prepare();
  }

  private void split() {
    walHandle = environment.start(wal);
    applyHandle = environment.start(apply);
    walWaker.started(walHandle);
    applyWaker.started(applyHandle);
    nodeHandle = peers.start(node);
    if (nodeHandle != null) {
      nodeWaker.started(nodeHandle);
    }
  }

  @Override
  public long deadlineNanos() {
    if (nodeHandle != null) {
      return Long.MAX_VALUE;
    }
    return walHandle != null
        ? node.deadlineNanos()
        : Math.min(node.deadlineNanos(), apply.deadlineNanos());
  }

  @Override
  public void onFailure(Throwable cause) {
    node.onFailure(cause);
  }

  @Override
  public void onClose() {
    if (nodeHandle != null) {
      nodeHandle.close();
    } else {
      node.onClose();
    }
    if (walHandle == null) {
      apply.onClose();
      wal.onClose();
      return;
    }
    if (applyHandle != null) {
      applyHandle.close();
    }
    walHandle.close();
  }
}
