package dev.balsa.mvcc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which leases exist and which keys hang on them: replicated data, without any notion of time.
 * Belongs to the thread that applies; every method is for that thread alone.
 */
public final class LeaseTable {

  private final TreeMap<Long, Holder> byId = new TreeMap<>();

  /** Never iterated: the order of its entries must not matter to anything. */
  private final Map<KeyName, Holder> byKey = new HashMap<>();

  LeaseTable() {}

  /** A lease and its keys in unsigned byte order. */
  private static final class Holder {
    private Lease lease;
    private final TreeSet<byte[]> keys = new TreeSet<>(Arrays::compareUnsigned);

    Holder(Lease lease) {
      this.lease = lease;
    }
  }

  /** A key with equality by content. */
  private static final class KeyName {
    private final byte[] key;
    private final int hash;

    KeyName(byte[] key) {
      this.key = key;
      this.hash = Arrays.hashCode(key);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof KeyName that && hash == that.hash && Arrays.equals(key, that.key);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  /** The lease with this id, or null. */
  public Lease get(long id) {
    Holder holder = byId.get(id);
    return holder == null ? null : holder.lease;
  }

  /** The keys attached to a lease, in unsigned byte order; empty for an unknown lease. */
  public List<byte[]> keysOf(long id) {
    Holder holder = byId.get(id);
    return holder == null ? List.of() : List.copyOf(holder.keys);
  }

  /** All leases by ascending id. */
  public List<Lease> all() {
    List<Lease> all = new ArrayList<>(byId.size());
    byId.values().forEach(holder -> all.add(holder.lease));
    return all;
  }

  /** How many leases there are. */
  public int size() {
    return byId.size();
  }

  /** Adds a lease, or replaces what is known of it and keeps its keys. */
  void set(Lease lease) {
    Holder holder = byId.get(lease.id());
    if (holder == null) {
      byId.put(lease.id(), new Holder(lease));
    } else {
      holder.lease = lease;
    }
  }

  void remove(long id) {
    Holder holder = byId.remove(id);
    if (holder != null) {
      holder.keys.forEach(key -> byKey.remove(new KeyName(key)));
    }
  }

  /**
   * Hangs a key on a lease, off any other; lease 0, or one that does not exist, only takes it off.
   */
  void attach(byte[] key, long leaseId) {
    if (leaseId == 0 && byKey.isEmpty()) {
      return;
    }
    KeyName name = new KeyName(key);
    Holder before = byKey.get(name);
    Holder after = leaseId == 0 ? null : byId.get(leaseId);
    if (before == after) {
      return;
    }
    if (before != null) {
      before.keys.remove(key);
      byKey.remove(name);
    }
    if (after != null) {
      after.keys.add(key);
      byKey.put(name, after);
    }
  }
}
