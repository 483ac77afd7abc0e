package dev.balsa.server.interop;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/**
 * The same random requests to a real etcd 3.4 and to Balsa: every reply and every watch event is
 * equal, but for what {@link KnownDifferences} names. A failure prints its seed; {@code
 * -Dinterop.seed=} repeats it and {@code -Dinterop.requests=} makes the run longer.
 */
class DifferentialTest {
  private static final int REQUESTS = Integer.getInteger("interop.requests", 12_000);
  private static final int REQUESTS_A_SEQUENCE = 2_000;

  @Test
  void everyReplyIsEtcds() {
    Programs.assumeOnPath("etcd");
    long seed = Long.getLong("interop.seed", ThreadLocalRandom.current().nextLong());
    System.out.println("differential: -Dinterop.seed=" + seed + " -Dinterop.requests=" + REQUESTS);
    Duel duel = new Duel(Subjects::balsa);
    for (int sequence = 0; duel.requests() < REQUESTS; sequence++) {
      Duel.Finding found = duel.play(Duel.steps(seed + sequence, REQUESTS_A_SEQUENCE));
      if (found != null) {
        System.out.println("differential: a difference, now being cut down: " + found.difference());
        fail("-Dinterop.seed=" + (seed + sequence) + "\n" + duel.shrink(found).text());
      }
    }
    System.out.println(
        "differential: "
            + duel.requests()
            + " requests, "
            + duel.events()
            + " watch events compared");
  }
}
