package dev.balsa.server.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.server.env.SystemEnvironment;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class BackgroundTest {

  @Test
  void workThatThrowsIsToldOnAndLookedAtAgainWhenItIsWoken() throws InterruptedException {
    SystemEnvironment environment = new SystemEnvironment("test");
    IllegalStateException broken = new IllegalStateException("broken on purpose");
    CompletableFuture<RuntimeException> told = new CompletableFuture<>();
    Semaphore looks = new Semaphore(0);
    Background background =
        new Background(
            environment,
            () -> {
              looks.release();
              if (!told.isDone()) {
                throw broken;
              }
            },
            told::complete);
    assertTrue(background.wake());
    assertSame(broken, told.join());
    looks.acquire();
    assertTrue(background.wake());
    assertTrue(looks.tryAcquire(60, TimeUnit.SECONDS));
    environment.close();
    assertEquals(0, looks.availablePermits());
  }
}
