package dev.balsa.jepsen.live.scenario;

import dev.balsa.jepsen.history.StateReading;
import dev.balsa.jepsen.live.client.Admin;
import dev.balsa.jepsen.live.client.Connections;
import dev.balsa.jepsen.live.client.Journal;
import dev.balsa.jepsen.live.client.Load;
import dev.balsa.jepsen.live.client.LoadPlan;
import dev.balsa.jepsen.live.client.Watcher;
import dev.balsa.jepsen.live.client.Workload;
import dev.balsa.jepsen.live.cluster.Cluster;
import dev.balsa.jepsen.live.cluster.Etcdctl;
import dev.balsa.jepsen.live.judge.Agreement;
import dev.balsa.jepsen.live.judge.Gaps;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * One cluster under load, and what a scenario does to it. Used by one thread, the nemesis, while
 * the clients work.
 */
public final class Run implements AutoCloseable {
  private static final int READERS = 6;
  private static final int DEADLINE_MILLIS = 2_000;
  private static final int PROGRESS_SECONDS_MAX = 120;
  private static final int LOOK_AGAIN_MILLIS = 20;
  private static final int FRESH_STORE_REVISION = 1;

  private final String name;
  private final Setup setup;
  private final Cluster cluster;
  private final Connections connections;
  private final Admin admin;
  private final SplittableRandom random;
  private final TreeSet<Integer> members = new TreeSet<>();
  private Journal journal = new Journal();
  private Gaps gaps = new Gaps();
  private long startNanos = System.nanoTime();
  private long firstRevision = FRESH_STORE_REVISION + 1;
  private int round;
  private Load load;

  /** Starts a new cluster of so many members. */
  Run(String name, Setup setup, int count, List<String> flags)
      throws IOException, InterruptedException {
    this(name, setup, count, flags, Optional.empty());
  }

  /** The same, with dates that can be moved if there is a library for it. */
  Run(String name, Setup setup, int count, List<String> flags, Optional<Path> faketime)
      throws IOException, InterruptedException {
    this.name = name;
    this.setup = setup;
    random = new SplittableRandom(setup.seed());
    Path directory = Files.createTempDirectory(setup.directory(), name + "-");
    cluster =
        faketime.isPresent()
            ? Cluster.withFakeClocks(setup.program(), directory, count, flags, faketime.get())
            : new Cluster(setup.program(), directory, count, flags);
    IntStream.range(0, count).forEach(members::add);
    try {
      cluster.start();
    } catch (IOException | InterruptedException e) {
      cluster.close();
      throw e;
    }
    connections =
        new Connections(cluster.clientPorts().stream().map(port -> "127.0.0.1:" + port).toList());
    admin = new Admin(connections);
  }

  /** Clients on servers that run already, and that nobody does anything to. */
  Run(String name, Setup setup, List<String> endpoints) {
    this.name = name + "-" + Long.toHexString(System.nanoTime()) + "-";
    this.setup = setup;
    random = new SplittableRandom(setup.seed());
    cluster = null;
    IntStream.range(0, endpoints.size()).forEach(members::add);
    connections = new Connections(endpoints);
    admin = new Admin(connections);
  }

  /** So many writers begin, and readers at all members, and a watcher at each follower. */
  void load(int writers, List<Workload> workloads, int pauseMillis) throws InterruptedException {
    int leader = awaitLeader();
    List<Integer> followers = members.stream().filter(member -> member != leader).toList();
    round++;
    load =
        new Load(
            connections,
            new LoadPlan(
                name + round,
                random.nextLong(),
                workloads,
                writers,
                READERS,
                pauseMillis,
                DEADLINE_MILLIS,
                followers.isEmpty() ? List.of(leader) : followers,
                firstRevision),
            journal);
    awaitWrites(writers);
  }

  /** Begins anew on the same cluster, which is at rest: what was judged is forgotten. */
  void nextRound() throws InterruptedException {
    journal = new Journal();
    gaps = new Gaps();
    startNanos = System.nanoTime();
    int member = members.first();
    if (round > 0) {
      admin.deletePrefix(member, name + round + "/");
    }
    long revision = new Agreement(admin, journal).awaitRest(List.copyOf(members));
    firstRevision = revision + 1;
    if (revision > FRESH_STORE_REVISION) {
      journal
          .recorder()
          .initialState(
              new StateReading(
                  connections.name(member),
                  journal.recorder().stamp(),
                  revision,
                  admin.hash(member, revision).getCompactRevision(),
                  0,
                  admin.contents(member, revision),
                  null));
    }
  }

  Cluster cluster() {
    return cluster;
  }

  Admin admin() {
    return admin;
  }

  SplittableRandom random() {
    return random;
  }

  /** The members that the cluster has now. */
  NavigableSet<Integer> members() {
    return members;
  }

  Connections connections() {
    return connections;
  }

  /** How often to do it: as asked for, else so often. */
  int rounds(int full, int brief) {
    return setup.rounds() > 0 ? setup.rounds() : pick(full, brief);
  }

