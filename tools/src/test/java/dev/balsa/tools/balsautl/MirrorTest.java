package dev.balsa.tools.balsautl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.api.Event;
import dev.balsa.api.KeyValue;
import dev.balsa.client.BalsaClient;
import dev.balsa.client.Bytes;
import dev.balsa.client.ClientClosedException;
import dev.balsa.server.BalsaServer;
import dev.balsa.tools.mirror.Mirror;
import dev.balsa.tools.mirror.MirrorException;
import dev.balsa.tools.mirror.MirrorPlan;
import dev.balsa.tools.mirror.MirrorWatcher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A cluster that is mirrored while clients write, by mirrors that do not live long. */
class MirrorTest {

  private static final String POSITIONS = "balsa.mirror/";
  private static final int TXN_OPS = 128;
  private static final int DEATHS = 5;

  /** Sixty changes each, so that every mirror has more before it than it lives for. */
  private static final int WRITES_A_LIFE = 12;

  private static final int CHANGES_A_LIFE = 400;
  private static final long PATIENCE_SECONDS = 120;

  private final long seed = Long.getLong("mirror.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Path directory = Scratch.directory();

  @AfterEach
  void clean() throws IOException {
    Scratch.delete(directory);
  }

  /** One run of a mirror between two ports. */
  private static final class Run implements MirrorWatcher {
    private final BalsaClient from;
    private final BalsaClient to;
    private final CompletableFuture<Void> ended;
    private final CompletableFuture<Void> enough = new CompletableFuture<>();
    private final long changesMax;
    private final List<String> said = new ArrayList<>();

    Run(int fromPort, int toPort, MirrorPlan plan, long changesMax) {
      this.changesMax = changesMax;
      from = BalsaClient.connect("http://127.0.0.1:" + fromPort);
      to = BalsaClient.connect("http://127.0.0.1:" + toPort);
      ended =
          CompletableFuture.runAsync(
              () -> new Mirror(from, to, plan, this).run(), task -> new Thread(task).start());
    }

    @Override
    public boolean isStopped() {
      return false;
    }

    @Override
    public synchronized void say(String text) {
      said.add(text);
    }

    synchronized String said() {
      return String.join("\n", said);
    }

    @Override
    public void progress(Progress progress) {
      if (progress.changes() >= changesMax) {
        enough.complete(null);
      }
    }

    /** What kill -9 is for the two clusters: connections end, and what was asked may be done. */
    void die() throws Exception {
      CompletableFuture.anyOf(enough, ended).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      from.close();
      to.close();
      Throwable why =
          assertThrows(
                  ExecutionException.class, () -> ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
              .getCause();
      assertTrue(why instanceof ClientClosedException, () -> said() + why);
    }

    void awaitEnd() throws Exception {
      try {
        ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } finally {
        from.close();
        to.close();
      }
    }
  }

  private static MirrorPlan plan(String prefix, String target, int txnOps, boolean untilEqual) {
    return new MirrorPlan(Bytes.of(prefix), Bytes.of(target), txnOps, true, false, untilEqual);
  }

  @Test
  void aMirrorThatDiesAgainAndAgainRepeatsEveryChangeOfAnEtcdOnceAndInOrder() throws Exception {
    Etcd.assumeThere();
    System.out.println("mirror: -Dmirror.seed=" + seed);
    try (Etcd etcd = Etcd.start(directory.resolve("etcd"));
        BalsaServer balsa = Balsa.start(directory.resolve("balsa"));
        State source = new State(etcd.port());
        State target = new State(balsa.clientPort())) {
      source.change(random, 20);
      Random writes = new Random(random.nextLong());
      for (int death = 0; death < DEATHS; death++) {
        CompletableFuture<Void> writer =
            CompletableFuture.runAsync(() -> source.change(writes, WRITES_A_LIFE));
        MirrorPlan endless = plan("", "", TXN_OPS, false);
        long life = 1L + random.nextInt(CHANGES_A_LIFE);
        new Run(etcd.port(), balsa.clientPort(), endless, life).die();
        writer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
      MirrorPlan last = plan("", "", TXN_OPS, true);
      new Run(etcd.port(), balsa.clientPort(), last, Long.MAX_VALUE).awaitEnd();
      assertEquals(contents(source, ""), contents(target, ""));
      sameChanges(source, target);
    }
  }

  /**
   * What the copy's revision was, the first position behind it says; from there all is the same.
   */
  private static void sameChanges(State source, State target) throws InterruptedException {
    List<Event> seen = target.events(2, target.revision());
    long copied = 0;
    List<String> repeated = new ArrayList<>();
    for (Event event : seen) {
      String key = event.getKv().getKey().toStringUtf8();
      String value = event.getKv().getValue().toStringUtf8();
      if (copied == 0 && key.startsWith(POSITIONS) && value.startsWith("follow")) {
        copied = Long.parseLong(value.split(" ", -1)[2]);
      } else if (copied > 0 && !key.startsWith(POSITIONS)) {
        repeated.add(text(event));
      }
    }
    List<String> made =
        source.events(copied + 1, source.revision()).stream().map(MirrorTest::text).toList();
    assertFalse(made.isEmpty());
    assertEquals(made, repeated);
  }

  private static String text(Event event) {
    KeyValue kv = event.getKv();
    return event.getType() + " " + kv.getKey().toStringUtf8() + " " + kv.getValue().hashCode();
  }

  private static SortedMap<String, Integer> contents(State state, String prefix) {
    SortedMap<String, Integer> contents = new TreeMap<>();
    for (KeyValue kv : state.keys(0)) {
      String key = kv.getKey().toStringUtf8();
      if (key.startsWith(prefix) && !key.startsWith(POSITIONS)) {
        contents.put(key.substring(prefix.length()), kv.getValue().hashCode());
      }
    }
    return contents;
  }

  @Test
  void whatWasCompactedUnseenIsMadeUpForByAnotherCopyIntoAnEtcd() throws Exception {
    Etcd.assumeThere();
    System.out.println("mirror: -Dmirror.seed=" + seed);
    try (BalsaServer balsa = Balsa.start(directory.resolve("balsa"));
        Etcd etcd = Etcd.start(directory.resolve("etcd"));
        State source = new State(balsa.clientPort());
        State target = new State(etcd.port())) {
      target.put("own", "stays", 0);
      source.put("/other", "is not asked for", 0);
      source.lease(7, 1_000);
      source.put("/key/leased", "has a lease", 7);
      source.change(random, 6);
      // Revisions of sixty changes need several transactions of sixteen operations.
      MirrorPlan small = plan("/key/", "/copy/", 16, true);
      new Run(balsa.clientPort(), etcd.port(), small, Long.MAX_VALUE).awaitEnd();
      source.change(random, 6);
      source.compact(source.revision() - 1);
      Run again = new Run(balsa.clientPort(), etcd.port(), small, Long.MAX_VALUE);
      again.awaitEnd();
      assertTrue(again.said().contains("compacted"), again.said());
      assertEquals(contents(source, "/key/"), contents(target, "/copy/"));
      assertEquals("stays", value(target, "own"));
      assertEquals("has a lease", value(target, "/copy/leased"));
      try (Etcd stranger =
          Etcd.start(directory.resolve("stranger"), "--initial-cluster-token=stranger")) {
        strangersAreRefused(balsa.clientPort(), stranger.port(), etcd.port());
      }
    }
  }

  private static String value(State state, String key) {
    return state.keys(0).stream()
        .filter(kv -> kv.getKey().toStringUtf8().equals(key))
        .map(kv -> kv.getValue().toStringUtf8())
        .findFirst()
        .orElse("");
  }

  private static void strangersAreRefused(int from, int stranger, int to) {
    Run intoFull = new Run(from, to, plan("", "", TXN_OPS, true), Long.MAX_VALUE);
    Throwable full = assertThrows(ExecutionException.class, intoFull::awaitEnd);
    assertTrue(full.getCause() instanceof MirrorException, full.toString());
    assertTrue(full.getMessage().contains("keys there already"), full.getMessage());
    Run another = new Run(stranger, to, plan("/key/", "/copy/", 16, true), Long.MAX_VALUE);
    Throwable other = assertThrows(ExecutionException.class, another::awaitEnd);
    assertTrue(other.getMessage().contains("from another cluster"), other.getMessage());
  }
}
