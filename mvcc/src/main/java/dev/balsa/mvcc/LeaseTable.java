package dev.balsa.mvcc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Which leases exist and which keys hang on them: replicated data, without any notion of time.
 * Belongs to the thread that applies; every method is for that thread alone, but for {@code
 * attachments}.
 */
public final class LeaseTable {

  private final TreeMap<Long, Holder> byId = new TreeMap<>();

  /** Read by whoever saves the index, while the applying thread changes it. */
  private final ConcurrentSkipListMap<byte[], Holder> byKey =
      new ConcurrentSkipListMap<>(Arrays::compareUnsigned);

  LeaseTable() {}

  /** A key that hangs on a lease. */
  record Attachment(byte[] key, long leaseId) {}

  /** A lease and its keys in unsigned byte order. */
  private static final class Holder {
    private final long id;
    private Lease lease;
    private final TreeSet<byte[]> keys = new TreeSet<>(Arrays::compareUnsigned);

    Holder(Lease lease) {
      this.id = lease.id();
      this.lease = lease;
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

  /**
   * The keys that hang on leases, in unsigned byte order. Any thread: an attachment that stays what
   * it is while this is gone through is met, one that changes meanwhile may be met as it was or as
   * it is.
   */
  Iterable<Attachment> attachments() {
    return () -> {
      Iterator<Map.Entry<byte[], Holder>> entries = byKey.entrySet().iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return entries.hasNext();
        }

        @Override
        public Attachment next() {
          Map.Entry<byte[], Holder> entry = entries.next();
          return new Attachment(entry.getKey(), entry.getValue().id);
        }
      };
    };
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
      holder.keys.forEach(key -> byKey.remove(key));
    }
  }

  /**
   * Hangs a key on a lease, off any other; lease 0, or one that does not exist, only takes it off.
   */
  void attach(byte[] key, long leaseId) {
    if (leaseId == 0 && byKey.isEmpty()) {
      return;
    }
    Holder before = byKey.get(key);
    Holder after = leaseId == 0 ? null : byId.get(leaseId);
    if (before == after) {
      return;
    }
    if (before != null) {
      before.keys.remove(key);
    }
    if (after != null) {
      after.keys.add(key);
      byKey.put(key, after); // in one step: whoever reads meanwhile finds it on one of the two
    } else {
      byKey.remove(key);
    }
  }
}
