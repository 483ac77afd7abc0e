package dev.balsa.client.recipes;

import dev.balsa.client.Bytes;
import dev.balsa.client.Compare;
import dev.balsa.client.Delete;
import dev.balsa.client.Get;
import dev.balsa.client.GetResult;
import dev.balsa.client.KeyValue;
import dev.balsa.client.Kv;
import dev.balsa.client.Op;
import dev.balsa.client.Put;
import dev.balsa.client.Txn;
import dev.balsa.client.recipes.Stm.Isolation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** One run of a function: what it has read, and what it wants to write. */
final class Attempt implements Stm.Tx {

  private final Kv kv;
  private final Isolation isolation;
  private final Map<String, Optional<KeyValue>> reads = new LinkedHashMap<>();
  private final Map<String, Write> writes = new LinkedHashMap<>();

  /** The revision of the first read, of which all reads are. */
  private long snapshot;

  /** What shall be under a key; nothing for a removal. */
  private record Write(Optional<String> value, Op op) {}

  Attempt(Kv kv, Isolation isolation) {
    this.kv = kv;
    this.isolation = isolation;
  }

  @Override
  public Optional<String> get(String key) {
    Write written = writes.get(key);
    return written != null ? written.value() : read(key).map(KeyValue::valueText);
  }

  @Override
  public long modRevision(String key) {
    return read(key).map(KeyValue::modRevision).orElse(0L);
  }

  private Optional<KeyValue> read(String key) {
    Optional<KeyValue> known = reads.get(key);
    if (known == null || isolation == Isolation.READ_COMMITTED) {
      GetResult result = kv.get(Get.key(Bytes.of(key)).atRevision(snapshot)).await();
      if (ofOneRevision() && snapshot == 0) {
        snapshot = result.revision();
      }
      known = result.first();
      reads.put(key, known);
    }
    return known;
  }

  private boolean ofOneRevision() {
    return isolation == Isolation.SERIALIZABLE_SNAPSHOT || isolation == Isolation.SERIALIZABLE;
  }

  @Override
  public void put(String key, String value) {
    put(key, value, 0);
  }

  @Override
  public void put(String key, String value, long lease) {
    writes.put(key, new Write(Optional.of(value), Put.of(key, value).withLease(lease)));
  }

  @Override
  public void delete(String key) {
    writes.put(key, new Write(Optional.empty(), Delete.key(key)));
  }

  /** Holds only if nothing that this isolation protects has changed. */
  Txn commit() {
    Txn commit = Txn.when().then(writes.values().stream().map(Write::op).toArray(Op[]::new));
    if (isolation != Isolation.READ_COMMITTED) {
      for (Map.Entry<String, Optional<KeyValue>> read : reads.entrySet()) {
        long revision = read.getValue().map(KeyValue::modRevision).orElse(0L);
        commit = commit.and(Compare.modRevision(read.getKey()).equalTo(revision));
      }
    }
    if (isolation == Isolation.SERIALIZABLE_SNAPSHOT && snapshot > 0) {
      for (String key : writes.keySet()) {
        commit = commit.and(Compare.modRevision(key).lessThan(snapshot + 1));
      }
    }
    return commit;
  }
}
