package dev.balsa.jepsen.live;

import dev.balsa.api.Event;
import dev.balsa.api.KeyValue;
import dev.balsa.api.RangeResponse;
import dev.balsa.jepsen.live.cluster.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Rounds of {@code kill -9} under concurrent writers on one data directory. After each restart:
 * every acknowledged write is there with the revision that the acknowledgement named, no write is
 * there twice, and the revisions have no hole.
 *
 * <pre>
 * jepsen-tests/bin/kill-rounds 1000            kills server/bin/balsa a thousand times
 * jepsen-tests/bin/kill-rounds 30 /usr/bin/etcd 42    another server, and a seed
 * </pre>
 */
public final class KillRounds {
  private static final int WRITERS = 32;
  private static final int ACKNOWLEDGED_BEFORE_KILL_MAX = 1_000;

  private final SplittableRandom random;
  private final Consumer<String> progress;
  private final Map<String, Long> seen = new HashMap<>();
  private long checkedRevision = 1;
  private long acknowledgedInAll;

  /**
   * Prepares a run.
   *
   * @param seed decides when each round is killed
   * @param progress gets one line a round
   */
  public KillRounds(long seed, Consumer<String> progress) {
    random = new SplittableRandom(seed);
    this.progress = progress;
  }

  /** Acknowledged writes that were found again. */
  public long acknowledged() {
    return acknowledgedInAll;
  }

  /**
   * Kills the server so many times.
   *
   * @throws AssertionError if a promise is broken
   */
  public void run(ServerProcess server, int rounds) throws IOException, InterruptedException {
    server.start();
    for (int round = 1; round <= rounds; round++) {
      Writers writers = new Writers(server.clientPort(), round, WRITERS);
      int enough = 1 + random.nextInt(ACKNOWLEDGED_BEFORE_KILL_MAX);
      writers.awaitAcknowledged(enough);
      server.kill();
      Map<String, Long> acknowledged = writers.acknowledgedAtTheEnd();
      server.start();
      long before = checkedRevision;
      check(server.clientPort(), acknowledged);
      acknowledgedInAll += acknowledged.size();
      progress.accept(
          "round %d/%d: killed after %d acknowledgements; %d sent, %d acknowledged, %d applied, revision %d"
              .formatted(
                  round,
                  rounds,
                  enough,
                  writers.attempts(),
                  acknowledged.size(),
                  checkedRevision - before,
                  checkedRevision));
    }
  }

  private void check(int clientPort, Map<String, Long> acknowledged) throws InterruptedException {
    try (ReadBack reader = new ReadBack(clientPort)) {
      RangeResponse now = reader.count();
      long revision = now.getHeader().getRevision();
      checkHistory(reader.history(checkedRevision + 1, revision), revision);
      for (Map.Entry<String, Long> write : acknowledged.entrySet()) {
        Long found = seen.get(write.getKey());
        require(
            write.getValue().equals(found),
            write.getKey()
                + " was acknowledged at revision "
                + write.getValue()
                + " and is "
                + (found == null ? "lost" : "at " + found));
      }
      require(
          now.getCount() == seen.size(),
          "history tells of " + seen.size() + " keys, there are " + now.getCount());
    }
  }

  /** One put a revision, none left out, no key twice. */
  private void checkHistory(List<Event> events, long revision) {
    for (Event event : events) {
      KeyValue kv = event.getKv();
      checkedRevision++;
      require(
          kv.getModRevision() == checkedRevision,
          "expected revision " + checkedRevision + ", came " + event);
      require(
          event.getType() == Event.EventType.PUT && kv.getVersion() == 1,
          "not a first put: " + event);
      require(kv.getKey().equals(kv.getValue()), "a value that nobody wrote: " + event);
      Long earlier = seen.put(kv.getKey().toStringUtf8(), checkedRevision);
      require(earlier == null, "put twice, at " + earlier + " too: " + event);
    }
    require(
        checkedRevision == revision, "history ends at " + checkedRevision + " before " + revision);
  }

  private static void require(boolean promise, String otherwise) {
    if (!promise) {
      throw new AssertionError(otherwise);
    }
  }

  /** {@code ROUNDS [SERVER [SEED]]}. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int rounds = Integer.parseInt(arguments[0]);
    Path program = Path.of(arguments.length > 1 ? arguments[1] : "server/bin/balsa");
    long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : ProcessHandle.current().pid();
    System.out.println("seed " + seed);
    Path data = Files.createTempDirectory("kill-rounds");
    boolean passed = false;
    try (ServerProcess server = new ServerProcess(program.toAbsolutePath(), data.resolve("data"))) {
      KillRounds run = new KillRounds(seed, System.out::println);
      run.run(server, rounds);
      passed = true;
      System.out.println(
          "nothing lost: " + run.acknowledged() + " acknowledged writes over " + rounds + " kills");
    } finally {
      if (passed) {
        delete(data);
      } else {
        System.out.println("the data is kept in " + data);
      }
    }
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
