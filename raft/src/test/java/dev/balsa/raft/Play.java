package dev.balsa.raft;

import dev.balsa.raft.ConfChange.MemberChange;
import dev.balsa.raft.ConfChange.Transition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The stage for a scenario file: members, the messages between them, and the commands that move
 * them. Everything that a member does is written into the trace of the command that made it do so.
 *
 * <pre>
 *   members 1 2 3            these voters, on their first start, with the defaults
 *   learners 4               said before members: these learners with them
 *   without prevote          said before members: without that setting (or: without checkquorum)
 *   blank 4                  a member that knows nobody
 *   campaign 1               an election without waiting for the timeout
 *   tick 1 10                ten ticks for member 1
 *   propose 1 x              a proposal
 *   read 1 7 8               reads with the numbers 7 and 8
 *   change 1 add 4           a configuration change: add, learn, remove; several are joint
 *   transfer 1 2             member 1 is asked to hand over to member 2
 *   deliver                  what is on its way arrives, and nothing that it causes
 *   deliver 1 2              the same, only from 1 to 2
 *   lose, lose 1 2           what is on its way is lost
 *   settle                   deliver until nothing is on its way
 *   slowdisk 1, persist 1    from now on the disk needs to be told to finish; finish
 *   crash 1, restart 1       memory is lost; the disk comes back
 *   compact 1                member 1 forgets all entries that it has applied
 *   status                   a line about everybody
 * </pre>
 */
final class Play {

  private final TreeMap<Long, Actor> members = new TreeMap<>();
  private final TreeSet<Long> slowDisks = new TreeSet<>();
  private final List<Message> network = new ArrayList<>();
  private final List<String> trace = new ArrayList<>();
  private List<Long> learners = List.of();
  private boolean preVote = true;
  private boolean checkQuorum = true;

  private final class Actor extends TestMember {
    private RaftRole knownRole = RaftRole.FOLLOWER;
    private long knownTerm;

    Actor(long id, Restored first) {
      super(
          RaftConfig.builder(id).preVote(preVote).checkQuorum(checkQuorum).build(),
          new SplittableRandom(id),
          first);
      knownTerm = core.term();
    }

    private void say(String text) {
      trace.add(id + " " + text);
    }

    void sayRole() {
      if (core.role() != knownRole || core.term() != knownTerm) {
        say("is " + core.role() + " in term " + core.term());
        knownRole = core.role();
        knownTerm = core.term();
      }
    }

    @Override
    void took(Ready ready) {
      sayRole();
      if (ready.snapshot() != null) {
        say("installs snapshot " + Trace.of(ready.snapshot()));
      }
      if (!ready.entries().isEmpty()) {
        say("writes " + Trace.of(ready.entries()));
      }
      if (ready.hardState() != null) {
        HardState state = ready.hardState();
        say(
            "writes term "
                + state.term()
                + " vote "
                + state.vote()
                + " commit "
                + state.commit()
                + (ready.mustSync() ? "" : " (no sync)"));
      }
      for (ReadState read : ready.readStates()) {
        say("may read " + read.context() + " at " + read.index());
      }
    }

    @Override
    void leave(Message message) {
      trace.add(Trace.of(message));
      network.add(
          message.type() == MessageType.SNAPSHOT ? message.withSnapshot(snapshot()) : message);
    }

    @Override
    void applied(Entry entry) {
      String what =
          entry.type() == EntryType.NORMAL
              ? new String(entry.data(), StandardCharsets.UTF_8)
              : Trace.of(members);
      say(("applies " + Trace.of(entry) + " " + what).stripTrailing());
    }

    void work() {
      pump();
      while (hasInFlight() && !slowDisks.contains(id)) {
        finishPersist();
      }
      applyAll();
      sayRole();
    }
  }

  /** Does what a line of the file says, and gives the trace of it. */
  List<String> perform(String command) {
    trace.clear();
    List<String> words = List.of(command.split(" "));
    switch (words.get(0)) {
      case "without", "learners", "members", "blank" -> prepare(words);
      case "deliver", "lose", "settle" -> carry(words);
      case "status" -> members.values().forEach(Play.this::describe);
      default -> act(words);
    }
    return List.copyOf(trace);
  }

  private static List<Long> ids(List<String> words) {
    return words.subList(1, words.size()).stream().map(Long::valueOf).toList();
  }

