package dev.balsa.server.node;

import dev.balsa.raft.HardState;
import dev.balsa.raft.Message;
import dev.balsa.raft.RaftCore;
import dev.balsa.raft.RaftStatus;
import dev.balsa.raft.Ready;
import dev.balsa.raft.SnapshotMark;
import java.util.ArrayList;
import java.util.List;

/**
 * The node agent's side of the log: one batch in flight, and what it makes true is told only when
 * it is durable.
 *
 * <p>A hard state in which only the commit index moved is a hint that saves work after a restart.
 * It is not worth a turn of the log agent: it is kept and goes out with the next batch that has to
 * be written anyway.
 */
final class LogWriter {

  private final WalAgent agent;
  private Waker handle;

  /** The batch that the log agent has; null if it has none. */
  private WalBatch inFlight;

  /**
   * What raft wants durable while a mark is being written; null if nothing. Raft has one persist
   * part under way at most.
   */
  private WalBatch staged;

  /** The newest hard state that no batch has carried yet; null if there is none. */
  private HardState unwritten;

  /** A mark that waits for a free slot; null if there is none. */
  private SnapshotMark mark;

  /**
   * [INVARIANT] Index of the newest mark that is in the log or on its way there, of the store or of
   * a copy that replaces the log: one before it means nothing any more, and the log takes none.
   */
  private long markedUpTo;

  /** Messages that came while a batch was in flight and may depend on it. */
  private final List<Message> afterInFlight = new ArrayList<>();

  LogWriter(WalAgent agent) {
    this.agent = agent;
  }

  /** Whom to wake when there is a batch. Called once, before the agents start. */
  void wakes(Waker walAgent) {
    this.handle = walAgent;
  }

  /** Takes the persist part of what raft handed out, and the messages that depend on it. */
  void accept(Ready ready, RaftCore core, PeerLink peers) {
    if (!ready.hasPersistPart()) {
      if (inFlight == null) {
        peers.send(ready.sendAfterPersist());
      } else {
        afterInFlight.addAll(ready.sendAfterPersist());
      }
      return;
    }
    if (ready.hardState() != null) {
      unwritten = ready.hardState();
    }
    boolean hintOnly =
        ready.entries().isEmpty()
            && ready.snapshot() == null
            && !ready.mustSync()
            && ready.sendAfterPersist().isEmpty();
    if (hintOnly) {
      core.persisted(ready.persistTerm(), ready.persistIndex());
      return;
    }
    if (ready.snapshot() != null) {
      markedUpTo = ready.snapshot().index();
      mark = null;
    }
    WalBatch batch = WalBatch.of(ready, unwritten);
    unwritten = null;
    if (inFlight == null) {
      write(batch);
    } else {
      staged = batch;
    }
  }

  /**
   * Asks for a mark to be written; from then on the log before it may go. False if a newer one has
   * overtaken it, of another checkpoint or of a copy of another member's store.
   */
  boolean save(SnapshotMark newMark) {
    if (newMark.index() <= markedUpTo) {
      return false;
    }
    markedUpTo = newMark.index();
    mark = newMark;
    return true;
  }

  /** Whether the log agent has a batch. */
  boolean isBusy() {
    return inFlight != null;
  }

  /** Writes what waits if the log agent is free. Returns how much was done. */
  int writeNext(RaftCore core) {
    if (inFlight != null) {
      return 0;
    }
    if (staged != null) {
      write(staged);
      staged = null;
      return 1;
    }
    if (mark != null && !core.awaitsSnapshot()) {
      write(WalBatch.of(mark, durableState(core)));
      unwritten = null;
      mark = null;
      return 1;
    }
    return 0;
  }

  /**
   * The hard state, with a commit index that does not run ahead of the entries that are on this
   * disk.
   */
  private static HardState durableState(RaftCore core) {
    RaftStatus status = core.status();
    long commit = Math.min(status.commitIndex(), status.persistedIndex());
    return new HardState(status.term(), status.vote(), commit);
  }

  private void write(WalBatch batch) {
    inFlight = batch;
    agent.write(batch);
    handle.wake();
  }

  /**
   * What has become durable since the last call, after the messages that depended on it are on
   * their way; or null.
   */
  WalBatch takeDurable(PeerLink peers) {
    WalBatch durable = agent.takeFinished();
    if (durable == null) {
      return null;
    }
    inFlight = null;
    peers.send(durable.sendAfter());
    if (!afterInFlight.isEmpty()) {
      peers.send(List.copyOf(afterInFlight));
      afterInFlight.clear();
    }
    return durable;
  }
}
