package dev.balsa.mvcc;

import dev.balsa.mvcc.backend.Backend;
import dev.balsa.mvcc.backend.Batch;
import dev.balsa.mvcc.backend.Space;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The small spaces beside the key space, for the applying thread: reads see what the open batch has
 * written already.
 */
final class AuxiliarySpaces {

  private static final byte[] DELETED = {};

  private final Backend backend;

  /**
   * Written by the open batch and not in the backend yet; {@link #DELETED}, by identity, marks a
   * removal.
   */
  private final Map<Space, Map<byte[], byte[]>> pending = new EnumMap<>(Space.class);

  AuxiliarySpaces(Backend backend) {
    this.backend = backend;
  }

  void put(Batch batch, Space space, byte[] key, byte[] value) {
    batch.put(space, key, value);
    pendingOf(space).put(key.clone(), value.clone());
  }

  void delete(Batch batch, Space space, byte[] key) {
    batch.delete(space, key);
    pendingOf(space).put(key.clone(), DELETED);
  }

  private Map<byte[], byte[]> pendingOf(Space space) {
    return pending.computeIfAbsent(space, s -> new TreeMap<>(Arrays::compareUnsigned));
  }

  @SuppressWarnings("ReferenceEquality") // An empty value is not a removal.
  byte[] get(Space space, byte[] key) {
    Map<byte[], byte[]> written = pending.get(space);
    byte[] value = written == null ? null : written.get(key);
    if (value != null) {
      return value == DELETED ? null : value;
    }
    return backend.get(space, key);
  }

  @SuppressWarnings("ReferenceEquality")
  void scan(Space space, Backend.Visitor visitor) {
    TreeMap<byte[], byte[]> all = new TreeMap<>(Arrays::compareUnsigned);
    backend.scan(
        space,
        null,
        null,
        (key, value) -> {
          all.put(key, value);
          return true;
        });
    Map<byte[], byte[]> written = pending.get(space);
    if (written != null) {
      all.putAll(written);
    }
    for (Map.Entry<byte[], byte[]> entry : all.entrySet()) {
      if (entry.getValue() != DELETED && !visitor.visit(entry.getKey(), entry.getValue())) {
        return;
      }
    }
  }

  void endBatch() {
    pending.clear();
  }
}
