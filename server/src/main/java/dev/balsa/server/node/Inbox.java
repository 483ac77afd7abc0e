package dev.balsa.server.node;

import dev.balsa.server.errors.EtcdError;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;

/**
 * What waits for the node agent: proposals, reads, events. Any thread offers; the node agent
 * drains.
 *
 * <p>Each queue has a bound and says no when full; nobody ever blocks on it.
 */
final class Inbox {

  /** Reads that may wait for their round; one more is answered with an overload error. */
  static final int MAX_READS = 65_536;

  /**
   * Messages and notices that may wait; a message from a peer beyond it is dropped, as a network
   * might drop it.
   */
  static final int MAX_EVENTS = 8_192;

  private final MpscAtomicArrayQueue<Proposal> proposals;
  private final MpscAtomicArrayQueue<ReadReply> reads = new MpscAtomicArrayQueue<>(MAX_READS);

  /**
   * Notices from this member's own agents, which must not be lost. Bounded by nature: one for each
   * change of members, a handful for each checkpoint.
   */
  private final ConcurrentLinkedQueue<NodeEvent> notices = new ConcurrentLinkedQueue<>();

  private final MpscAtomicArrayQueue<NodeEvent> events = new MpscAtomicArrayQueue<>(MAX_EVENTS);

  private volatile Runnable wakeNode = () -> {};

  /** Whether the node agent is over and answers no read any more. */
  private volatile boolean closed;

  Inbox(int maxProposals) {
    proposals = new MpscAtomicArrayQueue<>(maxProposals);
  }

  boolean offer(Proposal proposal) {
    return proposals.offer(proposal);
  }

  /**
   * A read for the next round; false if too many wait. One that comes when the node agent is over
   * is answered here: who offers looks whether that is so after it has offered, who closes takes
   * what was offered after it has said so, so one of them sees the other's doing.
   */
  boolean offer(ReadReply read) {
    boolean taken = reads.offer(read);
    if (taken && closed) {
      refuseReads();
    }
    return taken;
  }

  /** The node agent takes no more reads: who waits or comes too late is told so. */
  void closeReads() {
    closed = true;
    refuseReads();
  }

  /** One thread at a time takes from the queue, and the node agent does so no longer. */
  private synchronized void refuseReads() {
    for (ReadReply read = reads.poll(); read != null; read = reads.poll()) {
      read.failed(EtcdError.STOPPED);
    }
  }

  /** News from the network; false if it had to be dropped. */
  boolean offer(NodeEvent event) {
    return events.offer(event);
  }

  /** A notice of one of this member's own agents. */
  void tell(NodeEvent notice) {
    notices.add(notice);
    wakeNode.run();
  }

  /** Whom to wake for a notice. Called once, before the agents start. */
  void wakes(Runnable node) {
    this.wakeNode = node;
  }

  NodeEvent pollNotice() {
    return notices.poll();
  }

  Proposal pollProposal() {
    return proposals.poll();
  }

  boolean hasProposals() {
    return !proposals.isEmpty();
  }

  ReadReply pollRead() {
    return reads.poll();
  }

  int drainEvents(Consumer<NodeEvent> handler, int limit) {
    return events.drain(handler::accept, limit);
  }
}
