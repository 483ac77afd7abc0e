package dev.balsa.jepsen.sim;

import dev.balsa.jepsen.history.HistoryFile;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Runs seed after seed, tells how far it is, and ends with the worst that was found. */
final class Soak {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long REPORT_SECONDS = 10;

  private final Options options;
  private final PrintStream out;
  private final String commit;
  private final Tally tally = new Tally();
  private final AtomicLong nextSeed = new AtomicLong();
  private final AtomicReference<Broken.Promise> worst = new AtomicReference<>();
  private final long startNanos = System.nanoTime();
  private long reportedNanos = startNanos;

  Soak(Options options, PrintStream out, String commit) {
    this.options = options;
    this.out = out;
    this.commit = commit;
    this.nextSeed.set(options.firstSeed());
  }

  /** Runs all seeds. Returns the exit code of the process. */
  int run() throws InterruptedException {
    say("seeds from " + options.firstSeed() + " on, commit " + commit);
    List<Thread> threads = new ArrayList<>();
    for (int i = 1; i < options.threads(); i++) {
      Thread thread = new Thread(this::work, "sim-" + i);
      threads.add(thread);
      thread.start();
    }
    work();
    for (Thread thread : threads) {
      thread.join();
    }
    say(tally.line(realSeconds()));
    say(tally.details());
    return worst.get() == null ? 0 : worst.get().exitCode;
  }

  private void work() {
    while (true) {
      long seed = nextSeed.getAndIncrement();
      if (seed - options.firstSeed() >= options.seeds() || timeIsOver()) {
        return;
      }
      SeedRun run =
          new SeedRun(
              seed,
              Settings.draw(seed),
              options.trace() ? out : null,
              options.filter(),
              options.untilEvent());
      SeedResult result = run.run();
      writeHistory(run);
      tally.add(result);
      report(result);
    }
  }

  private void writeHistory(SeedRun run) {
    if (options.historyFile() != null) {
      try {
        HistoryFile.write(Path.of(options.historyFile()), run.history());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private boolean timeIsOver() {
    return options.minutes() > 0
        && System.nanoTime() - startNanos > options.minutes() * 60 * NANOS_PER_SECOND;
  }

  private double realSeconds() {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  private synchronized void report(SeedResult result) {
    if (!result.isClean()) {
      say(failure(result, commit));
      worst.accumulateAndGet(result.broken().promise(), Soak::worse);
      if (options.seeds() == 1) {
        result.broken().printStackTrace(out);
      }
    }
    if (options.seeds() == 1) {
      say(summary(result));
    }
    if (System.nanoTime() - reportedNanos > REPORT_SECONDS * NANOS_PER_SECOND) {
      reportedNanos = System.nanoTime();
      say(tally.line(realSeconds()));
    }
  }

  private static Broken.Promise worse(Broken.Promise one, Broken.Promise other) {
    return one == null || other.exitCode < one.exitCode ? other : one;
  }

  /** The one line that says what was found, and how to see it again. */
  static String failure(SeedResult result, String commit) {
    return String.format(
        Locale.ROOT,
        "BROKEN seed %d, %s, %s, event %d, commit %s; repeat: jepsen-tests/bin/sim --seed %d --trace --until %d",
        result.seed(),
        result.broken().promise().name().toLowerCase(Locale.ROOT),
        result.broken().getMessage(),
        result.events(),
        commit,
        result.seed(),
        result.events());
  }

  private static String summary(SeedResult result) {
    return String.format(
        Locale.ROOT,
        "seed %d: %d events, %.3f virtual seconds, trace hash %016x",
        result.seed(),
        result.events(),
        result.virtualNanos() / 1e9,
        result.traceHash());
  }

  private synchronized void say(String line) {
    out.println(line);
  }
}
