package dev.balsa.raft;

import java.util.ArrayList;
import java.util.List;

/** What a member has in every role; the role classes work on it. */
final class MemberState {

  final RaftConfig config;
  final long id;
  final Ballot ballot;
  final RaftLog log;
  final Membership membership;
  final Outbox outbox;

  /** Ticks since the start: all this member knows of time. */
  long ticks;

  /** The newest snapshot that is durable here. */
  SnapshotMark snapshot;

  private List<ReadState> readStates = new ArrayList<>();

  MemberState(RaftConfig config, Restored restored) {
    this.config = config;
    id = config.memberId();
    ballot = new Ballot(restored.hardState());
    log =
        new RaftLog(
            restored.snapshot(),
            restored.entries(),
            restored.hardState().commit(),
            restored.appliedIndex());
    membership = new Membership(id, restored.members());
    snapshot = restored.snapshot();
    outbox = new Outbox(ballot, log, restored.hardState());
  }

  long term() {
    return ballot.term();
  }

  void answerRead(long context, long index) {
    readStates.add(new ReadState(context, index));
  }

  boolean hasReadStates() {
    return !readStates.isEmpty();
  }

  List<ReadState> takeReadStates() {
    if (readStates.isEmpty()) {
      return List.of();
    }
    List<ReadState> taken = readStates;
    readStates = new ArrayList<>();
    return taken;
  }
}
