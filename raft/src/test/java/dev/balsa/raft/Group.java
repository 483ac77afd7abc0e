package dev.balsa.raft;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Members 1 to n that talk over a network of no delay, for tests that tell a story: whoever is
 * asked to do something does it, and {@link #settle} lets everything happen that follows from it.
 */
final class Group {

  private final TreeMap<Long, TestMember> members = new TreeMap<>();
  private final Set<Long> isolated = new LinkedHashSet<>();
  private final Set<Long> slowDisks = new LinkedHashSet<>();
  private Predicate<Message> lost = message -> false;

  /** Everything that was sent, also what was lost. */
  final List<Message> sent = new ArrayList<>();

  /** Members 1 to {@code voters} as voters, with the defaults. */
  static Group of(int voters) {
    return of(voters, builder -> {});
  }

  static Group of(int voters, Consumer<RaftConfig.Builder> settings) {
    Long[] ids = new Long[voters];
    for (int i = 0; i < voters; i++) {
      ids[i] = i + 1L;
    }
    return of(Members.ofVoters(ids), settings);
  }

  static Group of(Members first, Consumer<RaftConfig.Builder> settings) {
    Group group = new Group();
    for (List<Long> ids : List.of(first.voters(), first.learners())) {
      ids.forEach(id -> group.add(id, settings, Restored.firstStart(first)));
    }
    return group;
  }

  /** A member that knows nobody yet. */
  void addBlank(long id) {
    add(id, builder -> {}, Restored.NOTHING);
  }

  void add(long id, Consumer<RaftConfig.Builder> settings, Restored restored) {
    RaftConfig.Builder builder = RaftConfig.builder(id);
    settings.accept(builder);
    members.put(id, new TestMember(builder.build(), new SplittableRandom(id), restored));
  }

  TestMember member(long id) {
    return members.get(id);
  }

  RaftCore core(long id) {
    return members.get(id).core;
  }

  Iterable<TestMember> all() {
    return members.values();
  }

  void isolate(long id) {
    isolated.add(id);
  }

  void join(long id) {
    isolated.remove(id);
  }

  /** From now on messages of that kind are lost. */
  void lose(Predicate<Message> which) {
    lost = which;
  }

  /** The member's disk finishes nothing any more. */
  void stopDisk(long id) {
    slowDisks.add(id);
  }

  void goOnDisk(long id) {
    slowDisks.remove(id);
  }

  /** Lets everything happen that is due without any more time passing. */
  void settle() {
    boolean isMoving = true;
    while (isMoving) {
      isMoving = false;
      for (TestMember member : members.values()) {
        isMoving |= member.isUp() && work(member);
      }
    }
  }

  private boolean work(TestMember member) {
    member.pump();
    if (!slowDisks.contains(member.id)) {
      while (member.hasInFlight()) {
        member.finishPersist();
      }
    }
    member.applyAll();
    List<Message> outgoing = new ArrayList<>(member.outgoing);
    member.outgoing.clear();
    outgoing.forEach(message -> carry(member, message));
    return !outgoing.isEmpty();
  }

  private void carry(TestMember from, Message message) {
    sent.add(message);
    TestMember to = members.get(message.to());
    boolean arrives =
        to != null
            && to.isUp()
            && !isolated.contains(message.from())
            && !isolated.contains(message.to())
            && !lost.test(message);
    boolean isSnapshot = message.type() == MessageType.SNAPSHOT;
    if (arrives) {
      to.core.step(isSnapshot ? message.withSnapshot(from.snapshot()) : message);
      to.pump();
    }
    if (isSnapshot) {
      from.core.reportSnapshot(message.to(), arrives);
    }
  }

  /** Time passes for one member, and everything happens that follows. */
  void tick(long id, int ticks) {
    for (int i = 0; i < ticks; i++) {
      core(id).tick();
      settle();
    }
  }

  /** Time passes for all. */
  void tickAll(int ticks) {
    for (int i = 0; i < ticks; i++) {
      for (TestMember member : members.values()) {
        if (member.isUp()) {
          member.core.tick();
        }
      }
      settle();
    }
  }

  /** Time passes until this member has become leader by itself. */
  Group elect(long id) {
    core(id).campaign();
    settle();
    if (!core(id).isLeader()) {
      throw new AssertionError("member " + id + " was not elected: " + core(id).status());
    }
    return this;
  }

  ProposalResult propose(long id, String text) {
    ProposalResult result =
        core(id).propose(EntryType.NORMAL, text.getBytes(StandardCharsets.UTF_8));
    settle();
    return result;
  }

  ProposalResult change(long id, ConfChange change) {
    ProposalResult result = core(id).propose(ConfCodec.typeFor(change), ConfCodec.encode(change));
    settle();
    return result;
  }

  /** The texts that the member's state machine has applied. */
  List<String> applied(long id) {
    return member(id).applied.stream()
        .filter(entry -> entry.type() == EntryType.NORMAL && entry.sizeBytes() > 0)
        .map(entry -> new String(entry.data(), StandardCharsets.UTF_8))
        .toList();
  }

  /** What one member has sent of one type, in order. */
  List<Message> sentBy(long from, MessageType type) {
    return sent.stream()
        .filter(message -> message.from() == from && message.type() == type)
        .toList();
  }
}
