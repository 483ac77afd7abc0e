package dev.balsa.raft;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;

/** Proposals that another member passed on. */
final class PassedOn {

  private PassedOn() {}

  /**
   * Takes what another member passed on, and sends back what it does not take, with the reason. So
   * the other member knows that this copy is in no log and, as a message does not arrive twice,
   * never will be: it may propose the same again without any risk of its happening twice.
   */
  static void take(Message message, MemberRole role, MemberState member) {
    boolean leads = role.name() == RaftRole.LEADER;
    EnumMap<ProposalResult, List<Entry>> refused = new EnumMap<>(ProposalResult.class);
    for (Entry each : message.entries()) {
      ProposalResult result =
          leads ? role.propose(each.type(), each.data()) : ProposalResult.NO_LEADER;
      if (result != ProposalResult.ACCEPTED) {
        refused.computeIfAbsent(result, why -> new ArrayList<>()).add(each);
      }
    }
    refused.forEach(
        (why, entries) ->
            member.outbox.send(Message.proposeRefused(member.id, message.from(), why, entries)));
  }
}
