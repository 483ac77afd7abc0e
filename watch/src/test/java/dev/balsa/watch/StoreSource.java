package dev.balsa.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.balsa.mvcc.Applied;
import dev.balsa.mvcc.Event;
import dev.balsa.mvcc.KeyRange;
import dev.balsa.mvcc.Op;
import dev.balsa.mvcc.Store;
import dev.balsa.mvcc.StoreConfig;
import dev.balsa.mvcc.backend.MemoryBackend;
import java.util.ArrayList;
import java.util.List;

/**
 * A real store in memory, written in batches of up to three revisions as a server would, beside a
 * naive one that says what its events must be.
 */
final class StoreSource implements Play.Source, AutoCloseable {

  private static final int BATCH = 3;

  private static final StoreConfig FEW_VALUES_IN_MEMORY = new StoreConfig(4, 64, records -> {});

  final Store store = Store.open(new MemoryBackend(), FEW_VALUES_IN_MEMORY);
  final WatchHub hub;
  private final NaiveHistory naive = new NaiveHistory();
  private final List<Applied> batch = new ArrayList<>();
  private boolean open;
  private long index;

  StoreSource(WatchConfig config) {
    hub = new WatchHub(store::view, config);
  }

  @Override
  public void write(NaiveHistory.Write... writes) {
    apply(writes);
    if (batch.size() == BATCH) {
      publishAll();
    }
  }

  @Override
  public void writeUnseen(NaiveHistory.Write... writes) {
    publishAll();
    apply(writes);
    commit();
    batch.clear();
  }

  private void apply(NaiveHistory.Write... writes) {
    begin();
    List<Op> ops = new ArrayList<>();
    for (NaiveHistory.Write write : writes) {
      byte[] key = write.key().getBytes(UTF_8);
      ops.add(
          write.value() == null
              ? new Op.Delete(KeyRange.single(key), false)
              : Op.Put.of(key, write.value().getBytes(UTF_8)));
    }
    Op op = ops.size() == 1 ? ops.get(0) : new Op.Txn(List.of(), ops, List.of());
    Applied applied = store.apply(op);
    List<Event> expected = naive.apply(writes);
    assertEquals(expected == null ? List.of() : expected, applied.events());
    if (expected != null) {
      batch.add(applied);
    }
  }

  private void begin() {
    if (!open) {
      store.beginBatch();
      open = true;
    }
  }

  private void commit() {
    if (open) {
      store.commitBatch(++index, 1);
      open = false;
    }
  }

  @Override
  public void publishAll() {
    commit();
    for (Applied applied : batch) {
      hub.publish(applied.events(), applied.revision());
      hub.doWork();
    }
    batch.clear();
  }

  @Override
  public void compact(long revision) {
    begin();
    store.compact(revision);
    publishAll();
    naive.compact(revision);
  }

  @Override
  public void compactStep(int work) {
    publishAll();
    store.compactStep(work);
  }

  @Override
  public long revision() {
    return hub.revision();
  }

  @Override
  public long compactRevision() {
    return naive.compactRevision();
  }

  @Override
  public StreamCheck.Truth truth() {
    return naive;
  }

  @Override
  public void close() {
    store.close();
  }
}
