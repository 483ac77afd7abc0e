package dev.balsa.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.api.KVGrpc;
import org.junit.jupiter.api.Test;

/** A crowd makes all calls slow; telling of each would make them slower still. */
final class SlowCallsTest {
  private static final long LIMIT = 300_000_000L;

  @Test
  void ofACrowdOfSlowCallsSomeAreToldInEverySecond() {
    SlowCalls slow = new SlowCalls(KVGrpc.getPutMethod(), LIMIT);
    int told = 0;
    for (int i = 0; i < 16_000; i++) {
      told += slow.isTold(LIMIT + 1, 1_000 + i) ? 1 : 0;
    }
    assertEquals(100 + 159, told);
    assertTrue(slow.isTold(LIMIT + 1, 2_000_000_000L), "a second later");
  }

  @Test
  void quickCallsAreNotToldNorCounted() {
    SlowCalls slow = new SlowCalls(KVGrpc.getPutMethod(), LIMIT);
    for (int i = 0; i < 1_000; i++) {
      assertFalse(slow.isTold(LIMIT, i));
    }
    assertTrue(slow.isTold(LIMIT + 1, 1_001));
    assertFalse(new SlowCalls(KVGrpc.getPutMethod(), 0).isTold(LIMIT + 1, 5), "switched off");
  }
}
