package dev.balsa.jepsen.sim;

import dev.balsa.raft.Entry;
import dev.balsa.raft.Message;
import dev.balsa.raft.MessageType;
import dev.balsa.server.node.PeerHost;
import dev.balsa.server.node.PeerNetwork;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The wires between the members. Keeps what {@link dev.balsa.server.node.PeerLink} promises and
 * nothing beyond: what is sent from one member to another arrives in order or not at all, except
 * that small messages overtake large ones, and no proposal arrives twice. Other messages may: Raft
 * does not need more (section 5.1 of the paper: its calls can be repeated).
 */
final class SimNetwork {

  private static final long FOREVER = Long.MAX_VALUE;

  /** Most that the second arrival of a message lies behind the first. */
  private static final long MOST_LATE_NANOS = 5_000_000_000L;

  /** One direction between two members. */
  private static final class Wire {
    /** Whether nothing gets through. */
    boolean cut;

    /** One of so many messages is lost; 0 for none. */
    long lossOneIn;

    /** One of so many messages arrives once more; 0 for none. */
    long repeatOneIn;

    /** Added to the time that every message takes. */
    long extraNanos;

    /** When the last message of each lane arrives; the next one of that lane comes after it. */
    final long[] lastArrival = new long[2];
  }

  private final World world;
  private final Dice dice;
  private final Dice repeats;
  private final Dice endings;
  private final Map<Integer, PeerHost> hosts = new TreeMap<>();
  private final Wire[][] wires;
  private long lost;
  private long delivered;

  SimNetwork(World world, long seed, int capacity) {
    this.world = world;
    this.dice = Dice.of(seed, "network");
    this.repeats = Dice.of(seed, "repeated messages");
    this.endings = Dice.of(seed, "who notices that a process has ended");
    this.wires = new Wire[capacity][capacity];
    for (Wire[] row : wires) {
      for (int i = 0; i < capacity; i++) {
        row[i] = new Wire();
      }
    }
  }

  // ---- Faults.

  void cut(int from, int to, boolean isCut) {
    wires[from][to].cut = isCut;
  }

  boolean isCut(int from, int to) {
    return wires[from][to].cut;
  }

  void lossOneIn(int from, int to, long oneIn) {
    wires[from][to].lossOneIn = oneIn;
  }

  void repeatOneIn(int from, int to, long oneIn) {
    wires[from][to].repeatOneIn = oneIn;
  }

  void extraNanos(int from, int to, long nanos) {
    wires[from][to].extraNanos = nanos;
  }

  /** From now on everything arrives, as fast as usual. */
  void heal() {
    for (Wire[] row : wires) {
      for (Wire wire : row) {
        wire.cut = false;
        wire.lossOneIn = 0;
        wire.repeatOneIn = 0;
        wire.extraNanos = 0;
      }
    }
  }

  long lost() {
    return lost;
  }

  long delivered() {
    return delivered;
  }

  // ---- Members.

  /** The network as the member at that place sees it. */
  PeerNetwork port(int place) {
    return self -> {
      hosts.put(place, self);
      return new SimLink(this, world.machine(place), self);
    };
  }

  /** A process has ended: nothing reaches it any more. */
  void leave(int place) {
    if (hosts.remove(place) != null) {
      tellGone(place);
    }
  }

  void leave(int place, PeerHost self) {
    if (hosts.remove(place, self)) {
      tellGone(place);
    }
  }

  /** Connections to a process that has ended break: some notice, some never do. */
  private void tellGone(int place) {
    long id = world.machine(place).id();
    for (int from : List.copyOf(hosts.keySet())) {
      if (endings.nextBoolean() && !wires[from][place].cut) {
        long noticed = endings.logBetween(100_000, 500_000_000);
        world.machine(from).after(noticed, Kind.LOST, () -> tell(from, host -> host.gone(id)));
      }
    }
  }

  private void tell(int place, Consumer<PeerHost> what) {
    PeerHost host = hosts.get(place);
    if (host != null) {
      what.accept(host);
    }
  }

