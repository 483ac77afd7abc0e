package dev.balsa.server.node;

import dev.balsa.server.apply.Outcome;
import dev.balsa.server.errors.EtcdError;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who waits for the outcome of which request.
 *
 * <p>Requests register on the thread that brings them, are answered by the apply agent, and are
 * given up by the node agent when their time is over. Whoever removes the entry calls the reply, so
 * it is called exactly once. The order of iteration reaches nobody but waiting clients that all get
 * the same answer.
 */
final class Pending {

  /** The epoch of a request that is in no log and on no way to one. */
  private static final int NOT_PROPOSED = Integer.MAX_VALUE;

  private static final class Waiting {
    final Reply reply;
    final long deadlineNanos;
    final int sizeBytes;

    /** The epoch in which it was proposed. Node agent, and whoever gives up what is lost. */
    volatile int epoch = NOT_PROPOSED;

    /** Whether it has taken effect, and only its answer is held back. Apply agent. */
    volatile boolean settled;

    Waiting(Reply reply, long deadlineNanos, int sizeBytes) {
      this.reply = reply;
      this.deadlineNanos = deadlineNanos;
      this.sizeBytes = sizeBytes;
    }
  }

  private final int maxRequests;
  private final long maxBytes;
  private final ConcurrentHashMap<Long, Waiting> waiting = new ConcurrentHashMap<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  /** Counts changes of leader; written by the node agent only. */
  private volatile int epoch;

  /**
   * @param maxRequests requests that may be under way at once
   * @param maxBytes bytes of requests that may be under way at once
   */
  Pending(int maxRequests, long maxBytes) {
    this.maxRequests = maxRequests;
    this.maxBytes = maxBytes;
  }

  /** Registers a request; false if the bound is reached. */
  boolean register(long requestId, Reply reply, long deadlineNanos, int sizeBytes) {
    int count = requests.incrementAndGet();
    long total = bytes.addAndGet(sizeBytes);
    if (count > maxRequests || total > maxBytes) {
      requests.decrementAndGet();
      bytes.addAndGet(-sizeBytes);
      return false;
    }
    waiting.put(requestId, new Waiting(reply, deadlineNanos, sizeBytes));
    return true;
  }

  /**
   * Notes that the request is about to be proposed, in the present epoch. Node agent.
   *
   * @return false if nobody waits for it any longer, so that it is better left alone
   */
  boolean markProposed(long requestId) {
    Waiting entry = waiting.get(requestId);
    if (entry == null) {
      return false;
    }
    entry.epoch = epoch;
    entry.reply.proposed();
    return true;
  }

  /**
   * Notes that the request is in no log, and on no way to one: it cannot be lost with a leader.
   * Node agent.
   *
   * @return false if nobody waits for it any longer
   */
  boolean markNotProposed(long requestId) {
    Waiting entry = waiting.get(requestId);
    if (entry == null) {
      return false;
    }
    entry.epoch = NOT_PROPOSED;
    return true;
  }

  /**
   * Notes that the request was applied, and its answer will come when more is done: it is neither
   * lost with a leader nor too late, however long that takes. Apply agent.
   */
  void markSettled(long requestId) {
    Waiting entry = waiting.get(requestId);
    if (entry != null) {
      entry.settled = true;
    }
  }

  /**
   * Takes a request's reply out, so that the caller, and nobody else, can call it; null if nobody
   * waits here.
   */
  Reply take(long requestId) {
    Waiting entry = waiting.remove(requestId);
    if (entry == null) {
      return null;
    }
    released(entry);
    return entry.reply;
  }

  /** Answers a request if it still waits. */
  void complete(long requestId, Outcome outcome) {
    Reply reply = take(requestId);
    if (reply != null) {
      reply.done(outcome);
    }
  }

  /**
   * Answers a request that was applied, if it still waits.
   *
   * @param committedNanos when its command was committed; 0 if nobody knows
   */
  void applied(long requestId, Outcome outcome, long committedNanos) {
    Reply reply = take(requestId);
    if (reply != null) {
      reply.committed(committedNanos);
      reply.done(outcome);
    }
  }

  int size() {
    return requests.get();
  }

  /** Gives up what has waited too long; the outcome is unknown. Returns how many. */
  int expire(long nowNanos) {
    int expired = 0;
    // Requests are independent of one another: in which order they fail shows nowhere.
    for (Map.Entry<Long, Waiting> each : waiting.entrySet()) {
      if (!each.getValue().settled
          && each.getValue().deadlineNanos - nowNanos < 0
          && waiting.remove(each.getKey(), each.getValue())) {
        released(each.getValue());
        each.getValue().reply.done(new Outcome.Failed(EtcdError.TIMEOUT));
        expired++;
      }
    }
    return expired;
  }

  /**
   * Begins another epoch: what is proposed from now on is told apart from what was before. Node
   * agent only.
   */
  int nextEpoch() {
    int next = epoch + 1;
    epoch = next;
    return next;
  }

  /** Gives up what was proposed before an epoch. */
  void failBefore(int firstEpoch, EtcdError error) {
    // The order does not matter here either.
    for (Map.Entry<Long, Waiting> each : waiting.entrySet()) {
      if (each.getValue().epoch < firstEpoch && !each.getValue().settled) {
        complete(each.getKey(), new Outcome.Failed(error));
      }
    }
  }

  /** Gives up everything, because the member stops. */
  void failAll(EtcdError error) {
    // Here too the order does not matter.
    for (Long id : waiting.keySet()) {
      complete(id, new Outcome.Failed(error));
    }
  }

  private void released(Waiting entry) {
    requests.decrementAndGet();
    bytes.addAndGet(-entry.sizeBytes);
  }
}
