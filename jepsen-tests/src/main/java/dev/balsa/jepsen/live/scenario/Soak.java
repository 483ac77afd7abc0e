package dev.balsa.jepsen.live.scenario;

import dev.balsa.jepsen.live.client.Workload;
import dev.balsa.jepsen.live.cluster.FakeClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Random faults under a mix of workloads for as long as asked, in rounds of half a minute or so:
 * after each the clients stop, the members come to rest, what clients saw is judged, and the next
 * begins on the same cluster.
 *
 * @param minutes how long
 * @param workloads what the writers do, in turn
 * @param nemeses what happens, in an order of chance, each once before any comes again; none on
 *     servers that somebody else runs
 * @param writers how many
 * @param pauseMillis how long a client rests between operations, so that a history can be judged
 */
public record Soak(
    int minutes, List<Workload> workloads, List<Nemesis> nemeses, int writers, int pauseMillis) {
  private static final int MEMBERS = 3;
  private static final int ROUND_SECONDS = 20;
  private static final List<String> FLAGS =
      List.of("--snapshot-count=1000", "--snapshot-catchup-entries=500");

  /** Runs it on a cluster of its own; each round's result is handed over as it comes. */
  public void run(Setup setup, Consumer<Result> results) throws IOException, InterruptedException {
    Optional<Path> faketime =
        nemeses.contains(Nemesis.CLOCK_SKEW) ? FakeClock.library() : Optional.empty();
    try (Run run = new Run("soak", setup, MEMBERS, FLAGS, faketime)) {
      rounds(run, results);
    }
  }

  /** Runs it on servers that run already: no faults. */
  public void run(Setup setup, List<String> endpoints, Consumer<Result> results)
      throws IOException, InterruptedException {
    try (Run run = new Run("soak", setup, endpoints)) {
      rounds(run, results);
    }
  }

  private void rounds(Run run, Consumer<Result> results) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
    boolean passed = true;
    Deck<Nemesis> faults = new Deck<>(nemeses, run.random());
    while (passed && System.nanoTime() < end) {
      Result result = round(run, faults);
      passed = result.passed();
      results.accept(result);
    }
  }

  private Result round(Run run, Deck<Nemesis> faults) throws InterruptedException {
    try {
      run.nextRound();
      run.load(writers, workloads, pauseMillis);
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(ROUND_SECONDS);
      while (System.nanoTime() < end) {
        if (nemeses.isEmpty()) {
          Faults.lull(run);
        } else {
          faults.next().strike(run);
        }
      }
      return run.judged();
    } catch (AssertionError | RuntimeException | IOException e) {
      return run.broken(e);
    }
  }
}
