package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.History;
import dev.balsa.jepsen.history.KeyVersion;
import dev.balsa.jepsen.history.Operation;
import dev.balsa.jepsen.history.Outcome;
import dev.balsa.jepsen.history.Reply;
import dev.balsa.jepsen.history.Request;
import dev.balsa.jepsen.history.StateReading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;

/**
 * A correct run of concurrent clients against {@link NaiveEtcd}, from one seed: each operation is
 * invoked, takes effect at some moment and returns later; some never return and take effect late or
 * not at all. Leases run out by a virtual clock. {@link RandomWatches} adds watchers.
 */
final class RandomRun {

  private static final long MILLI = 1_000_000;

  /** What a run is like. */
  record Shape(
      int clients,
      int operations,
      int keys,
      double unknownRate,
      boolean leasesAndCompaction,
      int watches) {}

  private record Event(long time, int order, Runnable action) {}

  final NaiveEtcd etcd = new NaiveEtcd();

  /** When each revision was made, and what was compacted when. */
  final TreeMap<Long, Long> madeAt = new TreeMap<>();

  final TreeMap<Long, Long> compactedAt = new TreeMap<>();
  private final TreeMap<Long, Long> deadlines = new TreeMap<>();
  private final Random random;
  private final Shape shape;
  private final RandomRequests requests;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::time).thenComparingInt(Event::order));
  private final List<Operation> operations = new ArrayList<>();
  private long now;
  private int order;
  private int started;

  private RandomRun(long seed, Shape shape) {
    this.random = new Random(seed);
    this.shape = shape;
    this.requests = new RandomRequests(random, etcd, shape.keys(), shape.leasesAndCompaction());
    madeAt.put(1L, 0L);
  }

  static History history(long seed, Shape shape) {
    RandomRun run = new RandomRun(seed, shape);
    run.go();
    return run.history();
  }

  private void in(long millis, Runnable action) {
    events.add(new Event(now + millis * MILLI + random.nextInt(1000), order++, action));
  }

  private void go() {
    for (int client = 0; client < shape.clients(); client++) {
      int number = client;
      in(random.nextInt(1000), () -> invoke(number));
    }
    while (!events.isEmpty()) {
      Event event = events.poll();
      now = event.time();
      event.action().run();
    }
  }

  private void invoke(int client) {
    if (started++ >= shape.operations()) {
      return;
    }
    long invoked = now;
    String member = "m" + (1 + random.nextInt(3));
    Request request = requests.next();
    if (random.nextDouble() < shape.unknownRate()) {
      if (random.nextInt(3) > 0) {
        in(random.nextInt(random.nextInt(10) == 0 ? 100_000 : 1000), () -> execute(request));
      }
      operations.add(
          new Operation(
              client, member, invoked, Operation.NEVER, request, new Outcome.Unknown("timed out")));
      in(2000, () -> invoke(client));
    } else if (random.nextInt(200) == 0) {
      end(client, member, invoked, request, new Outcome.Refused("etcdserver: too many requests"));
    } else {
      in(random.nextInt(1000), () -> end(client, member, invoked, request, answer(request)));
    }
  }

  private Outcome answer(Request request) {
    if (request instanceof Request.Range range && range.serializable() && range.revision() == 0) {
      long revision = Math.max(1, etcd.revision() - random.nextInt(3));
      revision = Math.max(revision, etcd.compacted);
      return new Outcome.Answered(NaiveEtcd.rangeAt(range, etcd.state(revision), revision));
    }
    NaiveEtcd.Answer answer = execute(request);
    return answer.error() == null
        ? new Outcome.Answered(answer.reply())
        : new Outcome.Refused(answer.error());
  }

  private NaiveEtcd.Answer execute(Request request) {
    if (request instanceof Request.KeepAlive keepAlive) {
      Long ttl = etcd.leases.get(keepAlive.id());
      if (ttl != null) {
        live(keepAlive.id(), ttl);
      }
      return new NaiveEtcd.Answer(
          new Reply.KeepAlive(etcd.revision(), ttl == null ? 0 : ttl), null);
    }
    if (request instanceof Request.TimeToLive asked) {
      Long ttl = etcd.leases.get(asked.id());
      long left = ttl == null ? -1 : (deadlines.get(asked.id()) - now) / 1000 / MILLI;
      return new NaiveEtcd.Answer(
          new Reply.TimeToLive(etcd.revision(), left, ttl == null ? 0 : ttl, List.of()), null);
    }
    long before = etcd.revision();
    NaiveEtcd.Answer answer = etcd.apply(request);
    if (etcd.revision() > before) {
      madeAt.put(etcd.revision(), now);
    }
    if (answer.reply() instanceof Reply.Grant grant) {
      live(grant.id(), grant.ttlSeconds());
    }
    if (answer.reply() instanceof Reply.Compact) {
      compactedAt.put(now, etcd.compacted);
    }
    return answer;
  }

  private void live(long lease, long ttlSeconds) {
    deadlines.put(lease, now + ttlSeconds * 1000 * MILLI);
    in(ttlSeconds * 1000 + 1 + random.nextInt(500), () -> expire(lease));
  }

  private void expire(long lease) {
    if (etcd.leases.containsKey(lease) && deadlines.get(lease) < now) {
      execute(new Request.Revoke(lease));
    }
  }

  private void end(int client, String member, long invoked, Request request, Outcome outcome) {
    long executed = now;
    in(
        random.nextInt(500),
        () -> {
          operations.add(
              new Operation(client, member, invoked, Math.max(now, executed), request, outcome));
          in(1 + random.nextInt(300), () -> invoke(client));
        });
  }

  private History history() {
    operations.sort(Comparator.comparingLong(Operation::invoked));
    List<StateReading> finals = new ArrayList<>();
    List<KeyVersion> kvs = List.copyOf(etcd.state(etcd.revision()).values());
    for (int member = 1; member <= 3; member++) {
      finals.add(
          new StateReading(
              "m" + member,
              now + 1,
              etcd.revision(),
              etcd.compacted,
              kvs.hashCode() | 1L << 40,
              kvs,
              List.copyOf(etcd.leases.keySet())));
    }
    RandomWatches watches = new RandomWatches(this, random, shape, now);
    return new History(
        null, operations, watches.starts, watches.messages, List.copyOf(finals), List.of());
  }
}
