package dev.balsa.mvcc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.mvcc.MvccException.Kind;
import dev.balsa.mvcc.backend.Batch;
import dev.balsa.mvcc.backend.MemoryBackend;
import dev.balsa.mvcc.backend.Space;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What does not fit together on disk is refused at the start, with the key and the revision in the
 * message.
 */
class StoreDamageTest {

  private static final byte[] KEY = Scenario.bytes("k");

  /** Revision 2: k=1. Revision 3: k=2, other=1. Revision 4: k deleted. Revision 5: k=3. */
  private static MemoryBackend filled() {
    MemoryBackend backend = new MemoryBackend();
    Store store = Store.open(backend, StoreConfig.DEFAULT);
    store.beginBatch();
    store.apply(Op.Put.of(KEY, Scenario.bytes("1")));
    store.apply(
        new Op.Txn(
            List.of(),
            List.of(
                Op.Put.of(KEY, Scenario.bytes("2")),
                Op.Put.of(Scenario.bytes("other"), Scenario.bytes("1"))),
            List.of()));
    store.apply(new Op.Delete(KeyRange.single(KEY), false));
    store.apply(Op.Put.of(KEY, Scenario.bytes("3")));
    store.commitBatch(1, 1);
    store.close();
    return backend.crashed();
  }

  private static MvccException refusal(MemoryBackend backend) {
    return assertThrows(MvccException.class, () -> Store.open(backend, StoreConfig.DEFAULT));
  }

  private static MvccException refusalAfter(Batch damage) {
    MemoryBackend backend = filled();
    backend.write(damage);
    MvccException refusal = refusal(backend);
    assertEquals(Kind.CORRUPT, refusal.kind());
    return refusal;
  }

  private static void assertSays(MvccException refusal, String... parts) {
    for (String part : parts) {
      assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
    }
  }

  @Test
  void aMissingChangeIsNoticedWhereverItIsMissing() {
    List<byte[]> keys = new ArrayList<>();
    filled().scan(Space.KEY, null, null, (key, value) -> keys.add(key));
    assertEquals(5, keys.size());
    for (byte[] key : keys) {
      Batch damage = new Batch();
      damage.delete(Space.KEY, key);
      assertSays(refusalAfter(damage), "revision");
    }
  }

  @Test
  void aVersionThatContradictsItsHistoryIsNamed() {
    Batch damage = new Batch();
    KeyValue wrong = KeyValue.of(KEY, 2, 3, 7, Scenario.bytes("2"), 0);
    damage.put(Space.KEY, RevisionKey.of(3, 0, false), wrong.wire());
    assertSays(refusalAfter(damage), "\"k\"", "3_0", "version 7");
  }

  @Test
  void aVersionThatIsNoMessageIsNamed() {
    Batch damage = new Batch();
    damage.put(Space.KEY, RevisionKey.of(3, 1, false), new byte[] {0x0a, 0x7f});
    assertSays(refusalAfter(damage), "3_1", "runs over the end");
  }

  @Test
  void aDeletionOfWhatDoesNotExistIsNamed() {
    Batch damage = new Batch();
    damage.put(Space.KEY, RevisionKey.of(6, 0, true), new byte[] {0x0a, 1, 'x'});
    assertSays(refusalAfter(damage), "\"x\"", "6_0");
  }

  @Test
  void aRecordUnderAnUnknownFormOfKeyIsNamed() {
    Batch damage = new Batch();
    damage.put(Space.KEY, new byte[] {1, 2, 3}, new byte[0]);
    assertSays(refusalAfter(damage), "\\x01\\x02\\x03");
  }

  @Test
  void aFormatFromTheFutureIsRefused() {
    MemoryBackend backend = filled();
    Batch newer = new Batch();
    newer.put(Space.META, Scenario.bytes("balsaFormat"), Scenario.bytes("2"));
    backend.write(newer);
    MvccException refusal = refusal(backend);
    assertEquals(Kind.NEWER_FORMAT, refusal.kind());
    assertSays(refusal, "format version 2", "up to 1");
  }

  @Test
  void aVersionThatVanishesUnderARunningStoreIsReportedAndNotServed() {
    MemoryBackend backend = filled();
    Store store = Store.open(backend, StoreConfig.DEFAULT);
    Batch damage = new Batch();
    damage.delete(Space.KEY, RevisionKey.of(5, 0, false));
    backend.write(damage);
    Op.Range read = Op.Range.of(KeyRange.single(KEY), 0);
    MvccException refusal = assertThrows(MvccException.class, () -> store.view().range(read));
    assertEquals(Kind.CORRUPT, refusal.kind());
    assertSays(refusal, "\"k\"", "5_0");
  }

  @Test
  void aRestoredBackupMayJumpOverRevisionsWithAnEmptyRecord() {
    MemoryBackend backend = filled();
    Batch bump = new Batch();
    bump.put(Space.KEY, RevisionKey.of(1000, 0, false), new byte[0]);
    bump.put(Space.META, Scenario.bytes("scheduledCompactRev"), RevisionKey.of(1000, 0, false));
    backend.write(bump);
    try (Store store = Store.open(backend, StoreConfig.DEFAULT)) {
      assertEquals(1000, store.view().revision());
      assertEquals(1000, store.view().compactRevision());
      store.beginBatch();
      store.apply(Op.Put.of(KEY, Scenario.bytes("4")));
      store.commitBatch(2, 1);
      assertEquals(1001, store.view().revision());
      assertEquals(
          2, store.view().range(Op.Range.of(KeyRange.single(KEY), 0)).kvs().get(0).version());
    }
  }
}
