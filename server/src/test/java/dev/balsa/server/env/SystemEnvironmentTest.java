package dev.balsa.server.env;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SystemEnvironmentTest {

  private static final long PATIENCE_SECONDS = 60;

  private final CountDownLatch release = new CountDownLatch(1);

  private void untilReleased() {
    try {
      assertTrue(release.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void neitherACrowdOfClientsNorOtherChoresKeepAMemberFromFlushing() throws Exception {
    CountDownLatch flushed = new CountDownLatch(1);
    try (SystemEnvironment environment = new SystemEnvironment("test")) {
      while (environment.execute(this::untilReleased)) {
        assertTrue(release.getCount() > 0);
      }
      int merges = 0;
      while (environment.maintain(Chore.MERGING, this::untilReleased)) {
        merges++;
      }
      assertTrue(merges >= SystemEnvironment.MAX_WAITING_CHORES, "they have places of their own");
      assertTrue(environment.maintain(Chore.SAVING, this::untilReleased));
      assertTrue(environment.maintain(Chore.FLUSHING, flushed::countDown));
      boolean inTime = flushed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertFalse(environment.execute(() -> {}), "the crowd is still there");
      release.countDown();
      assertTrue(inTime);
    }
  }
}