  private void prepare(List<String> words) {
    switch (words.get(0)) {
      case "without" -> {
        preVote &= !words.contains("prevote");
        checkQuorum &= !words.contains("checkquorum");
      }
      case "learners" -> learners = ids(words);
      case "blank" -> ids(words).forEach(id -> members.put(id, new Actor(id, Restored.NOTHING)));
      default -> {
        Members first = new Members(ids(words), learners, List.of(), List.of(), false);
        for (List<Long> group : List.of(first.voters(), first.learners())) {
          group.forEach(id -> members.put(id, new Actor(id, Restored.firstStart(first))));
        }
      }
    }
  }

  private void carry(List<String> words) {
    Predicate<Message> wanted =
        message ->
            words.size() == 1
                || (message.from() == Long.parseLong(words.get(1))
                    && message.to() == Long.parseLong(words.get(2)));
    if (words.get(0).equals("lose")) {
      network.removeIf(wanted);
      return;
    }
    do {
      List<Message> batch = new ArrayList<>(network.stream().filter(wanted).toList());
      network.removeAll(batch);
      batch.forEach(this::arrive);
    } while (words.get(0).equals("settle") && !network.isEmpty());
  }

  private void arrive(Message message) {
    Actor to = members.get(message.to());
    boolean arrives = to != null && to.isUp();
    if (arrives) {
      to.core.step(message);
      to.work();
    }
    Actor from = members.get(message.from());
    if (message.type() == MessageType.SNAPSHOT && from.isUp()) {
      from.core.reportSnapshot(message.to(), arrives);
      from.work();
    }
  }

  private void act(List<String> words) {
    Actor member = members.get(Long.parseLong(words.get(1)));
    switch (words.get(0)) {
      case "campaign" -> member.core.campaign();
      case "tick" -> {
        for (int i = 0; i < Integer.parseInt(words.get(2)); i++) {
          member.core.tick();
          member.work();
        }
      }
      case "propose" -> propose(member, EntryType.NORMAL, words.get(2));
      case "read" -> {
        for (String number : words.subList(2, words.size())) {
          if (!member.core.readIndex(Long.parseLong(number))) {
            member.say("refuses read " + number);
          }
        }
      }
      case "change" -> change(member, words.subList(2, words.size()));
      case "transfer" -> member.core.transferLeadership(Long.parseLong(words.get(2)));
      case "slowdisk" -> slowDisks.add(member.id);
      case "persist" -> member.finishPersist();
      case "compact" -> member.core.compactLog(member.core.appliedIndex());
      case "crash" -> member.crash(0);
      case "restart" -> {
        member.start();
        member.say("comes back with log end " + member.core.lastIndex());
      }
      default -> throw new IllegalArgumentException("unknown command: " + words);
    }
    if (member.isUp()) {
      member.work();
    }
  }

  private static void propose(Actor member, EntryType type, String text) {
    report(member, member.core.propose(type, text.getBytes(StandardCharsets.UTF_8)));
  }

  private static void report(Actor member, ProposalResult result) {
    if (result != ProposalResult.ACCEPTED && result != ProposalResult.FORWARDED) {
      member.say("refuses: " + result);
    }
  }

  private static void change(Actor member, List<String> words) {
    List<MemberChange> changes = new ArrayList<>();
    for (int i = 0; i + 1 < words.size(); i += 2) {
      ConfChangeType type =
          switch (words.get(i)) {
            case "add" -> ConfChangeType.ADD_NODE;
            case "learn" -> ConfChangeType.ADD_LEARNER_NODE;
            case "remove" -> ConfChangeType.REMOVE_NODE;
            default -> throw new IllegalArgumentException("unknown change: " + words);
          };
      changes.add(new MemberChange(type, Long.parseLong(words.get(i + 1))));
    }
    ConfChange change = new ConfChange(Transition.AUTO, changes);
    report(member, member.core.propose(ConfCodec.typeFor(change), ConfCodec.encode(change)));
  }

  private void describe(Actor member) {
    if (!member.isUp()) {
      member.say("is down");
      return;
    }
    RaftStatus status = member.core.status();
    member.say(
        status.role()
            + " term "
            + status.term()
            + " leader "
            + status.leaderId()
            + " commit "
            + status.commitIndex()
            + " log end "
            + status.lastIndex()
            + ", "
            + Trace.of(status.members()));
    for (RaftStatus.Peer peer : status.peers()) {
      trace.add(
          "  peer "
              + peer.memberId()
              + " "
              + peer.state()
              + " match "
              + peer.matchIndex()
              + " next "
              + peer.nextIndex());
    }
  }

  @Override
  public String toString() {
    return Arrays.toString(trace.toArray());
  }
}
