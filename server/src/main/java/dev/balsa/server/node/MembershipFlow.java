package dev.balsa.server.node;

import dev.balsa.raft.Entry;
import dev.balsa.server.apply.MembershipApplier;
import java.io.IOException;

/**
 * A change of members on its way from the log to the replicated member list and on to consensus.
 * Belongs to the apply thread.
 */
final class MembershipFlow {

  private final MembershipApplier applier;
  private final Inbox inbox;

  MembershipFlow(MembershipApplier applier, Inbox inbox) {
    this.applier = applier;
    this.inbox = inbox;
  }

  /** Carries out a configuration entry. */
  void apply(Entry entry) throws IOException {
    MembershipApplier.Result result = applier.apply(entry);
    inbox.tell(
        new NodeEvent.ConfApplied(
            entry.index(), result.change(), result.members(), result.applied()));
  }
}
