package dev.balsa.raft;

import dev.balsa.raft.ConfChange.MemberChange;
import dev.balsa.raft.ConfChange.Transition;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * From one configuration to the next, as a pure function (Raft thesis, chapter 4): every member
 * that applies the same change to the same configuration gets the same result, or the same refusal.
 *
 * <pre>
 *   voters 1 2 3          -- add 4 (simple) --&gt;            voters 1 2 3 4
 *   voters 1 2 3          -- add 4, remove 1 (joint) --&gt;   voters 2 3 4, outgoing 1 2 3
 *   ... outgoing 1 2 3    -- leave joint --&gt;               voters 2 3 4
 * </pre>
 */
final class MembershipChange {

  private final Members before;
  private final TreeSet<Long> voters;
  private final TreeSet<Long> learners;
  private final TreeSet<Long> learnersNext;

  private MembershipChange(Members before) {
    this.before = before;
    voters = new TreeSet<>(before.voters());
    learners = new TreeSet<>(before.learners());
    learnersNext = new TreeSet<>(before.learnersNext());
  }

  /**
   * The configuration after a change.
   *
   * @throws IllegalArgumentException if the change makes no sense there
   */
  static Members apply(Members before, ConfChange change) {
    if (change.isLeaveJoint()) {
      return leaveJoint(before);
    }
    if (before.isJoint()) {
      throw new IllegalArgumentException("a joint configuration must be left before " + change);
    }
    MembershipChange next = new MembershipChange(before);
    return change.isEnterJoint() ? next.joint(change) : next.simple(change);
  }

  private static Members leaveJoint(Members before) {
    if (!before.isJoint()) {
      throw new IllegalArgumentException("there is no joint configuration to leave");
    }
    List<Long> learners = new ArrayList<>(before.learners());
    learners.addAll(before.learnersNext());
    return new Members(before.voters(), learners, List.of(), List.of(), false);
  }

  private Members simple(ConfChange change) {
    applyEach(change, List.of());
    requireVoters(change);
    TreeSet<Long> differing = new TreeSet<>(voters);
    differing.removeAll(before.voters());
    long added = differing.size();
    differing = new TreeSet<>(before.voters());
    differing.removeAll(voters);
    if (added + differing.size() > 1) {
      throw new IllegalArgumentException("more than one voter changes without a joint: " + change);
    }
    return new Members(List.copyOf(voters), List.copyOf(learners), List.of(), List.of(), false);
  }

  private Members joint(ConfChange change) {
    if (before.voters().isEmpty()) {
      throw new IllegalArgumentException("a joint configuration cannot start from no voters");
    }
    applyEach(change, before.voters());
    requireVoters(change);
    return new Members(
        List.copyOf(voters),
        List.copyOf(learners),
        before.voters(),
        List.copyOf(learnersNext),
        change.transition() != Transition.JOINT_EXPLICIT);
  }

  private void applyEach(ConfChange change, List<Long> outgoing) {
    for (MemberChange each : change.changes()) {
      if (each.memberId() != 0) {
        applyOne(each, outgoing.contains(each.memberId()));
      }
    }
  }

  private void applyOne(MemberChange change, boolean isOutgoing) {
    long id = change.memberId();
    switch (change.type()) {
      case ADD_NODE -> {
        learners.remove(id);
        learnersNext.remove(id);
        voters.add(id);
      }
      case ADD_LEARNER_NODE -> {
        voters.remove(id);
        // Who still votes in the outgoing half cannot be a learner before that half is gone.
        (isOutgoing ? learnersNext : learners).add(id);
      }
      case REMOVE_NODE -> {
        voters.remove(id);
        learners.remove(id);
        learnersNext.remove(id);
      }
      case UPDATE_NODE -> {
        // Addresses and names are the caller's business.
      }
    }
  }

  private void requireVoters(ConfChange change) {
    if (voters.isEmpty()) {
      throw new IllegalArgumentException("no voter would be left after " + change);
    }
  }
}
