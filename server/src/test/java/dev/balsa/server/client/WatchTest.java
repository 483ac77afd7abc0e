package dev.balsa.server.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.client.BalsaClient;
import dev.balsa.client.Bytes;
import dev.balsa.client.ClientClosedException;
import dev.balsa.client.CompactedException;
import dev.balsa.client.Delete;
import dev.balsa.client.InvalidRequestException;
import dev.balsa.client.KeyRange;
import dev.balsa.client.Put;
import dev.balsa.client.Txn;
import dev.balsa.client.Watch;
import dev.balsa.client.WatchBatch;
import dev.balsa.client.WatchEvent;
import dev.balsa.client.WatchIterator;
import dev.balsa.client.Watcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a watch tells while nothing is broken. */
class WatchTest extends OnEachServer {

  @Test
  void aWatchReplaysThePastAndFollowsThePresent() {
    long first = client.kv().put("k1", "a").await().revision();
    client.kv().put("k2", "b").await();
    Recorder seen = new Recorder();
    try (Watcher watcher = client.watches().listen(Watch.prefix("k").fromRevision(first), seen)) {
      assertEquals(first, watcher.started().await());
      client.kv().put("other", "x").await();
      client.kv().delete("k1").await();
      assertEquals(List.of("k1=a", "k2=b", "-k1"), seen.awaitChanges(3));
      assertEquals(first + 4, watcher.nextRevision());
    }
  }

  @Test
  void aWatchFromNowOnTellsEverythingAfterItStarted() {
    client.kv().put("k", "before").await();
    awaitEveryMember();
    Recorder seen = new Recorder();
    try (Watcher watcher = client.watches().listen(Watch.key("k"), seen)) {
      long from = watcher.started().await();
      assertEquals(from, client.kv().put("k", "after").await().revision());
      assertEquals(List.of("k=after"), seen.awaitChanges(1));
    }
  }

  @Test
  void changesOfOneRevisionComeTogetherAndWithWhatWasBefore() {
    client.kv().put("a", "1").await();
    awaitEveryMember();
    try (WatchIterator changes =
        client.watches().iterate(Watch.range(KeyRange.all()).withPrevious())) {
      changes.watcher().started().await();
      client.kv().commit(Txn.of(Put.of("a", "2"), Put.of("b", "1"), Delete.key("c"))).await();
      WatchBatch batch = changes.poll(PATIENCE).orElseThrow();
      assertEquals(2, batch.events().size());
      assertEquals("1", batch.events().get(0).previous().orElseThrow().valueText());
      assertTrue(batch.events().get(1).isCreate());
      assertEquals(batch.revision(), batch.events().get(1).revision());
    }
  }

  @Test
  void filtersKeepOutWhatIsNotWanted() {
    Recorder puts = new Recorder();
    Recorder deletes = new Recorder();
    Watcher first = client.watches().listen(Watch.key("k").putsOnly(), puts);
    Watcher second = client.watches().listen(Watch.key("k").deletesOnly(), deletes);
    first.started().await();
    second.started().await();
    client.kv().put("k", "1").await();
    client.kv().delete("k").await();
    client.kv().put("k", "2").await();
    client.kv().delete("k").await();
    assertEquals(List.of("k=1", "k=2"), puts.awaitChanges(2));
    assertEquals(List.of("-k", "-k"), deletes.awaitChanges(2));
    first.close();
    second.close();
  }

  @Test
  void aWatchIntoTheForgottenPastEndsWithTheRevisionToGoOnFrom() {
    client.kv().put("k", "a").await();
    long last = client.kv().put("k", "b").await().revision();
    client.kv().compact(last).await();
    awaitEveryMember();
    Recorder seen = new Recorder();
    Watcher watcher = client.watches().listen(Watch.key("k").fromRevision(1), seen);
    CompactedException compacted = assertInstanceOf(CompactedException.class, seen.awaitEnd());
    assertEquals(last, compacted.compactRevision());
    assertThrows(CompactedException.class, () -> watcher.ended().await());
    try (WatchIterator changes = client.watches().iterate(Watch.key("k").fromRevision(1))) {
      assertThrows(CompactedException.class, changes::hasNext);
    }
  }

  @Test
  void aRangeThatCannotHoldAKeyIsRefused() {
    Recorder seen = new Recorder();
    Watcher watcher =
        client.watches().listen(Watch.range(KeyRange.between(Bytes.of("b"), Bytes.of("a"))), seen);
    assertInstanceOf(InvalidRequestException.class, seen.awaitEnd());
    assertThrows(InvalidRequestException.class, () -> watcher.started().await());
  }

