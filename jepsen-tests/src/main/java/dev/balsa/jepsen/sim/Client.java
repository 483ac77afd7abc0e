package dev.balsa.jepsen.sim;

import dev.balsa.jepsen.history.Recorder;
import dev.balsa.jepsen.history.Reply;
import dev.balsa.jepsen.history.Request;
import dev.balsa.server.errors.EtcdError;

/**
 * A client: asks one thing after the other, of one member as long as it answers. It lives on a
 * machine of its own, so questions and answers take their time; when the process it asks ends, it
 * hears so a little later and knows no more than that.
 */
final class Client {

  private static final long MILLI = 1_000_000L;

  /** After this time a client goes elsewhere, whatever the server may still do. */
  private static final long PATIENCE_NANOS = 12_000 * MILLI;

  /** What this client asked last, until it is answered. */
  private final class Call implements Answer {
    final Request request;
    final Recorder.Call record;
    final long knownBefore = world.ledger().newestKnown();
    final int place;
    boolean done;

    Call(Request request, int place) {
      this.request = request;
      this.place = place;
      this.record = world.recorder().invoke(number, "m" + (place + 1), request);
    }

    @Override
    public void reply(Reply reply) {
      back(() -> answered(this, reply));
    }

    @Override
    public void failed(EtcdError error) {
      back(() -> refused(this, error));
    }

    /** The answer is on its way, and arrives also if the server's process ends meanwhile. */
    private void back(Runnable arrival) {
      world.schedule().after(wayNanos(), () -> ended(this, arrival));
    }
  }

  private final World world;
  private final int number;
  private final Dice choices;
  private final Dice times;
  private final Wishes wishes;
  private int place;
  private Call call;
  private boolean stopped;

  Client(World world, int number, long seed) {
    this.world = world;
    this.number = number;
    this.choices = Dice.of(seed, "client " + number + " choices");
    this.times = Dice.of(seed, "client " + number + " times");
    this.wishes = new Wishes(world, number, Dice.of(seed, "client " + number + " wishes"));
    moveOn();
  }

  private void moveOn() {
    place = choices.nextInt(world.machines().size());
  }

  void start() {
    think();
  }

  /** Asks nothing more. */
  void stop() {
    stopped = true;
  }

  boolean isIdle() {
    return call == null;
  }

  private void think() {
    long mean = world.settings().thinkMillis() * MILLI;
    world.schedule().after(times.between(0, 2 * mean), this::ask);
  }

  private void ask() {
    if (stopped || call != null) {
      return;
    }
    world.trace().event(Kind.CLIENT, place);
    Machine machine = world.machine(place);
    if (!machine.isUp()) {
      moveOn();
      think();
      return;
    }
    Call asked = new Call(wishes.next(), place);
    call = asked;
    note(asked, "asks");
    world.schedule().after(PATIENCE_NANOS, () -> giveUp(asked, "gave up"));
    machine.after(
        wayNanos(),
        Kind.CLIENT,
        () -> world.seams().counter(machine.replica()).serve(asked.request, asked));
  }

  private void note(Call asked, String what) {
    if (world.trace().isOn()) {
      world
          .trace()
          .line(Kind.CLIENT, asked.place, "c" + number + " " + what + ": " + asked.request);
    }
  }

  private long wayNanos() {
    return world.settings().latencyNanos() + times.between(0, world.settings().jitterNanos());
  }

  private void ended(Call asked, Runnable arrival) {
    if (asked.done) {
      return;
    }
    world.trace().event(Kind.CLIENT, asked.place);
    asked.done = true;
    call = null;
    arrival.run();
    think();
  }

  private void answered(Call asked, Reply reply) {
    asked.record.answered(reply);
    wishes.learn(asked.request, reply);
    world.trace().mix(reply.revision());
    if (world.trace().isOn()) {
      note(asked, "is told " + reply + " for");
    }
    world.ledger().told(asked.request, reply, asked.knownBefore);
  }

  private void refused(Call asked, EtcdError error) {
    asked.record.failed(error.text());
    wishes.learn(asked.request);
    world.trace().mix(error.text().length());
    note(asked, "is refused with " + error);
    world.ledger().failed();
    moveOn();
  }

  private void giveUp(Call asked, String how) {
    ended(
        asked,
        () -> {
          asked.record.unknown(how);
          wishes.learn(asked.request);
          note(asked, how);
          world.ledger().failed();
          moveOn();
        });
  }

  /** A process has ended; whoever waited for an answer of it hears so. */
  void connectionLost(Machine machine) {
    Call asked = call;
    if (asked != null && asked.place == machine.place()) {
      world
          .schedule()
          .after(times.between(1, 100) * MILLI, () -> giveUp(asked, "lost its connection"));
    }
  }
}
