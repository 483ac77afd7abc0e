package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.History;
import dev.balsa.jepsen.history.KeyVersion;
import dev.balsa.jepsen.history.Operation;
import dev.balsa.jepsen.history.Outcome;
import dev.balsa.jepsen.history.Request;
import dev.balsa.jepsen.history.StateReading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A correct run of concurrent clients against {@link NaiveEtcd}, from one seed: each operation is
 * invoked, takes effect at some moment and returns later; some never return and take effect late or
 * not at all.
 */
final class RandomRun {

  /** What a run is like. */
  record Shape(
      int clients, int operations, int keys, double unknownRate, boolean leasesAndCompaction) {}

  private record Event(long time, int order, Runnable action) {}

  final NaiveEtcd etcd = new NaiveEtcd();
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
  }

  static History history(long seed, Shape shape) {
    RandomRun run = new RandomRun(seed, shape);
    run.go();
    return run.history();
  }

  private void at(long time, Runnable action) {
    events.add(new Event(time, order++, action));
  }

  private void go() {
    for (int client = 0; client < shape.clients(); client++) {
      int number = client;
      at(random.nextInt(1000), () -> invoke(number));
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
        int delay = random.nextInt(random.nextInt(10) == 0 ? 100_000 : 1000);
        at(now + delay, () -> etcd.apply(request));
      }
      operations.add(
          new Operation(
              client, member, invoked, Operation.NEVER, request, new Outcome.Unknown("timed out")));
      at(now + 2000, () -> invoke(client));
      return;
    }
    if (random.nextInt(200) == 0) {
      end(client, member, invoked, request, new Outcome.Refused("etcdserver: too many requests"));
      return;
    }
    long effect = now + random.nextInt(1000);
    at(effect, () -> end(client, member, invoked, request, answer(request)));
  }

  private Outcome answer(Request request) {
    if (request instanceof Request.Range range && range.serializable() && range.revision() == 0) {
      long lag = random.nextInt(3);
      long revision = Math.max(Math.max(1, etcd.compacted), etcd.revision() - lag);
      return new Outcome.Answered(NaiveEtcd.rangeAt(range, etcd.state(revision), revision));
    }
    NaiveEtcd.Answer answer = etcd.apply(request);
    return answer.error() == null
        ? new Outcome.Answered(answer.reply())
        : new Outcome.Refused(answer.error());
  }

  private void end(int client, String member, long invoked, Request request, Outcome outcome) {
    long returned = now + random.nextInt(500);
    operations.add(new Operation(client, member, invoked, returned, request, outcome));
    at(returned + 1 + random.nextInt(300), () -> invoke(client));
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
    return new History(
        null, operations, List.of(), List.of(), List.copyOf(finals), List.of());
  }
}
