package dev.balsa.server.interop;

import io.grpc.ClientInterceptor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Random sequences of requests on fresh pairs of servers; a sequence that ends in a difference is
 * cut down to few requests.
 */
final class Duel {
  private static final int SHRINKING_RUNS_MAX = Integer.getInteger("interop.shrinks", 40);

  private final Supplier<Subject> second;
  private final ClientInterceptor[] beforeSecond;
  private long requests;
  private long events;

  /** Compares etcd with a second server, to which the interceptors stand in front. */
  Duel(Supplier<Subject> second, ClientInterceptor... beforeSecond) {
    this.second = second;
    this.beforeSecond = beforeSecond;
  }

  /** A difference and the requests that lead to it. */
  record Finding(String difference, List<Long> steps, List<String> requests) {
    String text() {
      return difference
          + "\nafter "
          + requests.size()
          + " requests, the last of which is the one that differs:\n  "
          + String.join("\n  ", last(requests));
    }

    private static List<String> last(List<String> requests) {
      return requests.subList(Math.max(0, requests.size() - 60), requests.size());
    }
  }

  /** Requests that were sent to each server. */
  long requests() {
    return requests;
  }

  /** Events whose equality was seen. */
  long events() {
    return events;
  }

  /** The steps of one sequence. */
  static List<Long> steps(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Long> steps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      steps.add(random.nextLong());
    }
    return steps;
  }

  /** Plays one sequence on two fresh servers; null, or the first difference. */
  Finding play(List<Long> steps) {
    try (Lockstep lockstep = new Lockstep(second, beforeSecond)) {
      String difference = null;
      int played = 0;
      while (difference == null && played < steps.size()) {
        difference = lockstep.step(steps.get(played++));
      }
      if (difference == null) {
        difference = lockstep.finish();
      }
      requests += lockstep.requests();
      events += lockstep.eventsCompared();
      return difference == null
          ? null
          : new Finding(difference, steps.subList(0, played), lockstep.sent());
    }
  }

  /** Leaves out steps as long as something still differs. */
  Finding shrink(Finding found) {
    Finding smallest = found;
    int runs = 0;
    for (int chunk = Math.max(1, found.steps().size() / 2); chunk >= 1; chunk /= 2) {
      for (int from = 0; from < smallest.steps().size() - 1 && runs < SHRINKING_RUNS_MAX; runs++) {
        List<Long> fewer = new ArrayList<>(smallest.steps());
        fewer.subList(from, Math.min(from + chunk, fewer.size() - 1)).clear();
        Finding again = play(fewer);
        if (again != null) {
          smallest = again;
        } else {
          from += chunk;
        }
      }
    }
    return smallest;
  }
}
