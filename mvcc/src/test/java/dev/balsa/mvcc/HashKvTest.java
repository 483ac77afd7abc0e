package dev.balsa.mvcc;

import static dev.balsa.mvcc.Scenario.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.balsa.mvcc.backend.MemoryBackend;
import org.junit.jupiter.api.Test;

/** The hashes that etcd 3.4 gave for the same requests. */
class HashKvTest {

  private final Store store = Store.open(new MemoryBackend(), StoreConfig.DEFAULT);

  private void put(String key, String value) {
    store.apply(Op.Put.of(bytes(key), bytes(value)));
  }

  private void live() {
    store.beginBatch();
    put("a", "1");
    put("b", "2");
    put("a", "3");
    store.apply(new Op.Delete(KeyRange.single(bytes("b")), false));
    put("c", "5");
    put("b", "6");
    put("a", "7");
    store.commitBatch(1, 1);
  }

  private void assertHash(long expected, long revision) {
    assertEquals(expected, Integer.toUnsignedLong(store.view().hashKv(revision).hash()));
  }

  @Test
  void theHashIsEtcdsBeforeAndAfterCompactionHoweverFarTheRemovalHasCome() {
    live();
    assertHash(1935252773L, 0);
    assertHash(1125682900L, 5);
    assertHash(1935252773L, 8);
    store.beginBatch();
    store.compact(6);
    store.commitBatch(2, 1);
    do {
      assertHash(2500047726L, 0);
      assertHash(2209373877L, 7);
      assertHash(2500047726L, 8);
    } while (store.compactStep(1) > 0);
    assertEquals(new HashKv((int) 2209373877L, 6, 7, 8), store.view().hashKv(7));
  }

  @Test
  void whereNoKeyExistsWhatTheCompactionKeptCountsAsInEtcd() {
    store.beginBatch();
    put("a", "1");
    put("a", "2");
    store.compact(2);
    store.apply(new Op.Delete(KeyRange.single(bytes("a")), false));
    store.commitBatch(1, 1);
    do {
      assertHash(1363947557L, 0);
    } while (store.compactStep(1) > 0);
    assertHash(1363947557L, 0);
  }
}
