package dev.balsa.raft;

import java.util.List;
import java.util.Objects;

/**
 * A change of the configuration, as a CONF_CHANGE or CONF_CHANGE_V2 entry carries it.
 *
 * <p>Raft never looks into entries: the caller encodes and decodes them. One thing it relies on: a
 * CONF_CHANGE_V2 entry with empty data decodes to {@link #LEAVE_JOINT}, because that is what a
 * leader appends by itself to end a joint configuration (and what an empty {@code
 * raftpb.ConfChangeV2} is).
 *
 * @param transition how to go from the old configuration to the new one
 * @param changes what happens to which member; none means: leave the joint configuration
 */
public record ConfChange(Transition transition, List<MemberChange> changes) {

  /** The change that ends a joint configuration. */
  public static final ConfChange LEAVE_JOINT = new ConfChange(Transition.AUTO, List.of());

  public ConfChange {
    Objects.requireNonNull(transition, "transition");
    changes = List.copyOf(changes);
  }

  /** The change of one member. */
  public static ConfChange of(ConfChangeType type, long memberId) {
    return new ConfChange(Transition.AUTO, List.of(new MemberChange(type, memberId)));
  }

  /** Whether this change ends a joint configuration. */
  public boolean isLeaveJoint() {
    return changes.isEmpty();
  }

  /** Whether this change goes through a joint configuration. */
  public boolean isEnterJoint() {
    return !isLeaveJoint() && (transition != Transition.AUTO || changes.size() > 1);
  }

  /**
   * What happens to one member.
   *
   * @param type what
   * @param memberId to whom; 0 means nobody: the change has been found void when it was applied
   */
  public record MemberChange(ConfChangeType type, long memberId) {
    public MemberChange {
      Objects.requireNonNull(type, "type");
    }
  }

  /** How to go to the new configuration ({@code raftpb.ConfChangeTransition}). */
  public enum Transition {
    /** Directly if one member changes, else through a joint configuration that ends by itself. */
    AUTO(0),
    /** Through a joint configuration that ends by itself. */
    JOINT_IMPLICIT(1),
    /** Through a joint configuration that lasts until a {@link ConfChange#LEAVE_JOINT}. */
    JOINT_EXPLICIT(2);

    private final int number;

    Transition(int number) {
      this.number = number;
    }

    /** The number that stands for this transition in a log entry. */
    public int number() {
      return number;
    }

    /**
     * The transition that a number in a log entry stands for.
     *
     * @throws IllegalArgumentException if no transition has that number
     */
    public static Transition of(long number) {
      for (Transition transition : values()) {
        if (transition.number == number) {
          return transition;
        }
      }
      throw new IllegalArgumentException("unknown configuration transition " + number);
    }
  }
}
