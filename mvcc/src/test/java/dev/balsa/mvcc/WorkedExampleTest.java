package dev.balsa.mvcc;

import static dev.balsa.mvcc.Scenario.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.balsa.mvcc.backend.MemoryBackend;
import dev.balsa.mvcc.backend.Space;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The life that the package documentation tells, so that it stays true. */
class WorkedExampleTest {

  private final MemoryBackend backend = new MemoryBackend();
  private final Store store = Store.open(backend, StoreConfig.DEFAULT);

  private void live() {
    store.beginBatch();
    store.apply(Op.Put.of(bytes("a"), bytes("x")));
    store.apply(
        new Op.Txn(
            List.of(),
            List.of(Op.Put.of(bytes("b"), bytes("1")), Op.Put.of(bytes("a"), bytes("y"))),
            List.of()));
    store.apply(new Op.Delete(KeyRange.single(bytes("a")), false));
    store.apply(Op.Put.of(bytes("b"), bytes("2")));
    store.apply(Op.Put.of(bytes("a"), bytes("z")));
    store.commitBatch(5, 1);
  }

  private String storedAfterCompactionAt(long revision) {
    store.beginBatch();
    store.compact(revision);
    store.commitBatch(5 + revision, 1);
    int steps = 0;
    while (store.compactStep(1) > 0) {
      steps++;
    }
    assertEquals(true, steps > 0);
    List<String> stored = new ArrayList<>();
    backend.scan(
        Space.KEY,
        null,
        null,
        (key, value) -> {
          String mark = RevisionKey.isTombstone(key) ? "t" : "";
          stored.add(RevisionKey.main(key) + "_" + RevisionKey.sub(key) + mark);
          return true;
        });
    return String.join(" ", stored);
  }

  @Test
  void everyRevisionIsReadAsTold() {
    live();
    List<String> seen = new ArrayList<>();
    for (long revision = 1; revision <= 6; revision++) {
      List<KeyValue> kvs =
          store.view().range(Op.Range.of(KeyRange.single(bytes("a")), revision)).kvs();
      seen.add(kvs.isEmpty() ? "-" : Text.of(kvs.get(0).value()) + kvs.get(0).version());
    }
    assertEquals(List.of("-", "\"x\"1", "\"y\"2", "-", "-", "\"z\"1"), seen);
  }

  @Test
  void everyCompactionRemovesWhatIsTold() {
    live();
    assertEquals("2_0 3_0 3_1 4_0t 5_0 6_0", storedAfterCompactionAt(2));
    assertEquals("3_0 3_1 4_0t 5_0 6_0", storedAfterCompactionAt(3));
    assertEquals("3_0 4_0t 5_0 6_0", storedAfterCompactionAt(4));
    assertEquals("5_0 6_0", storedAfterCompactionAt(5));
  }
}
