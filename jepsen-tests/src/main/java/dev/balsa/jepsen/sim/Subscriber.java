package dev.balsa.jepsen.sim;

import dev.balsa.jepsen.history.Octets;
import dev.balsa.jepsen.history.WatchLog;
import dev.balsa.jepsen.history.WatchStart;
import dev.balsa.server.node.WatchSession;
import dev.balsa.watch.WatchMessage;
import dev.balsa.watch.WatchRequest;
import dev.balsa.watch.WatchSink;
import java.util.EnumSet;
import java.util.Set;

/**
 * A client that watches some keys, now through this member, now through that, and goes on each time
 * behind what it was told last. Sometimes it reads slowly, so that the server has to wait for it.
 */
final class Subscriber {

  private static final long MILLI = 1_000_000L;

  private final World world;
  private final int number;
  private final Dice dice;
  private final String key;
  private final String end;
  private final boolean prevKv;
  private final Set<WatchRequest.Filter> filters = EnumSet.noneOf(WatchRequest.Filter.class);

  /** Messages that may be under way to the client at once. */
  private final int window;

  private int place;

  /** The stream in use; null while there is none. */
  private Stream stream;

  /** What the client was told last: everything up to this revision; 0 for nothing yet. */
  private long toldRevision;

  /** Number of the watch that ended last, if its successor is to go on from it; else -1. */
  private int resumes = -1;

  private long events;

  Subscriber(World world, int number, long seed) {
    this.world = world;
    this.number = number;
    this.dice = Dice.of(seed, "subscriber " + number);
    boolean everything = number % 2 == 0;
    this.key = everything ? "\0" : "k" + dice.nextInt(world.settings().keys());
    this.end = everything ? "\0" : dice.nextBoolean() ? "l" : "";
    this.prevKv = everything || dice.nextBoolean();
    this.window = (int) dice.logBetween(1, 64);
    if (!everything && dice.oneIn(4)) {
      filters.add(dice.nextBoolean() ? WatchRequest.Filter.NO_PUT : WatchRequest.Filter.NO_DELETE);
    }
  }

  void start() {
    connectLater();
  }

  /** Whether the client was told everything up to this revision, or does not have to be. */
  boolean knows(long revision) {
    return toldRevision >= revision;
  }

  /** Asks for a word on how far the stream is, so that {@link #knows} can become true. */
  void askForProgress() {
    if (stream != null && stream.isOpen()) {
      stream.askForProgress();
    }
  }

  long events() {
    return events;
  }

  private void connectLater() {
    world.schedule().after(dice.logBetween(1, 1_000) * MILLI, this::connect);
  }

  private void connect() {
    world.trace().event(Kind.WATCH, place);
    place = dice.nextInt(world.machines().size());
    Machine machine = world.machine(place);
    if (!machine.isUp()) {
      connectLater();
      return;
    }
    long from = toldRevision == 0 ? 0 : toldRevision + 1;
    WatchLog log =
        world
            .recorder()
            .watch(
                new WatchStart(
                    0,
                    1_000 + number,
                    "m" + (place + 1),
                    0,
                    key,
                    end,
                    from,
                    prevKv,
                    filters.contains(WatchRequest.Filter.NO_PUT),
                    filters.contains(WatchRequest.Filter.NO_DELETE),
                    false,
                    resumes));
    stream = new Stream(machine, log, from);
    stream.open();
    if (dice.oneIn(3)) {
      Stream opened = stream;
      long stay = dice.logBetween(10, 8_000) * MILLI;
      world.schedule().after(stay, () -> opened.leave("the client goes elsewhere"));
    }
  }

  /** A process has ended, and its streams with it. */
  void connectionLost(Machine machine) {
    Stream broken = stream;
    if (broken != null && broken.machine == machine) {
      world.schedule().after(dice.between(1, 100) * MILLI, () -> broken.leave("connection lost"));
    }
  }

  /** One connection to one member. */
  private final class Stream implements WatchSink {
    private final Machine machine;
    private final WatchLog log;
    private final long from;
    private WatchSession session;
    private long lastArrivalNanos;
    private int underWay;
    private boolean open = true;

    Stream(Machine machine, WatchLog log, long from) {
      this.machine = machine;
      this.log = log;
      this.from = from;
    }

    boolean isOpen() {
      return open;
    }

    void open() {
      WatchRequest request =
          new WatchRequest(
              Octets.bytes(key), Octets.bytes(end), from, true, filters, prevKv, 0, false);
      inside(
          () -> {
            session = machine.replica().openWatch(this, () -> leave("too many requests"));
            session.create(request);
          });
    }

    /** Something happens in the process at the other end, a little later. */
    private void inside(Runnable action) {
      machine.after(world.settings().latencyNanos(), Kind.WATCH, action);
    }

    void askForProgress() {
      inside(() -> session.requestProgress());
    }

    @Override
    public boolean isReady() {
      return underWay < window;
    }

    @Override
    public void send(WatchMessage message) {
      underWay++;
      long way = world.settings().latencyNanos() + dice.between(0, world.settings().jitterNanos());
      long now = world.schedule().nowNanos();
      lastArrivalNanos = Math.max(lastArrivalNanos + 1, now + way);
      world.schedule().at(lastArrivalNanos, () -> arrived(message));
    }

    private void arrived(WatchMessage message) {
      if (!open) {
        return;
      }
      world.trace().event(Kind.WATCH, place);
      world.trace().mix(message.revision() * 31 + message.events().size());
      if (world.trace().isOn()) {
        world.trace().line(Kind.WATCH, place, "w" + log.number() + " is told " + message);
      }
      underWay--;
      if (underWay == window - 1) {
        inside(() -> session.drained());
      }
      world.seams().messages(this, message).forEach(this::tell);
    }

    private void tell(WatchMessage message) {
      if (message.created() && !message.canceled()) {
        log.created(message.revision());
        if (from == 0) {
          toldRevision = Math.max(toldRevision, message.revision());
        }
      } else if (message.canceled()) {
        log.canceled(message.revision(), message.compactRevision(), message.cancelReason());
        toldRevision = Math.max(toldRevision, message.compactRevision() - 1);
        resumes = -1;
        close();
      } else if (message.isProgress()) {
        log.progress(message.revision());
        toldRevision = Math.max(toldRevision, message.revision());
      } else {
        log.events(
            message.revision(),
            message.fragment(),
            world.seams().events(Replies.events(message.events(), message.prevKvs())));
        events += message.events().size();
        long last = message.events().get(message.events().size() - 1).revision();
        toldRevision = Math.max(toldRevision, last);
      }
    }

    void leave(String why) {
      if (open) {
        log.ended(why);
        resumes = toldRevision == 0 ? -1 : log.number();
        close();
      }
    }

    private void close() {
      open = false;
      if (session != null) {
        inside(() -> session.close());
      }
      connectLater();
    }
  }
}
