package dev.balsa.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.balsa.server.env.Clock;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SimpleTokensTest {

  private static final long TTL_NANOS = 300_000_000_000L;

  private static final class HandClock implements Clock {
    private long nanos;

    @Override
    public long nanoTime() {
      return nanos;
    }

    @Override
    public long wallMillis() {
      return nanos / 1_000_000;
    }
  }

  @Test
  void logInsGoOnWhenTheTokensThatFilledTheTableHaveEnded() {
    HandClock clock = new HandClock();
    SimpleTokens tokens = new SimpleTokens(clock, new Random(1), TTL_NANOS);
    for (int i = 0; i < SimpleTokens.MAX_TOKENS; i++) {
      tokens.assign("user", "token." + i);
    }
    assertNull(tokens.newPrefix());
    clock.nanos = TTL_NANOS;
    assertNull(tokens.newPrefix(), "they are good to the last moment");
    clock.nanos = 2 * TTL_NANOS;
    assertNotNull(tokens.newPrefix());
    assertEquals(0, tokens.size());
  }
}
