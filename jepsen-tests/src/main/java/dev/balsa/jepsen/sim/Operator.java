package dev.balsa.jepsen.sim;

import dev.balsa.api.AlarmRequest;
import dev.balsa.api.AlarmType;
import dev.balsa.api.CompactionRequest;
import dev.balsa.jepsen.history.Recorder;
import dev.balsa.jepsen.history.Reply;
import dev.balsa.jepsen.history.Request;
import dev.balsa.mvcc.View;
import dev.balsa.server.apply.Alarm;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.node.MemberChange;
import dev.balsa.server.node.ReadReply;
import dev.balsa.server.node.Replica;
import java.util.ArrayList;
import java.util.List;

/**
 * Replaces members, one at a time, as an operator would: one is removed, its machine is taken away
 * with everything on it, a new machine is added, sometimes as a learner that is promoted later.
 *
 * <p>Answers get lost, so the operator goes by the list of members alone, read linearizably: what
 * it shows decides what is done next.
 */
final class Operator {

  private static final long MILLI = 1_000_000L;

  /** The operator's number among the clients of a history. */
  private static final int CLIENT = 9_999;

  private static final long NOBODY = 0xbadL;

  /** Machines that may come in one run, beside the first ones. */
  static final int NEWCOMERS = 4;

  private final World world;
  private final Dice dice;

  /** The machine whose member is to go; null if all may stay. */
  private Machine retiring;

  /** One in so many looks comes with a request that the rules of membership refuse. */
  private static final long MISTAKE_ONE_IN = 8;

  private boolean looking;
  private long alarms;

  /** Whether the last list looked at showed nothing to do. */
  private boolean settled = true;

  Operator(World world, long seed) {
    this.world = world;
    this.dice = Dice.of(seed, "operator");
  }

  /** Looks after the members from now on. */
  void start() {
    world.schedule().after(dice.between(200, 2_000) * MILLI, this::look);
  }

  /** Whether a machine would be replaced: there is room, and no other one is being replaced. */
  boolean canReplace(Machine machine) {
    boolean room = world.machines().size() < world.capacity();
    return isSettled() && room && !machine.isRetired();
  }

  /** Has a machine replaced, if that can be. */
  boolean replace(Machine machine) {
    if (!canReplace(machine)) {
      return false;
    }
    retiring = machine;
    settled = false;
    return true;
  }

  /** Whether nothing is left to be done. */
  boolean isSettled() {
    return settled && retiring == null;
  }

  /** Whether that machine's member may have been removed. */
  boolean isRetiring(Machine machine) {
    return retiring == machine;
  }

  private void look() {
    start();
    Machine asked = dice.pick(world.members());
    if (asked.state() == Machine.State.RUNNING && !asked.replica().alarms().isEmpty()) {
      asked.after(0, Kind.MEMBER, () -> makeRoom(asked));
    }
    if (asked.state() == Machine.State.RUNNING && dice.oneIn(MISTAKE_ONE_IN)) {
      asked.after(0, Kind.MEMBER, () -> askForWhatIsRefused(asked));
    }
    if (isSettled() || looking) {
      return;
    }
    if (asked.state() != Machine.State.RUNNING || asked == retiring) {
      return;
    }
    looking = true;
    int life = asked.life();
    asked.after(
        0,
        Kind.MEMBER,
        () ->
            asked
                .replica()
                .linearize(
                    new ReadReply() {
                      @Override
                      public void ready(View view) {
                        looking = false;
                        act(asked, asked.replica().members());
                      }

                      @Override
                      public void failed(EtcdError error) {
                        looking = false;
                      }
                    }));
    world
        .schedule()
        .after(
            10_000 * MILLI,
            () -> {
              if (asked.life() != life) {
                looking = false;
              }
            });
  }

  /**
   * Operators make mistakes. Such a request is in the log before it is refused, and must be nothing
   * to anybody then, whoever replays it. These are refused whenever they arrive: one of the
   * addresses is always in use, and nobody ever had that id.
   */
  private void askForWhatIsRefused(Machine asked) {
    if (dice.oneIn(4)) {
      change(asked, new MemberChange.Remove(NOBODY));
      return;
    }
    List<String> everyUrl = new ArrayList<>();
    for (int place = 0; place < world.capacity(); place++) {
      everyUrl.add(World.peerUrl(place));
    }
    change(asked, new MemberChange.Add(everyUrl, dice.nextBoolean()));
  }

  /** A store is full: old revisions go, and then the alarms. */
  private void makeRoom(Machine asked) {
    Replica replica = asked.replica();
    long revision = replica.view().revision();
    Recorder.Call record =
        world.recorder().invoke(CLIENT, "m" + (asked.place() + 1), new Request.Compact(revision));
    CompactionRequest compaction =
        CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build();
    // Before the compaction is through there would be another alarm at once; so wait for it.
    replica.propose(
        CommandKind.COMPACTION,
        compaction.toByteArray(),
        outcome -> {
          if (outcome instanceof Outcome.Compacted compacted) {
            record.answered(new Reply.Compact(compacted.revision()));
          } else if (outcome instanceof Outcome.Failed failed) {
            record.failed(failed.error().text());
          }
          for (Alarm alarm : replica.alarms()) {
            disarm(replica, alarm);
          }
        });
  }

  private void disarm(Replica replica, Alarm alarm) {
    if (alarm.type() != Alarm.NOSPACE) {
      throw Broken.safety("alarm", "member " + alarm.memberId() + " calls its data corrupt");
    }
    alarms++;
    AlarmRequest request =
        AlarmRequest.newBuilder()
            .setAction(AlarmRequest.AlarmAction.DEACTIVATE)
            .setMemberID(alarm.memberId())
            .setAlarm(AlarmType.NOSPACE)
            .build();
    replica.propose(CommandKind.ALARM, request.toByteArray(), outcome -> {});
  }

  /** How often an alarm was answered. */
  long alarms() {
    return alarms;
  }

  /** Does the next thing that the list of members calls for; it is looked at again afterwards. */
  private void act(Machine asked, List<MemberInfo> members) {
    world.trace().mix(members.size());
    if (retiring != null) {
      retire(asked, members);
      return;
    }
    for (MemberInfo member : members) {
      int place = placeOf(member);
      if (place == world.machines().size()) {
        world.join(member, asked.replica().clusterId());
        return;
      }
      if (member.learner()) {
        change(asked, new MemberChange.Promote(member.id()));
        return;
      }
    }
    if (members.size() < world.settings().members()) {
      String url = World.peerUrl(world.machines().size());
      change(asked, new MemberChange.Add(List.of(url), dice.nextBoolean()));
    } else {
      settled = true;
    }
  }

  private void retire(Machine asked, List<MemberInfo> members) {
    boolean isMember = members.stream().anyMatch(member -> member.id() == retiring.id());
    if (isMember) {
      change(asked, new MemberChange.Remove(retiring.id()));
    } else {
      Machine gone = retiring;
      retiring = null;
      // Not from within the answer of a process that this may end.
      world.schedule().after(0, gone::retire);
    }
  }

  private static int placeOf(MemberInfo member) {
    return World.placeOf(member.peerUrls().get(0));
  }

  private void change(Machine asked, MemberChange change) {
    world.trace().line(Kind.MEMBER, asked.place(), "is asked to " + change);
    asked.replica().changeMembers(change, outcome -> {});
  }
}