  /** A number that is smaller in the short form. */
  int pick(int full, int brief) {
    return setup.isShort() ? brief : full;
  }

  /** Tells people, and the history. */
  void say(String what) {
    journal.recorder().note(what);
    setup
        .progress()
        .accept("%7.1f s  %-20s %s".formatted((System.nanoTime() - startNanos) / 1e9, name, what));
  }

  /** A fault of some kind begins now. */
  void fault(String kind, String what) {
    gaps.fault(kind);
    say(kind + ": " + what);
  }

  /** Waits until one leads; who it is. */
  int awaitLeader() throws InterruptedException {
    return awaitLeaderOf(List.copyOf(members));
  }

  /** Waits until one of these leads; who it is. */
  int awaitLeaderOf(List<Integer> some) throws InterruptedException {
    return admin.awaitLeader(some);
  }

  /** Some member that does not lead. */
  int follower(int leader) {
    List<Integer> others = members.stream().filter(member -> member != leader).toList();
    return others.get(random.nextInt(others.size()));
  }

  /** Waits until so many more writes are acknowledged: the cluster makes progress. */
  void awaitWrites(int more) throws InterruptedException {
    long enough = journal.acknowledgedWrites() + more;
    long last = journal.acknowledgedWrites();
    int still = 0;
    while (last < enough) {
      Thread.sleep(LOOK_AGAIN_MILLIS);
      long now = journal.acknowledgedWrites();
      still = now == last ? still + 1 : 0;
      last = now;
      if (still > PROGRESS_SECONDS_MAX * 1_000 / LOOK_AGAIN_MILLIS) {
        throw new AssertionError("no write succeeded within " + PROGRESS_SECONDS_MAX + " s");
      }
    }
  }

  /** Waits until a member has applied everything that was acknowledged when it was asked. */
  void awaitCaughtUp(int member) throws InterruptedException {
    long wanted = Long.MAX_VALUE;
    String last = "";
    for (int i = 0; i < PROGRESS_SECONDS_MAX * 1_000 / LOOK_AGAIN_MILLIS; i++) {
      try {
        wanted = wanted == Long.MAX_VALUE ? admin.revision(awaitLeader()) : wanted;
        long local = admin.localCount(member).getHeader().getRevision();
        if (local >= wanted) {
          return;
        }
        last = "it is at revision " + local + ", not at " + wanted;
      } catch (StatusRuntimeException e) {
        last = e.toString(); // the leader changes, or the member is not there yet
        connections.retryNow(member);
      }
      Thread.sleep(LOOK_AGAIN_MILLIS);
    }
    throw new AssertionError(
        "member %d has not caught up after %d s: %s".formatted(member, PROGRESS_SECONDS_MAX, last));
  }

  /** The real {@code etcdctl} on the members that answer. */
  Etcdctl etcdctl() {
    return new Etcdctl(cluster.endpoints(admin.answering()));
  }

  /** The load ends, everything heals, and what came of it is judged. */
  Result judged() throws InterruptedException, IOException {
    heal();
    long events = 0;
    long resumed = 0;
    List<Integer> all = List.copyOf(members);
    if (load != null) {
      load.stop();
      long revision = new Agreement(admin, journal).awaitRest(all);
      say("at rest at revision " + revision + ", comparing");
      awaitWatchers(revision);
      for (Watcher watcher : load.watchers()) {
        events += watcher.events();
        resumed += watcher.resumed();
      }
      load.close();
      new Agreement(admin, journal).check(all, firstRevision, revision);
      new HistoryChecks(journal).judge();
      load = null;
    }
    return result(events, resumed);
  }

  private void heal() {
    if (cluster != null) {
      cluster.links().heal();
    }
  }

  private void awaitWatchers(long revision) throws InterruptedException {
    for (Watcher watcher : load.watchers()) {
      for (int i = 0; watcher.lastRevision() < revision; i++) {
        if (i > PROGRESS_SECONDS_MAX * 1_000 / LOOK_AGAIN_MILLIS) {
          journal.violation(
              "a watcher is at revision "
                  + watcher.lastRevision()
                  + " of "
                  + revision
                  + " and gets nothing more");
          return;
        }
        Thread.sleep(LOOK_AGAIN_MILLIS);
      }
    }
  }

  /** What came of it if it could not be played to the end. */
  Result broken(Throwable why) {
    journal.violation(String.valueOf(why));
    return result(0, 0);
  }

  private Result result(long events, long resumed) {
    return new Result(
        name,
        new ArrayList<>(journal.violations()),
        gaps.counts(),
        gaps.millis(journal.acknowledgedAt()),
        journal.acknowledgedWrites(),
        journal.answeredReads(),
        events,
        resumed,
        journal.errors(),
        (System.nanoTime() - startNanos) / 1_000_000,
        journal.history());
  }

  Journal journal() {
    return journal;
  }

  @Override
  public void close() throws IOException {
    heal();
    if (load != null) {
      load.close();
    }
    connections.close();
    if (cluster != null) {
      cluster.close();
    }
  }
}
