package dev.balsa.mvcc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.mvcc.backend.Backend;
import dev.balsa.mvcc.backend.Batch;
import dev.balsa.mvcc.backend.MemoryBackend;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a compaction asks of the backend, and how much of it at a time. */
class CompactionCostTest {

  private static final int KEYS = 5_000;
  private static final int CHANGED = 7;
  private static final int MAX_WORK = 100;

  /** Beside what it removes, a step notes how far it is: that it has begun, and that it is done. */
  private static final int NOTES = 2;

  /** How many records each write of the backend had. */
  private final List<Integer> writes = new ArrayList<>();

  /** Every other call of the backend, by name. */
  private final List<String> others = new ArrayList<>();

  private final MemoryBackend memory = new MemoryBackend();
  private final Store store = Store.open(watched(memory), StoreConfig.DEFAULT);

  private Backend watched(MemoryBackend backend) {
    return (Backend)
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("write")) {
                writes.add(((Batch) arguments[0]).count());
              } else {
                others.add(method.getName());
              }
              try {
                return method.invoke(backend, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private void put(int key) {
    store.beginBatch();
    store.apply(Op.Put.of(Scenario.bytes("key " + key), Scenario.bytes("value")));
    store.commitBatch(store.appliedIndex() + 1, 1);
  }

  /** Returns the work of each step. */
  private List<Integer> compact() {
    store.beginBatch();
    store.compact(store.revision());
    store.commitBatch(store.appliedIndex() + 1, 1);
    writes.clear();
    others.clear();
    List<Integer> steps = new ArrayList<>();
    for (int work = store.compactStep(MAX_WORK); work > 0; work = store.compactStep(MAX_WORK)) {
      steps.add(work);
    }
    return steps;
  }

  @Test
  void deadRevisionsAreDeletedByNameInBoundedStepsAndNothingIsRead() {
    for (int round = 0; round < 3; round++) {
      for (int key = 0; key < KEYS; key++) {
        put(key);
      }
    }
    List<Integer> steps = compact();
    assertEquals(List.of(), others, "no scan, no read, no flush");
    assertEquals(2L * KEYS, store.compactedVersions());
    assertTrue(steps.stream().allMatch(work -> work <= MAX_WORK), steps::toString);
    assertTrue(writes.stream().allMatch(records -> records <= MAX_WORK + NOTES), writes::toString);
    long deleted = writes.stream().mapToLong(Integer::longValue).sum();
    assertEquals(2L * KEYS + NOTES, deleted, "each dead record once, and the notes");
  }

  @Test
  void whatHasNotChangedSinceTheLastCompactionIsNotLookedAtAgain() {
    for (int key = 0; key < KEYS; key++) {
      put(key);
    }
    compact();
    for (int i = 0; i < CHANGED; i++) {
      put(i * (KEYS / CHANGED));
    }
    long work = compact().stream().mapToLong(Integer::longValue).sum();
    assertEquals(2L * CHANGED, work, "each changed key, and what it lost");
    assertEquals(CHANGED, store.compactedVersions());
  }

  @Test
  void aLongHistoryOfOneKeyIsRemovedInBoundedStepsToo() {
    for (int version = 0; version < 10 * MAX_WORK; version++) {
      put(1);
    }
    List<Integer> steps = compact();
    assertTrue(steps.size() >= 10, steps::toString);
    assertTrue(writes.stream().allMatch(records -> records <= MAX_WORK + NOTES), writes::toString);
    assertEquals(10L * MAX_WORK - 1, store.compactedVersions());
  }

  @Test
  void whatACrashInterruptedIsFinishedByTheNextStartUnasked() {
    for (int version = 0; version < 4 * MAX_WORK; version++) {
      put(version % 3);
    }
    store.beginBatch();
    store.compact(store.revision());
    store.commitBatch(store.appliedIndex() + 1, 1);
    assertTrue(store.compactStep(MAX_WORK) > 0);
    store.flush();
    assertTrue(store.compactStep(MAX_WORK) > 0);
    long removedBefore = MAX_WORK - 1;
    Store next = Store.open(memory.crashed(), StoreConfig.DEFAULT);
    assertEquals(store.scheduledCompactRevision(), next.scheduledCompactRevision());
    assertTrue(next.finishedCompactRevision() < next.scheduledCompactRevision());
    while (next.compactStep(MAX_WORK) > 0) {
      assertEquals(3, next.view().keyCount());
    }
    assertEquals(next.scheduledCompactRevision(), next.finishedCompactRevision());
    assertEquals(4L * MAX_WORK - 3 - removedBefore, next.compactedVersions());
  }

  @Test
  void writesAndReadsBetweenTheStepsSeeNothingOfIt() {
    for (int version = 0; version < 4 * MAX_WORK; version++) {
      put(version % 3);
    }
    store.beginBatch();
    store.compact(store.revision());
    store.commitBatch(store.appliedIndex() + 1, 1);
    for (int key = 3; store.compactStep(MAX_WORK / 4) > 0; key++) {
      put(key);
      assertEquals(key + 1, store.view().keyCount());
    }
    assertEquals(store.scheduledCompactRevision(), store.finishedCompactRevision());
  }
}
