package dev.balsa.mvcc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.balsa.mvcc.backend.Backend;
import dev.balsa.mvcc.backend.MemoryBackend;
import dev.balsa.mvcc.backend.RocksBackend;
import dev.balsa.mvcc.backend.RocksConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** The store against the naive one: the same random operations, the same answers, always. */
class StoreModelTest {

  /** Small enough that versions fall out of the recent ones all the time. */
  private static final StoreConfig SMALL = new StoreConfig(8, 100, records -> {});

  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  void theStoreOverMemoryAnswersAsTheNaiveOneDoes(@ForAll long seed) {
    new Run(seed, new MemoryBackend(), old -> ((MemoryBackend) old).crashed()).go(250);
  }

  @Property(tries = 10, shrinking = ShrinkingMode.OFF)
  void theStoreOverRocksAnswersAsTheNaiveOneDoes(@ForAll long seed) throws IOException {
    Path directory = Files.createTempDirectory("balsa-model");
    RocksConfig config = new RocksConfig(64 << 10, 2, 1 << 20, 32);
    try {
      new Run(
              seed,
              RocksBackend.open(directory, config),
              old -> RocksBackend.open(directory, config))
          .go(250);
    } finally {
      deleteTree(directory);
    }
  }

  static void deleteTree(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** One random life of a store beside its naive twin. */
  private static final class Run {

    private final Scenario scenario;
    private final UnaryOperator<Backend> reopen;
    private final NaiveStore naive = new NaiveStore();

    /** The same operations in other batches, without restarts and removal: its hash must agree. */
    private final Store twin = Store.open(new MemoryBackend(), SMALL);

    private Backend backend;
    private Store store;
    private View held;
    private long index;
    private int batchLeft;
    private final List<Event> recentEvents = new ArrayList<>();

    Run(long seed, Backend backend, UnaryOperator<Backend> reopen) {
      this.scenario = new Scenario(seed);
      this.backend = backend;
      this.reopen = reopen;
      this.store = Store.open(backend, SMALL);
      this.held = store.view();
    }

    void go(int steps) {
      for (int i = 0; i < steps; i++) {
        step();
      }
      twin.close();
      store.close();
    }

    private void step() {
      index++;
      if (batchLeft == 0) {
        store.beginBatch();
        batchLeft = 1 + scenario.below(4);
      }
      twin.beginBatch();
      change();
      twin.commitBatch(index, 7);
      if (--batchLeft == 0) {
        store.commitBatch(index, 7);
        betweenBatches();
      }
    }

    private void change() {
      switch (scenario.below(20)) {
        case 0 -> {
          long id = scenario.lease();
          same(
              () -> naiveDo(() -> naive.grantLease(id, 10)),
              () -> storeDo(() -> store.grantLease(id, 10)),
              () -> storeDo(() -> twin.grantLease(id, 10)));
        }
        case 1 -> {
          long id = scenario.lease();
          same(
              () -> naive.revokeLease(id), () -> store.revokeLease(id), () -> twin.revokeLease(id));
        }
        case 2 -> {
          long id = scenario.lease();
          long left = scenario.below(9);
          same(
              () -> naiveDo(() -> naive.checkpointLease(id, left)),
              () -> storeDo(() -> store.checkpointLease(id, left)),
              () -> storeDo(() -> twin.checkpointLease(id, left)));
        }
        case 3 -> compact();
        default -> {
          Op op = scenario.op(naive.revision(), naive.compactRevision());
          if (!Scenario.isAmbiguous(op)) {
            same(() -> naive.apply(op), () -> store.apply(op), () -> twin.apply(op));
          }
        }
      }
    }

    private void compact() {
      long span = naive.revision() - naive.compactRevision();
      long at = naive.compactRevision() + scenario.below((int) Math.min(span + 2, 40));
      same(
          () -> naiveDo(() -> naive.compact(at)),
          () -> storeDo(() -> store.compact(at)),
          () -> storeDo(() -> twin.compact(at)));
    }

    private Object naiveDo(Runnable action) {
      action.run();
      return "done";
    }

    private Object storeDo(Runnable action) {
      action.run();
      return "done";
    }

    private interface Call {
      Object run();
    }

    private void same(Call expected, Call actual, Call alsoActual) {
      Object want = outcome(expected);
      assertEquals(want, outcome(actual));
      assertEquals(want, outcome(alsoActual));
      if (want instanceof Applied applied) {
        recentEvents.addAll(applied.events());
      }
    }

    private static Object outcome(Call call) {
      try {
        return call.run();
      } catch (MvccException e) {
        return e.kind();
      }
    }

    private void betweenBatches() {
      checkViews();
      if (scenario.oneIn(2)) {
        store.compactStep(1 + scenario.below(5));
      }
      if (scenario.oneIn(15)) {
        held = store.view();
        while (store.compactStep(3) > 0) {
          checkViews();
        }
        assertEquals(naive.compactRevision(), store.finishedCompactRevision());
      }
      if (scenario.oneIn(20)) {
        restart();
        checkViews();
      }
    }

    private void restart() {
      store.close();
      backend = reopen.apply(backend);
      store = Store.open(backend, SMALL);
      held = store.view();
      assertEquals(index, store.appliedIndex());
      assertEquals(7, store.appliedTerm());
    }

    private void checkViews() {
      View view = store.view();
      assertEquals(naive.revision(), view.revision());
      assertEquals(naive.compactRevision(), view.compactRevision());
      assertEquals(naive.keyCount(), view.keyCount());
      assertEquals(twin.view().stateHash(), view.stateHash());
      assertEquals(naive.leases(), store.leases().all());
      for (Lease lease : naive.leases()) {
        assertEquals(text(naive.keysOf(lease.id())), text(store.leases().keysOf(lease.id())));
      }
      for (int i = 0; i < 4; i++) {
        Op.Range range = scenario.rangeOp(naive.revision(), naive.compactRevision());
        assertEquals(outcome(() -> naive.range(range)), outcome(() -> view.range(range)));
      }
      long at = scenario.revision(naive.revision(), naive.compactRevision());
      assertEquals(
          outcome(() -> naive.hashKv(at)), outcome(() -> view.hashKv(at).hash()), "hash at " + at);
      checkHeldView();
      checkHistory(view);
      checkPrevious(view);
    }

    private static List<String> text(List<byte[]> keys) {
      return keys.stream().map(Text::of).toList();
    }

    /**
     * A read of a named revision through an old view is right or refused, whatever was removed
     * since.
     */
    private void checkHeldView() {
      long at = 1L + scenario.below((int) held.revision());
      Op.Range range = Op.Range.of(scenario.range(), at);
      Object got = outcome(() -> held.range(range).kvs());
      if (got instanceof MvccException.Kind kind) {
        assertEquals(MvccException.Kind.COMPACTED, kind);
        assertEquals(true, at < naive.compactRevision());
      } else if (at >= naive.compactRevision()) {
        assertEquals(naive.range(range).kvs(), got);
      }
    }

    private void checkHistory(View view) {
      KeyRange range = scenario.range();
      long from = Math.max(1, naive.compactRevision() - 1 + scenario.below(6));
      long to = Math.min(naive.revision(), from + scenario.below(60));
      int maxRevisions = 1 + scenario.below(5);
      int maxBytes = scenario.oneIn(3) ? 20 : 1000;
      Object want = from > to ? List.of() : outcome(() -> settled(naive.history(range, from, to)));
      Object got = outcome(() -> settled(pages(view, range, from, to, maxRevisions, maxBytes)));
      assertEquals(want, got);
    }

    /**
     * Without changes at the compacted revision that a later change of the same key in the same
     * revision replaced: compaction may remove those, and the API never lets a transaction write a
     * key twice.
     */
    private List<Event> settled(List<Event> events) {
      List<Event> kept = new ArrayList<>();
      for (int i = 0; i < events.size(); i++) {
        Event event = events.get(i);
        boolean replaced =
            events.subList(i + 1, events.size()).stream()
                .anyMatch(
                    later ->
                        later.revision() == event.revision()
                            && later.kv().compareKey(event.kv()) == 0);
        if (!replaced || event.revision() > naive.compactRevision()) {
          kept.add(event);
        }
      }
      return kept;
    }

    private static List<Event> pages(
        View view, KeyRange range, long from, long to, int maxRevisions, int maxBytes) {
      List<Event> all = new ArrayList<>();
      long next = from;
      while (next <= to) {
        HistoryPage page = view.history(range, next, to, maxRevisions, maxBytes);
        long start = next;
        page.events().forEach(event -> assertEquals(true, event.revision() >= start));
        page.events().forEach(event -> assertEquals(true, event.revision() < page.nextRevision()));
        long revisions = page.events().stream().mapToLong(Event::revision).distinct().count();
        assertEquals(true, revisions <= maxRevisions);
        assertEquals(true, page.nextRevision() > next);
        all.addAll(page.events());
        next = page.nextRevision();
      }
      return all;
    }

    private void checkPrevious(View view) {
      while (recentEvents.size() > 30) {
        recentEvents.remove(0);
      }
      for (Event event : recentEvents) {
        assertNotNull(event.wire());
        assertEquals(naive.previous(event), view.previous(event));
      }
    }
  }
}
