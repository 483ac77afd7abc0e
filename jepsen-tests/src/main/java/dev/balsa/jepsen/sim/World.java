package dev.balsa.jepsen.sim;

import dev.balsa.jepsen.history.Recorder;
import dev.balsa.server.apply.MemberInfo;
import java.util.ArrayList;
import java.util.List;

/** Everything there is in the run of one seed. */
final class World {

  /** Ids of members are their places, counted from this; short, so that a trace can be read. */
  private static final long FIRST_ID = 1;

  private static final String URL_HEAD = "http://m";
  private static final String URL_TAIL = ":2380";

  private final long seed;
  private final Settings settings;
  private final Schedule schedule;
  private final Trace trace;
  private final Seams seams;
  private final SimNetwork network;
  private final Invariants invariants;
  private final Ledger ledger;
  private final List<MemberInfo> firstMembers = new ArrayList<>();
  private final List<Machine> machines = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();
  private final List<Subscriber> subscribers = new ArrayList<>();
  private final Recorder recorder;
  private final Nemesis nemesis;
  private final Operator operator;
  private final Dice seeds;
  private long copied;
  private long installed;

  World(long seed, Settings settings, Schedule schedule, Trace trace, Seams seams) {
    this.seams = seams;
    this.seed = seed;
    this.settings = settings;
    this.schedule = schedule;
    this.trace = trace;
    this.network = new SimNetwork(this, seed, capacity());
    this.invariants = new Invariants(this);
    this.ledger = new Ledger();
    this.recorder = new Recorder(schedule::nowNanos);
    this.seeds = Dice.of(seed, "machines");
    this.operator = new Operator(this, seed);
    for (int place = 0; place < settings.members(); place++) {
      String name = "m" + (place + 1);
      firstMembers.add(
          new MemberInfo(FIRST_ID + place, name, List.of(peerUrl(place)), List.of(), false));
      machines.add(new Machine(this, place, firstMembers.get(place), 0, seeds.nextLong()));
    }
    for (int i = 0; i < settings.clients(); i++) {
      clients.add(new Client(this, i, seed));
    }
    for (int i = 0; i < settings.subscribers(); i++) {
      subscribers.add(new Subscriber(this, i, seed));
    }
    this.nemesis = new Nemesis(this, seed);
  }

  long seed() {
    return seed;
  }

  Settings settings() {
    return settings;
  }

  Schedule schedule() {
    return schedule;
  }

  Trace trace() {
    return trace;
  }

  Seams seams() {
    return seams;
  }

  SimNetwork network() {
    return network;
  }

  Invariants invariants() {
    return invariants;
  }

  Ledger ledger() {
    return ledger;
  }

  Nemesis nemesis() {
    return nemesis;
  }

  List<MemberInfo> firstMembers() {
    return firstMembers;
  }

  List<Machine> machines() {
    return machines;
  }

  Machine machine(int place) {
    return machines.get(place);
  }

  List<Client> clients() {
    return clients;
  }

  List<Subscriber> subscribers() {
    return subscribers;
  }

  /** Where everything that clients see is written down. */
  Recorder recorder() {
    return recorder;
  }

  /** The machines that have not been taken away. */
  List<Machine> members() {
    List<Machine> members = new ArrayList<>();
    for (Machine machine : machines) {
      if (!machine.isRetired()) {
        members.add(machine);
      }
    }
    return members;
  }

  Operator operator() {
    return operator;
  }

  /** How many machines there can be in one run. */
  int capacity() {
    return settings.members() + Operator.NEWCOMERS;
  }

  /** Where the member at that place is found by the others. */
  static String peerUrl(int place) {
    return URL_HEAD + (place + 1) + URL_TAIL;
  }

  static int placeOf(String peerUrl) {
    String number = peerUrl.substring(URL_HEAD.length(), peerUrl.length() - URL_TAIL.length());
    return Integer.parseInt(number) - 1;
  }

  /** A member was added to the cluster: its machine comes, and its process starts. */
  void join(MemberInfo member, long clusterId) {
    int place = machines.size();
    MemberInfo named =
        new MemberInfo(
            member.id(), "m" + (place + 1), member.peerUrls(), List.of(), member.learner());
    Machine machine = new Machine(this, place, named, clusterId, seeds.nextLong());
    machines.add(machine);
    schedule.after(0, machine::boot);
  }

  /** Where the member with that id lives; -1 if there is no such machine. */
  int placeOf(long memberId) {
    for (Machine machine : machines) {
      if (machine.id() == memberId) {
        return machine.place();
      }
    }
    return -1;
  }

  /** Something has happened inside of that machine's process. */
  void happened(Machine machine) {
    if (machine.isUp()) {
      invariants.look(machine);
    }
  }

  void snapshotCopied() {
    copied++;
  }

  void snapshotInstalled() {
    installed++;
  }

  /** How many copies of stores were made for other members. */
  long copied() {
    return copied;
  }

  /** How many of them took the place of a member's store. */
  long installed() {
    return installed;
  }

  /** A process has ended; its clients notice sooner or later. */
  void processEnded(Machine machine) {
    invariants.forget(machine);
    for (Client client : clients) {
      client.connectionLost(machine);
    }
    for (Subscriber subscriber : subscribers) {
      subscriber.connectionLost(machine);
    }
  }

  /** How everything stands, in one line. */
  String statuses() {
    StringBuilder text = new StringBuilder();
    for (Machine machine : members()) {
      text.append('m').append(machine.place() + 1).append(' ').append(machine.state());
      if (machine.isUp()) {
        text.append(' ')
            .append(Invariants.text(machine.replica().status(), machine.store().view()));
      }
      text.append("; ");
    }
    long waiting = clients.stream().filter(client -> !client.isIdle()).count();
    return text.append(waiting).append(" clients wait").toString();
  }
}
