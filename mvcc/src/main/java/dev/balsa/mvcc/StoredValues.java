package dev.balsa.mvcc;

import dev.balsa.mvcc.backend.Backend;
import dev.balsa.mvcc.backend.Space;

/** Reads versions from the heap if they are recent, else from the backend. Any thread. */
final class StoredValues implements ValueSource {

  private final Backend backend;
  private final RecentValues recent;
  private final ListedLeaves listed;

  StoredValues(Backend backend, RecentValues recent, ListedLeaves listed) {
    this.backend = backend;
    this.recent = recent;
    this.listed = listed;
  }

  /** What is kept ready for lists. */
  ListedLeaves listed() {
    return listed;
  }

  Backend backend() {
    return backend;
  }

  /** A version was written: whoever reads its key finds the new one where the old one was. */
  void written(int sub, KeyValue kv) {
    recent.refresh(sub, kv);
  }

  @Override
  public KeyValue value(byte[] key, long main, int sub) {
    KeyValue kv = recent.get(key, main, sub);
    return kv != null ? kv : stored(key, main, sub);
  }

  private KeyValue stored(byte[] key, long main, int sub) {
    byte[] wire = backend.get(Space.KEY, RevisionKey.of(main, sub, false));
    if (wire == null) {
      throw new Vanished(key, main, sub);
    }
    KeyValue kv = KeyValue.parse(wire);
    if (kv.modRevision() != main || !kv.keyEquals(key)) {
      throw new MvccException(
          MvccException.Kind.CORRUPT,
          "revision "
              + main
              + "_"
              + sub
              + " of key "
              + Text.of(key)
              + " holds another version: "
              + kv);
    }
    recent.put(sub, kv);
    return kv;
  }
}
