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

  /**
   * Carries out a configuration entry.
   *
   * @param alreadyInStore whether the member list has it already, because the store is ahead of the
   *     replayed log; consensus is told all the same, since it starts from the log's own mark
   */
  void apply(Entry entry, boolean alreadyInStore) throws IOException {
    MembershipApplier.Result result = applier.apply(entry, alreadyInStore);
    inbox.tell(new NodeEvent.ConfApplied(entry.index(), result.change(), result.applied()));
  }
}
