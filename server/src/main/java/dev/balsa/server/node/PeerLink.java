package dev.balsa.server.node;

import dev.balsa.raft.Members;
import dev.balsa.raft.Message;
import dev.balsa.server.env.Agent;
import dev.balsa.server.env.AgentHandle;
import java.util.List;
import java.util.function.Consumer;

/**
 * The way to the other members. Nothing here blocks, and whatever is said may be lost.
 *
 * <p>{@link #send}, {@link #membersAre} and {@link #tick} are the node agent's; the rest may be
 * called from any thread.
 */
public interface PeerLink extends AutoCloseable {

  /**
   * Calls consensus from the thread on which its messages arrive and leave, where there is one:
   * then no message waits for another thread to wake up.
   *
   * @return null if there is no such thread, and the agent may stay where it is
   */
  default AgentHandle start(Agent consensus) {
    return null;
  }

  /**
   * Sends messages, each to the member it names. Messages to one member arrive in order or not at
   * all, except that small ones may overtake large ones; none arrives twice, on which the safety of
   * proposing again rests (see {@link ProposalFlow}). Proposals that certainly have not left are
   * given back through {@link PeerHost#undelivered}. Never a SNAPSHOT message: see {@link
   * #sendSnapshot}.
   */
  void send(List<Message> messages);

  /**
   * Brings a copy of this member's store to the member that a SNAPSHOT message names; the message
   * goes with it. The link closes the copy, and tells {@link PeerHost#snapshotEnded} exactly once
   * how it went. Any thread.
   */
  void sendSnapshot(Message message, OutgoingSnapshot copy);

  /** Tells who the members are from now on. */
  void membersAre(Members members);

  /**
   * Makes sure that others can reach this member, before one is added. Any thread.
   *
   * @param whenDone gets whether they can, on any thread
   */
  default void makeReachable(Consumer<Boolean> whenDone) {
    whenDone.accept(true);
  }

  /** A tick of consensus has passed: time to look after broken connections. */
  void tick();

  /** Whether there is a connection to that member, as far as this one can tell. Any thread. */
  boolean isConnected(long memberId);

  /**
   * For how many ticks there has been a connection to that member without a break, one at least; 0
   * if there is none. Any thread.
   */
  long connectedTicks(long memberId);

  /** Asks the leader to make a voter of a learner. Any thread. */
  void promote(long leaderId, long learnerId, Reply reply);

  /** Asks the leader to renew a lease, in the name of a client of this member. */
  void keepAlive(long leaderId, long leaseId, LeaseReply reply);

  /** Asks the leader what is left of a lease. */
  void timeToLive(long leaderId, long leaseId, boolean withKeys, LeaseReply reply);

  /**
   * Asks a member for the hash of its key space.
   *
   * @param revision the last revision that it takes in
   */
  void hashKv(long memberId, long revision, HashReply reply);

  /**
   * Asks a member which version it runs. Any thread.
   *
   * @param whenKnown gets it as {@code 3.6.0}, the patch forgotten, or null if the member does not
   *     say; once, on any thread
   */
  default void version(long memberId, Consumer<String> whenKnown) {
    whenKnown.accept(null);
  }

  /** Ends all connections to others. */
  @Override
  void close();
}
