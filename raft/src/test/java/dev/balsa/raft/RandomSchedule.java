package dev.balsa.raft;

import dev.balsa.raft.ConfChange.MemberChange;
import dev.balsa.raft.ConfChange.Transition;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** One random life of a group, made from one seed. */
final class RandomSchedule {

  private static final int MEMBERS = 6;
  private static final int FIRST_VOTERS = 3;
  private static final int KEPT_STEPS = 60;

  private final long seed;
  private final SplittableRandom random;
  private final List<TestMember> members = new ArrayList<>();
  private final List<Message> network = new ArrayList<>();
  private final SafetyChecks checks = new SafetyChecks();
  private final Deque<String> lastSteps = new ArrayDeque<>();
  private final Map<Long, Long> readFloor = new HashMap<>();

  /** The weather of this life: of a thousand steps, how many are ticks. */
  private final int tickWeight;

  private final int lossPercent;
  private final int doublingPercent;

  /** Of a hundred disturbances, how many are crashes. */
  private final int crashPercent;

  /** Who is cut off at the moment; 0: nobody. */
  private long isolated;

  private long nextNumber;

  RandomSchedule(long seed) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
    this.tickWeight = pick(15, 40, 120);
    this.lossPercent = pick(0, 4, 15);
    this.doublingPercent = pick(0, 4, 15);
    this.crashPercent = pick(1, 5, 15);
    boolean preVote = random.nextBoolean();
    boolean checkQuorum = random.nextBoolean();
    Restored first = Restored.firstStart(Members.ofVoters(1L, 2L, 3L));
    for (long id = 1; id <= MEMBERS; id++) {
      RaftConfig config =
          RaftConfig.builder(id)
              .electionTicks(5)
              .preVote(preVote)
              .checkQuorum(checkQuorum)
              .maxMessageBytes(40)
              .maxInflightMessages(3)
              .maxUncommittedBytes(400)
              .maxCommittedBytes(30)
              .build();
      members.add(new Watched(config, id <= FIRST_VOTERS ? first : Restored.NOTHING));
    }
  }

  private int pick(int... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** A member whose every step is checked. */
  private final class Watched extends TestMember {
    Watched(RaftConfig config, Restored first) {
      super(config, random.split(), first);
    }

    @Override
    void leave(Message message) {
      checks.leaves(this, message);
      network.add(
          message.type() == MessageType.SNAPSHOT ? message.withSnapshot(snapshot()) : message);
    }

    @Override
    void committed(Entry entry) {
      SafetyChecks.require(
          termOnDisk(entry.index()) == entry.term(), entry + " is handed out, but not on disk");
    }

    @Override
    void applied(Entry entry) {
      checks.applied(entry, members);
    }

    @Override
    void written(Entry entry, long previousTerm) {
      checks.written(entry, previousTerm);
    }
  }

  void run(int steps) {
    try {
      for (int i = 0; i < steps; i++) {
        step();
        checkAll();
      }
      heal();
    } catch (RuntimeException | AssertionError failure) {
      throw new AssertionError(
          "repeat with -Dbalsa.raft.seed="
              + seed
              + ": "
              + failure.getMessage()
              + "\n"
              + String.join("\n", lastSteps),
          failure);
    }
  }

  private void note(String step) {
    lastSteps.add(step);
    if (lastSteps.size() > KEPT_STEPS) {
      lastSteps.poll();
    }
  }

  private void checkAll() {
    for (TestMember member : members) {
      if (member.isUp()) {
        checks.look(member, members);
        checkReads(member);
      }
    }
  }

  private void checkReads(TestMember member) {
    for (ReadState read : member.reads) {
      long floor = readFloor.get(read.context());
      SafetyChecks.require(
          read.index() >= floor,
          "stale read: index " + read.index() + ", but " + floor + " was committed before");
    }
    member.reads.clear();
  }

  private void step() {
    TestMember member = members.get(random.nextInt(MEMBERS));
    int dice = random.nextInt(1000);
    if (!member.isUp()) {
      if (dice < 100) {
        note("restart " + member.id);
        member.start();
        checks.restarted(member);
        member.pump();
      }
    } else if (dice < 500) {
      deliverOne();
    } else if (dice < 500 + tickWeight) {
      note("tick " + member.id);
      member.core.tick();
    } else if (dice < 820) {
      finishSomething(member);
    } else if (dice < 950) {
      ask(member);
    } else {
      disturb(member);
    }
    if (member.isUp()) {
      member.pump();
    }
  }

  private void deliverOne() {
    if (network.isEmpty()) {
      return;
    }
    // Mostly in order, as streams do; sometimes anything.
    int position = random.nextInt(4) == 0 ? random.nextInt(network.size()) : 0;
    int fate = random.nextInt(100);
    Message message = fate < doublingPercent ? network.get(position) : network.remove(position);
    if (network.size() > 300) {
      network.subList(0, 100).clear();
    }
    boolean isCut = message.from() == isolated || message.to() == isolated;
    deliver(message, isCut || fate >= 100 - lossPercent);
  }

  private void deliver(Message message, boolean isLost) {
    TestMember to = members.get((int) message.to() - 1);
    TestMember from = members.get((int) message.from() - 1);
    boolean arrives = to.isUp() && !isLost;
    if (arrives) {
      note("deliver " + Trace.of(message));
      to.core.step(message);
      to.pump();
    } else {
      note("lose " + Trace.of(message));
    }
    if (message.type() == MessageType.SNAPSHOT && from.isUp()) {
      from.core.reportSnapshot(message.to(), arrives);
      from.pump();
    }
  }

  private void finishSomething(TestMember member) {
    if (member.hasInFlight() && random.nextInt(3) > 0) {
      note("persisted " + member.id);
      member.finishPersist();
    } else if (member.hasToApply()) {
      note("apply " + member.id);
      member.applyNext();
    }
  }

  private void ask(TestMember member) {
    int dice = random.nextInt(100);
    nextNumber++;
    if (dice < 50) {
      byte[] data = ByteBuffer.allocate(8 + random.nextInt(20)).putLong(nextNumber).array();
      note(
          "propose "
              + nextNumber
              + " at "
              + member.id
              + ": "
              + member.core.propose(EntryType.NORMAL, data));
    } else if (dice < 70) {
      readFloor.put(nextNumber, checks.globalCommit());
      note("read " + nextNumber + " at " + member.id);
      member.core.readIndex(nextNumber);
    } else if (dice < 95) {
      ConfChange change = randomChange();
      ProposalResult result =
          member.core.propose(ConfCodec.typeFor(change), ConfCodec.encode(change));
      note("change " + change + " at " + member.id + ": " + result);
    } else {
      long to = 1L + random.nextInt(MEMBERS);
      note("transfer to " + to + " at " + member.id);
      member.core.transferLeadership(to);
    }
  }

  private ConfChange randomChange() {
    int count = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 1;
    List<MemberChange> changes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ConfChangeType[] types = ConfChangeType.values();
      // Additions are likelier, so that the group does not dry out.
      ConfChangeType type =
          random.nextBoolean() ? ConfChangeType.ADD_NODE : types[random.nextInt(types.length)];
      changes.add(new MemberChange(type, 1 + random.nextInt(MEMBERS)));
    }
    Transition[] transitions = Transition.values();
    Transition transition =
        count == 1 ? Transition.AUTO : transitions[random.nextInt(transitions.length)];
    return random.nextInt(8) == 0 ? ConfChange.LEAVE_JOINT : new ConfChange(transition, changes);
  }

  private void disturb(TestMember member) {
    int dice = random.nextInt(100);
    if (dice < crashPercent) {
      int survivors = random.nextInt(3);
      note("crash " + member.id + ", " + survivors + " entries survive");
      member.crash(survivors);
    } else if (dice < 40) {
      note("flush " + member.id);
      member.flush();
    } else if (dice < 65) {
      note("compact " + member.id);
      member.compact(random.nextInt(3));
    } else if (dice < 67) {
      // Long enough for an election behind its back.
      isolated = random.nextBoolean() ? member.core.leaderId() : random.nextInt(MEMBERS + 1);
      note("isolate " + isolated);
    } else if (dice < 69) {
      isolated = 0;
      note("join all");
    } else if (dice < 75) {
      // True or not.
      long id = random.nextBoolean() ? member.core.leaderId() : 1L + random.nextInt(MEMBERS);
      note(id + " is gone for " + member.id);
      member.core.reportGone(id);
    } else {
      long id = 1L + random.nextInt(MEMBERS);
      note(id + " is unreachable for " + member.id);
      member.core.reportUnreachable(id);
    }
  }

  /** Everything works again: a leader must come, and a new entry reach every voter. */
  private void heal() {
    isolated = 0;
    for (TestMember member : members) {
      if (!member.isUp()) {
        note("restart " + member.id);
        member.start();
        checks.restarted(member);
        member.pump();
      }
    }
    for (int round = 0; round < 400; round++) {
      for (TestMember member : members) {
        member.core.tick();
        member.pump();
      }
      settle();
      if (round % 20 == 19 && hasProgress()) {
        return;
      }
    }
    members.forEach(member -> note(member.core.status().toString()));
    throw new AssertionError("no progress after everything has healed");
  }

  private void settle() {
    boolean isMoving = true;
    while (isMoving) {
      isMoving = false;
      for (TestMember member : members) {
        while (member.hasInFlight()) {
          member.finishPersist();
          checkAll();
          isMoving = true;
        }
        while (member.hasToApply()) {
          member.applyNext();
          checkAll();
        }
      }
      List<Message> batch = new ArrayList<>(network);
      network.clear();
      for (Message message : batch) {
        isMoving = true;
        deliver(message, false);
      }
      checkAll();
    }
  }

  private boolean hasProgress() {
    for (TestMember member : members) {
      if (member.core.isLeader()) {
        member.core.propose(EntryType.NORMAL, new byte[] {1});
        member.pump();
        settle();
        long target = member.core.lastIndex();
        return member.core.commitIndex() == target
            && member.core.members().voters().stream()
                .allMatch(id -> members.get((int) (id - 1)).appliedIndex == target);
      }
    }
    return false;
  }
}
