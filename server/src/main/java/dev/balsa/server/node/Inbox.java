package dev.balsa.server.node;

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

  Inbox(int maxProposals) {
    proposals = new MpscAtomicArrayQueue<>(maxProposals);
  }

  boolean offer(Proposal proposal) {
    return proposals.offer(proposal);
  }

  boolean offer(ReadReply read) {
    return reads.offer(read);
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