  /** The member at that place, if it runs and the way there is open. */
  PeerHost reachable(int from, int to) {
    return to < 0 || wires[from][to].cut ? null : hosts.get(to);
  }

  // ---- Traffic.

  void send(Machine sender, PeerHost self, Message said) {
    Message message = world.seams().message(said);
    int to = world.placeOf(message.to());
    if (to < 0) {
      self.unreachable(message.to());
      return;
    }
    world.invariants().sent(sender, message);
    long arrival = arrival(sender.place(), to, message);
    if (arrival == FOREVER) {
      lose(sender, self, message);
      return;
    }
    // The wire is not part of the sender's process: what has left it arrives even if that ends.
    world.schedule().at(arrival, () -> arrive(sender.place(), to, message));
    if (mayRepeat(message) && repeats.oneIn(wires[sender.place()][to].repeatOneIn)) {
      long again = arrival + repeats.logBetween(1_000, MOST_LATE_NANOS);
      world.schedule().at(again, () -> arrive(sender.place(), to, message));
    }
  }

  /** Whoever proposes again relies on it that what was refused or lost does not come later. */
  private static boolean mayRepeat(Message message) {
    return message.type() != MessageType.PROPOSE && message.type() != MessageType.PROPOSE_REFUSED;
  }

  /** When a message arrives; never, if it is lost. */
  private long arrival(int from, int to, Message message) {
    Wire wire = wires[from][to];
    long delay = delayNanos(wire);
    if (wire.cut || dice.oneIn(wire.lossOneIn)) {
      return FOREVER;
    }
    int lane = sizeBytes(message) >= world.settings().bulkBytes() ? 1 : 0;
    long earliest = world.schedule().nowNanos() + (lane == 1 ? 2 * delay : delay);
    wire.lastArrival[lane] = Math.max(wire.lastArrival[lane] + 1, earliest);
    return wire.lastArrival[lane];
  }

  private long delayNanos(Wire wire) {
    Settings settings = world.settings();
    return settings.latencyNanos() + dice.between(0, settings.jitterNanos()) + wire.extraNanos;
  }

  /** How long a client's request or answer takes, and a question from member to member. */
  long questionNanos(int from, int to) {
    return delayNanos(wires[from][to]);
  }

  private static long sizeBytes(Message message) {
    long bytes = 0;
    for (Entry entry : message.entries()) {
      bytes += entry.sizeBytes();
    }
    return bytes;
  }

  private void lose(Machine sender, PeerHost self, Message message) {
    lost++;
    if (world.trace().isOn()) {
      world.trace().line(Kind.LOST, sender.place(), MessageText.of(message));
    }
    if (message.type() == MessageType.PROPOSE && dice.nextBoolean()) {
      self.undelivered(message);
    }
    if (dice.nextBoolean()) {
      long noticed = dice.logBetween(100_000, 500_000_000);
      sender.after(noticed, Kind.LOST, () -> self.unreachable(message.to()));
    }
  }

  private void arrive(int from, int to, Message message) {
    if (wires[from][to].cut) {
      lost++;
      return;
    }
    Machine receiver = world.machine(to);
    if (!receiver.isUp()) {
      lost++;
      return;
    }
    receiver.after(
        0,
        Kind.MESSAGE,
        () -> {
          PeerHost host = hosts.get(to);
          delivered++;
          world.trace().mix(message.type().number() * 31L + message.term());
          world.trace().mix(message.index() * 31 + message.entries().size());
          if (world.trace().isOn()) {
            world.trace().line(Kind.MESSAGE, to, MessageText.of(message));
          }
          if (host != null && host.cluster().removed().contains(message.from())) {
            tellRemoved(from);
          } else if (host != null) {
            host.receive(message);
          }
        });
  }

  /** A member that speaks is not one any more: who hears it says so. */
  private void tellRemoved(int place) {
    world.machine(place).after(0, Kind.MESSAGE, () -> tell(place, PeerHost::removed));
  }
}
