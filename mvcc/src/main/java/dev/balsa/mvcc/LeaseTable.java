package dev.balsa.mvcc;

import java.util.List;

/** Under construction: the signatures stand, the behaviour follows. */
@SuppressWarnings("DoNotCallSuggester")
public final class LeaseTable {
  LeaseTable() {}

  public Lease get(long id) {
    throw new IllegalStateException("under construction");
  }

  public List<byte[]> keysOf(long id) {
    throw new IllegalStateException("under construction");
  }

  public List<Lease> all() {
    throw new IllegalStateException("under construction");
  }

  public int size() {
    throw new IllegalStateException("under construction");
  }
}
