package dev.balsa.mvcc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.balsa.mvcc.backend.MemoryBackend;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TxnAbortTest {

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The delete comes first, and the put relies on what it removed: etcd 3.4 ends with a panic here.
   */
  @Test
  void aTransactionThatFailsHalfWayLeavesNothingBehind() {
    MemoryBackend backend = new MemoryBackend();
    Store store = Store.open(backend, StoreConfig.DEFAULT);
    store.beginBatch();
    store.apply(Op.Put.of(bytes("a"), bytes("1")));
    store.apply(Op.Put.of(bytes("b"), bytes("2")));
    Op delete = new Op.Delete(KeyRange.from(bytes("a")), false);
    Op put = new Op.Put(bytes("b"), new byte[0], 0, false, true, false);
    Op.Txn txn = new Op.Txn(List.of(), List.of(delete, put), List.of());
    MvccException refused = assertThrows(MvccException.class, () -> store.apply(txn));
    assertEquals(MvccException.Kind.KEY_NOT_FOUND, refused.kind());
    store.apply(Op.Put.of(bytes("c"), bytes("3")));
    store.commitBatch(1, 1);
    store.flush();
    assertEquals(3, store.view().keyCount());
    assertEquals(4, store.view().revision());
    Store again = Store.open(backend.crashed(), StoreConfig.DEFAULT);
    assertEquals(3, again.view().keyCount());
    assertEquals(4, again.view().revision());
  }
}
