package dev.balsa.server.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.client.BalsaClient;
import dev.balsa.client.Bytes;
import dev.balsa.client.KeyRange;
import dev.balsa.client.KeyValue;
import dev.balsa.client.recipes.KeyRangeCache;
import dev.balsa.client.recipes.Stm;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Transactional memory and the local view. */
@AlsoOnThreeMembers
class RecipesTest extends OnEachServer {

  private static final int WORKERS = 4;
  private static final int TRANSFERS = 15;

  private long balance(String account) {
    return Long.parseLong(client.kv().get(account).await().orElseThrow().valueText());
  }

  @Test
  void concurrentTransfersLoseNothing() throws Exception {
    client.kv().put("a", "100").await();
    client.kv().put("b", "100").await();
    List<Thread> workers = new ArrayList<>();
    AtomicInteger failures = new AtomicInteger();
    for (int worker = 0; worker < WORKERS; worker++) {
      String from = worker % 2 == 0 ? "a" : "b";
      String to = worker % 2 == 0 ? "b" : "a";
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < TRANSFERS; i++) {
                  Stm.with(client).run(tx -> transfer(tx, from, to));
                }
              });
      thread.setUncaughtExceptionHandler((who, why) -> failures.incrementAndGet());
      thread.start();
      workers.add(thread);
    }
    for (Thread each : workers) {
      each.join();
    }
    assertEquals(0, failures.get());
    assertEquals(200, balance("a") + balance("b"));
    assertEquals(1 + WORKERS * TRANSFERS, client.kv().get("a").await().orElseThrow().version());
  }

  private static long transfer(Stm.Tx tx, String from, String to) {
    long left = Long.parseLong(tx.get(from).orElseThrow()) - 1;
    long more = Long.parseLong(tx.get(to).orElseThrow()) + 1;
    tx.put(from, "" + left);
    tx.put(to, "" + more);
    return left;
  }

  @Test
  void isolationDecidesWhatCountsAsAConflict() {
    client.kv().put("x", "1").await();
    for (Stm.Isolation isolation : Stm.Isolation.values()) {
      AtomicInteger runs = new AtomicInteger();
      Stm.with(client)
          .isolation(isolation)
          .run(
              tx -> {
                tx.get("x");
                if (runs.incrementAndGet() == 1) {
                  client.kv().put("x", "changed " + isolation).await();
                }
                tx.put("y", "1");
                tx.delete("z");
                return null;
              });
      assertEquals(isolation == Stm.Isolation.READ_COMMITTED ? 1 : 2, runs.get(), "" + isolation);
    }
    assertThrows(
        Stm.ConflictException.class,
        () ->
            Stm.with(client)
                .attempts(3)
                .run(
                    tx -> {
                      long revision = tx.modRevision("x");
                      client.kv().put("x", "again").await();
                      tx.put("x", "mine");
                      return revision;
                    }));
  }

  @Test
  void readsOfASnapshotAreOfOneRevisionAndSeeOwnWrites() {
    client.kv().put("p", "1").await();
    client.kv().put("q", "1").await();
    AtomicInteger runs = new AtomicInteger();
    String seen =
        Stm.with(client)
            .run(
                tx -> {
                  String p = tx.get("p").orElseThrow();
                  if (runs.incrementAndGet() == 1) {
                    client.kv().put("p", "2").await();
                    client.kv().put("q", "2").await();
                  }
                  String q = tx.get("q").orElseThrow();
                  assertEquals(p, q);
                  tx.put("p", "own");
                  tx.delete("q");
                  assertEquals(Optional.empty(), tx.get("q"));
                  return tx.get("p").orElseThrow() + q;
                });
    assertEquals("own2", seen);
  }

  @Test
  void aViewFollowsItsRange() throws Exception {
    client.kv().put("c/a", "1").await();
    client.kv().put("d", "outside").await();
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    try (KeyRangeCache cache = KeyRangeCache.follow(client, KeyRange.prefix("c/"))) {
      cache.ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
      cache.listen(
          (key, before, after) ->
              told.add(
                  key
                      + ":"
                      + before.map(KeyValue::valueText).orElse("")
                      + ">"
                      + after.map(KeyValue::valueText).orElse("")));
      client.kv().put("c/b", "2").await();
      client.kv().delete("c/a").await();
      long last = client.kv().put("c/b", "3").await().revision();
      cache.awaitRevision(last).toCompletableFuture().get(20, TimeUnit.SECONDS);
      assertEquals(List.of("c/a:>1", "c/b:>2", "c/a:1>", "c/b:2>3"), List.copyOf(told));
      assertEquals(List.of(Bytes.of("c/b")), List.copyOf(cache.snapshot().keySet()));
      assertEquals("3", cache.get("c/b").orElseThrow().valueText());
      assertTrue(cache.revision() >= last);
    }
  }

  @Test
  void aViewIsLoadedAnewWhenTheHistoryIsGone() throws Exception {
    Proxy proxy = new Proxy(server.clientPort());
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    try (BalsaClient far = BalsaClient.connect(proxy.endpoint());
        KeyRangeCache cache = KeyRangeCache.follow(far, KeyRange.prefix("c/"))) {
      client.kv().put("c/a", "1").await();
      client.kv().put("c/b", "1").await();
      long both = client.kv().put("c/c", "1").await().revision();
      cache.awaitRevision(both).toCompletableFuture().get(20, TimeUnit.SECONDS);
      cache.listen((key, before, after) -> told.add(key + (after.isPresent() ? "+" : "-")));
      proxy.cut();
      client.kv().delete("c/a").await();
      client.kv().put("c/b", "2").await();
      long last = client.kv().put("c/d", "1").await().revision();
      client.kv().compact(last).await();
      awaitEveryMember();
      proxy.restore();
      cache.awaitRevision(last).toCompletableFuture().get(20, TimeUnit.SECONDS);
      assertEquals(List.of("c/a+", "c/b+", "c/c+", "c/a-", "c/b+", "c/d+"), List.copyOf(told));
    }
    proxy.close();
  }

  @Test
  void aListenerThatFailsEndsTheViewWhenItIsLoadedAndWhenItFollows() throws Exception {
    client.kv().put("c/a", "1").await();
    BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
    try (BalsaClient slow =
            BalsaClient.builder().endpoints(server.endpoints()).executor(held::add).build();
        KeyRangeCache loading = KeyRangeCache.follow(slow, KeyRange.prefix("c/"))) {
      loading.listen(RecipesTest::fail); // nothing is there yet, so it is told nothing
      var waits = loading.awaitRevision(1);
      held.take().run();
      assertEquals("told", failure(loading.ready()));
      assertEquals("told", failure(loading.ended()));
      waits.toCompletableFuture().get(20, TimeUnit.SECONDS); // it does show that revision
      assertEquals("told", failure(loading.awaitRevision(Long.MAX_VALUE)));
    }
    try (KeyRangeCache following = KeyRangeCache.follow(client, KeyRange.prefix("c/b"))) {
      following.ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
      following.listen(RecipesTest::fail);
      client.kv().put("c/b", "1").await();
      assertEquals("told", failure(following.ended()));
    }
  }

  private static void fail(Bytes key, Optional<KeyValue> before, Optional<KeyValue> after) {
    throw new IllegalStateException("told");
  }

  private static String failure(CompletionStage<?> stage) {
    return assertThrows(
            ExecutionException.class, () -> stage.toCompletableFuture().get(20, TimeUnit.SECONDS))
        .getCause()
        .getMessage();
  }
}
