package dev.balsa.jepsen.sim;

import dev.balsa.jepsen.check.CheckOptions;
import dev.balsa.jepsen.check.Checks;
import dev.balsa.jepsen.check.Finding;
import dev.balsa.jepsen.check.Verdict;
import dev.balsa.jepsen.history.History;
import dev.balsa.server.node.ReplicaStatus;
import java.io.PrintStream;
import java.util.Locale;

/**
 * The run of one seed: a cluster is founded, clients work and faults come and go; then all trouble
 * is taken away, and the cluster must come together again within a bounded time.
 */
final class SeedRun {

  private static final long MILLI = 1_000_000L;

  /** Elections that may fail, one after the other, before the healed cluster is called stuck. */
  private static final int ELECTIONS = 20;

  private static final long GRACE_NANOS = 20_000 * MILLI;

  /**
   * Clocks gain or lose a twentieth at most. A search that takes longer than most is given up, and
   * its history counted as undecided.
   */
  private static final CheckOptions JUDGEMENT = new CheckOptions(0.06, Long.MAX_VALUE, 300_000, 10);

  private final Schedule schedule = new Schedule();
  private final World world;
  private final Trace trace;
  private final long untilEvent;

  /** Whether the search for an order of operations gave up. */
  private boolean undecided;

  /**
   * @param out where the trace goes; null for none
   * @param untilEvent the run stops there; {@link Long#MAX_VALUE} for its end
   */
  SeedRun(long seed, Settings settings, PrintStream out, TraceFilter filter, long untilEvent) {
    this(seed, settings, new Seams(), out, filter, untilEvent);
  }

  /** With something else between the members and their world. */
  SeedRun(
      long seed,
      Settings settings,
      Seams seams,
      PrintStream out,
      TraceFilter filter,
      long untilEvent) {
    this.trace = new Trace(schedule, out, filter);
    this.untilEvent = untilEvent;
    this.world = new World(seed, settings, schedule, trace, seams);
  }

  /** Runs to the end. */
  SeedResult run() {
    Broken broken = null;
    try {
      safety();
      liveness();
      judge();
    } catch (Broken found) {
      broken = found;
    } catch (Stopped stopped) {
      // as asked for
    } catch (RuntimeException | Error unexpected) {
      broken = new Broken(Broken.Promise.CRASH, "exception", unexpected.toString(), unexpected);
    }
    return new SeedResult(
        world.seed(),
        broken,
        trace.events(),
        schedule.nowNanos(),
        trace.hash(),
        world.ledger().acknowledged(),
        world.ledger().reads(),
        world.ledger().failures(),
        world.invariants().terms(),
        undecided ? 1 : 0,
        world.copied(),
        world.installed(),
        world.nemesis().counts());
  }

  private void safety() {
    for (Machine machine : world.machines()) {
      machine.boot();
    }
    world.clients().forEach(Client::start);
    world.subscribers().forEach(Subscriber::start);
    world.nemesis().start();
    world.operator().start();
    long end = world.settings().safetyMillis() * MILLI;
    while (schedule.step(end)) {
      checkStop();
    }
  }

  private void liveness() {
    world.nemesis().end();
    long replacing = 3 * GRACE_NANOS + ELECTIONS * world.settings().electionNanos();
    await(world.operator()::isSettled, replacing, "the operator has replaced a member");
    long patience = GRACE_NANOS + ELECTIONS * world.settings().electionNanos();
    await(this::isUnited, patience, "all members follow one leader");
    long before = world.ledger().acknowledged();
    await(() -> world.ledger().acknowledged() > before, patience, "a write is acknowledged");
    world.clients().forEach(Client::stop);
    await(this::isQuiet, patience, "all members have applied the same, and no client waits");
    awaitSubscribers(patience);
    new FinalState(world).record();
  }

  /**
   * Each subscriber must hear of the newest revision, by an event or by a word on progress. Leases
   * may still run out while the last ones hear of it, so all must know the same revision at one
   * moment: what is compared at the end must stand still.
   */
  private void awaitSubscribers(long patience) {
    long[] askAgain = {0};
    await(
        () -> {
          if (schedule.nowNanos() >= askAgain[0]) {
            askAgain[0] = schedule.nowNanos() + 500 * MILLI;
            world.subscribers().forEach(Subscriber::askForProgress);
          }
          return isQuiet() && allKnow(world.members().get(0).store().view().revision());
        },
        patience,
        "all subscribers hear of the newest revision");
  }

  private boolean allKnow(long revision) {
    return world.subscribers().stream().allMatch(subscriber -> subscriber.knows(revision));
  }

  /** What clients saw goes before the checkers of histories. */
  private void judge() {
    Verdict verdict = Checks.judge(world.recorder().history(), JUDGEMENT);
    if (!verdict.findings().isEmpty()) {
      Finding first = verdict.findings().get(0);
      throw Broken.safety(
          first.checker().name().toLowerCase(Locale.ROOT), first.promise() + ": " + first);
    }
    if (!verdict.undecided().isEmpty()) {
      undecided = true;
    }
  }

  /** What clients saw; complete after {@link #run}. */
  History history() {
    return world.recorder().history();
  }

  private void await(Condition condition, long patienceNanos, String what) {
    long end = schedule.nowNanos() + patienceNanos;
    while (!condition.holds()) {
      if (!schedule.step(end)) {
        throw new Broken(
            Broken.Promise.LIVENESS,
            "convergence",
            "not within " + patienceNanos / MILLI + " ms: " + what + "; " + world.statuses());
      }
      checkStop();
    }
  }

  private void checkStop() {
    if (trace.events() >= untilEvent) {
      throw new Stopped();
    }
  }

  private boolean isUnited() {
    long leader = 0;
    for (Machine machine : world.members()) {
      if (!machine.isUp()) {
        return false;
      }
      ReplicaStatus status = machine.replica().status();
      if (status.leaderId() == 0 || (leader != 0 && leader != status.leaderId())) {
        return false;
      }
      leader = status.leaderId();
    }
    return true;
  }

  private boolean isQuiet() {
    long applied = -1;
    for (Machine machine : world.members()) {
      if (!machine.isUp()) {
        return false;
      }
      ReplicaStatus status = machine.replica().status();
      if (status.appliedIndex() != status.committedIndex()
          || (applied >= 0 && applied != status.appliedIndex())) {
        return false;
      }
      applied = status.appliedIndex();
    }
    for (Client client : world.clients()) {
      if (!client.isIdle()) {
        return false;
      }
    }
    return true;
  }

  private interface Condition {
    boolean holds();
  }

  /** The event that was asked for has been reached. */
  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stopped() {
      super(null, null, false, false);
    }
  }
}