  @Test
  void aThousandWatchesShareAFewStreamsAndEachTellsItsOwn() {
    List<Recorder> recorders = new ArrayList<>();
    List<Watcher> watchers = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      recorders.add(new Recorder());
      watchers.add(client.watches().listen(Watch.key("key-" + i), recorders.get(i)));
    }
    watchers.forEach(each -> each.started().await(PATIENCE));
    for (int i = 0; i < 1_000; i += 111) {
      client.kv().put("key-" + i, "v").await();
      assertEquals(List.of("key-" + i + "=v"), recorders.get(i).awaitChanges(1));
    }
    assertEquals(List.of(), recorders.get(1).changes());
    watchers.forEach(Watcher::close);
  }

  @Test
  void aSlowListenerLosesNothingAndHoldsUpNobody() throws Exception {
    CountDownLatch blocked = new CountDownLatch(1);
    Recorder slow = new Recorder();
    Recorder quick = new Recorder();
    Watcher first =
        client
            .watches()
            .listen(
                Watch.prefix("k"),
                batch -> {
                  awaitQuietly(blocked);
                  slow.onBatch(batch);
                });
    Watcher second = client.watches().listen(Watch.prefix("k"), quick);
    first.started().await();
    second.started().await();
    String large = "x".repeat(100_000);
    int puts = 200;
    for (int i = 0; i < puts; i++) {
      client.kv().put("k" + i, large).await();
    }
    quick.awaitChanges(puts);
    assertEquals(List.of(), slow.changes());
    long half = first.nextRevision();
    assertTrue(half < second.nextRevision(), "the slow watch read on to " + half);
    blocked.countDown();
    slow.awaitChanges(puts);
    assertEquals(quick.revisions(), slow.revisions());
    first.close();
    second.close();
  }

  @Test
  void listenersThatBlockHoldUpNeitherRequestsNorOtherListeners() throws Exception {
    int listeners = 40;
    CountDownLatch inside = new CountDownLatch(listeners);
    CountDownLatch blocked = new CountDownLatch(1);
    for (int i = 0; i < listeners; i++) {
      client
          .watches()
          .listen(
              Watch.key("stop"),
              batch -> {
                inside.countDown();
                awaitQuietly(blocked);
              })
          .started()
          .await();
    }
    Recorder quick = new Recorder();
    client.watches().listen(Watch.key("k"), quick).started().await();
    client.kv().put("stop", "now").await();
    assertTrue(inside.await(PATIENCE.toSeconds(), TimeUnit.SECONDS), "not called: " + inside);
    client.kv().put("k", "1").await(PATIENCE);
    assertEquals(List.of("k=1"), quick.awaitChanges(1));
    blocked.countDown();
  }

  @Test
  void aListenerThatFailsEndsItsWatchHoweverItFails() {
    Watcher broken =
        client
            .watches()
            .listen(
                Watch.key("k"),
                batch -> {
                  throw new AssertionError("broken");
                });
    broken.started().await();
    client.kv().put("k", "1").await();
    ExecutionException ended =
        assertThrows(
            ExecutionException.class,
            () -> broken.ended().get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    assertInstanceOf(AssertionError.class, ended.getCause());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertTrue(latch.await(60, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aPublisherTellsAsMuchAsWasRequested() throws Exception {
    BlockingQueue<Object> told = new LinkedBlockingQueue<>();
    Flow.Subscription[] subscription = new Flow.Subscription[1];
    long from = client.kv().put("k", "0").await().revision();
    client
        .watches()
        .publisher(Watch.key("k").fromRevision(from + 1))
        .subscribe(
            new Flow.Subscriber<>() {
              @Override
              public void onSubscribe(Flow.Subscription given) {
                subscription[0] = given;
                told.add("subscribed");
              }

              @Override
              public void onNext(WatchBatch batch) {
                told.add(batch.events().stream().map(each -> each.kv().valueText()).toList());
              }

              @Override
              public void onError(Throwable failure) {
                told.add(failure);
              }

              @Override
              public void onComplete() {
                told.add("complete");
              }
            });
    assertEquals("subscribed", told.poll(20, TimeUnit.SECONDS));
    for (int i = 1; i <= 3; i++) {
      client.kv().put("k", "" + i).await();
    }
    // A server may tell several changes at once, so what is counted is batches.
    List<String> values = new ArrayList<>();
    while (values.size() < 3) {
      assertTrue(told.isEmpty(), "told what nobody had requested");
      subscription[0].request(1);
      List<?> batch = assertInstanceOf(List.class, told.poll(20, TimeUnit.SECONDS));
      batch.forEach(each -> values.add((String) each));
    }
    assertEquals(List.of("1", "2", "3"), values);
    subscription[0].cancel();
  }

  @Test
  void anIteratorThatIsNotReadIsNotFilledAndLosesNothing() {
    String large = "x".repeat(100_000);
    int puts = 200;
    Recorder other = new Recorder();
    client.watches().listen(Watch.prefix("k"), other).started().await();
    try (WatchIterator changes = client.watches().iterate(Watch.prefix("k"))) {
      changes.watcher().started().await();
      long last = 0;
      for (int i = 0; i < puts; i++) {
        last = client.kv().put("k" + i, large).await().revision();
        // In step, so that each change comes alone: so many batches are more than wait here.
        other.awaitChanges(i + 1);
      }
      long readTo = changes.watcher().nextRevision();
      assertTrue(readTo < last, "read on to " + readTo + " of " + last);
      int read = 0;
      while (read < puts) {
        for (WatchEvent event : changes.poll(PATIENCE).orElseThrow().events()) {
          assertEquals("k" + read++, event.keyText());
        }
      }
    }
  }

  @Test
  void anIteratorEndsWhenItIsClosed() throws Exception {
    WatchIterator changes = client.watches().iterate(Watch.key("k"));
    assertTrue(changes.poll(Duration.ofMillis(20)).isEmpty());
    Thread closer = new Thread(changes::close);
    closer.start();
    assertFalse(changes.hasNext());
    closer.join();
  }

  @Test
  void watchesEndWithTheirClient() {
    Recorder seen = new Recorder();
    BalsaClient other = BalsaClient.connect(server.endpoints());
    other.watches().listen(Watch.key("k"), seen).started().await();
    other.close();
    assertInstanceOf(ClientClosedException.class, seen.awaitEnd());
    assertThrows(ClientClosedException.class, () -> other.watches().listen(Watch.key("k"), seen));
    assertThrows(ClientClosedException.class, () -> other.kv().get("k").await());
  }
}
