package dev.balsa.raft;

import java.util.ArrayList;
import java.util.List;

/**
 * Messages on their way out, held back as long as the disk does not have what they say; and the
 * batches that go to the disk, one at a time.
 *
 * <p>What a message needs before it may leave:
 *
 * <pre>
 *   PROPOSE, PROPOSE_REFUSED, READ_INDEX,
 *   TRANSFER_LEADER                          nothing
 *   an accepting APPEND_REPLY                term and vote, and the log up to its index
 *   everything else                          term and vote
 * </pre>
 *
 * So a leader's entries leave while its own disk still works on them, and a heartbeat never waits
 * for a disk. Messages of a term that is over are dropped: what an old leader is told about entries
 * that a newer one may have replaced would be a lie.
 */
final class Outbox {

  private final Ballot ballot;
  private final RaftLog log;

  private final List<Message> unsent = new ArrayList<>();

  /** The hard state as last handed to the disk, and as known to be there. */
  private HardState handed;

  private boolean batchInFlight;
  private long batchTerm;
  private long batchIndex;

  /** The commit index on disk is only a hint: it goes with the next batch, or with a tick. */
  private boolean commitHintDue;

  Outbox(Ballot ballot, RaftLog log, HardState restored) {
    this.ballot = ballot;
    this.log = log;
    this.handed = restored;
  }

  void send(Message message) {
    unsent.add(message);
  }

  /** Time has passed: a commit index that only memory knows is worth a write now. */
  void tick() {
    commitHintDue = log.commit() != handed.commit();
  }

  boolean hasWork() {
    return canPersist() || (!unsent.isEmpty() && hasSendable());
  }

  private boolean canPersist() {
    return !batchInFlight
        && (log.hasUnwritten() || ballotChanged() || (commitHintDue && commitHintMoved()));
  }

  private boolean ballotChanged() {
    return handed.term() != ballot.term() || handed.vote() != ballot.vote();
  }

  private boolean commitHintMoved() {
    return handed.commit() != writableCommit();
  }

  private boolean hasSendable() {
    for (Message message : unsent) {
      if (isObsolete(message) || maySendNow(message)) {
        return true;
      }
    }
    return false;
  }

  private boolean isObsolete(Message message) {
    return message.term() != 0 && message.term() < ballot.term();
  }

  private boolean maySendNow(Message message) {
    return switch (message.type()) {
      case PROPOSE, PROPOSE_REFUSED, READ_INDEX, TRANSFER_LEADER -> true;
      case APPEND_REPLY ->
          ballot.isDurable() && (message.reject() || message.index() <= log.persisted());
      default -> ballot.isDurable();
    };
  }

  /** The messages and the persist part of a Ready whose other parts are given. */
  Ready makeReady(List<Entry> committed, List<ReadState> readStates, SoftState soft) {
    List<Message> now = new ArrayList<>(unsent.size());
    List<Message> held = new ArrayList<>();
    for (Message message : unsent) {
      if (!isObsolete(message)) {
        add(maySendNow(message) ? now : held, message);
      }
    }
    unsent.clear();
    if (!canPersist()) {
      unsent.addAll(held);
      return new Ready(null, false, List.of(), null, now, List.of(), committed, readStates, soft);
    }
    SnapshotMark snapshot = log.takeSnapshotToInstall();
    List<Entry> entries = log.takeUnwritten();
    boolean mustSync = ballotChanged() || !entries.isEmpty() || snapshot != null;
    HardState next = new HardState(ballot.term(), ballot.vote(), writableCommit());
    HardState hardState = next.equals(handed) ? null : next;
    handed = next;
    commitHintDue = false;
    Ready ready =
        new Ready(hardState, mustSync, entries, snapshot, now, held, committed, readStates, soft);
    batchInFlight = true;
    batchTerm = ready.persistTerm();
    batchIndex = ready.persistIndex();
    return ready;
  }

  /** Adds a message; of acceptances in a row the last says it all. */
  private static void add(List<Message> messages, Message message) {
    int last = messages.size() - 1;
    if (last >= 0 && message.isAcceptance()) {
      Message before = messages.get(last);
      if (before.isAcceptance() && before.to() == message.to()) {
        messages.set(last, before.index() > message.index() ? before : message);
        return;
      }
    }
    messages.add(message);
  }

  /** A commit index on disk never points behind the entries there. */
  private long writableCommit() {
    return Math.min(log.commit(), Math.max(handed.commit(), log.handedToDisk()));
  }

  /** Gives the snapshot that is installed with this batch; null if there was none. */
  SnapshotMark persisted(long term, long index) {
    if (!batchInFlight) {
      throw new IllegalStateException("persisted() without a batch on its way to the disk");
    }
    if (term != batchTerm || index != batchIndex) {
      throw new IllegalStateException(
          "persisted("
              + term
              + ", "
              + index
              + ") does not answer the batch that ends at "
              + batchTerm
              + "/"
              + batchIndex);
    }
    batchInFlight = false;
    ballot.persisted(handed);
    return log.batchPersisted();
  }
}
