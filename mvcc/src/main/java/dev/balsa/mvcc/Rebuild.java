package dev.balsa.mvcc;

import dev.balsa.mvcc.MvccException.Kind;
import dev.balsa.mvcc.backend.Backend;
import dev.balsa.mvcc.backend.Space;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Makes the key index and the lease table from what is stored, in one scan in revision order, and
 * refuses a history that contradicts itself. Above the compaction mark nothing may be missing: main
 * revisions follow each other without a hole, so do sub revisions inside one, and every version of
 * a key is its predecessor's plus one. At or below the mark only what compaction leaves can be
 * checked.
 */
final class Rebuild {

  private static final int PROGRESS_INTERVAL = 65_536;

  private final KeyIndex index;
  private final LeaseTable leases = new LeaseTable();
  private final List<LeaseTable.Attachment> attachments;
  private final long compactRevision;

  /** Where the scan starts; null for the start of the history. */
  private final byte[] from;

  private final LongConsumer progress;

  private long lastMain;
  private long lastSub;
  private long records;
  private long liveSum;

  /** From the whole history. */
  Rebuild(long compactRevision, LongConsumer progress) {
    this.index = new KeyIndex();
    this.attachments = List.of();
    this.from = null;
    this.compactRevision = compactRevision;
    this.progress = progress;
    // A fresh store stands at revision 1 without having a change there.
    this.lastMain = Math.max(compactRevision, 1);
    this.lastSub = Long.MAX_VALUE;
  }

  /** From what was saved and the history behind it, of which nothing may have been removed. */
  Rebuild(LoadedIndex loaded, LongConsumer progress) {
    this.index = loaded.index();
    this.attachments = loaded.attachments();
    this.from = RevisionKey.of(loaded.revision() + 1, 0, false);
    this.compactRevision = loaded.revision();
    this.progress = progress;
    this.lastMain = loaded.revision();
    this.lastSub = Long.MAX_VALUE;
  }

  void run(Backend backend) {
    backend.scan(Space.LEASE, null, null, this::addLease);
    for (LeaseTable.Attachment attachment : attachments) {
      leases.attach(attachment.key(), attachment.leaseId());
    }
    backend.scan(Space.KEY, from, null, this::addRecord);
    index.current().ascend(KeyRange.from(new byte[0]), this::addToLiveSum);
    progress.accept(records);
  }

  KeyIndex index() {
    return index;
  }

  LeaseTable leases() {
    return leases;
  }

  /** The store's current revision: a compacted one if the changes at the end are gone. */
  long revision() {
    return lastMain;
  }

  /** See {@link Writer#liveSum()}. */
  long liveSum() {
    return liveSum;
  }

  private boolean addToLiveSum(byte[] key, KeyHistory history) {
    liveSum += history.isLive() ? history.mark(history.last()) : 0;
    return true;
  }

  private boolean addLease(byte[] key, byte[] value) {
    Lease lease = Lease.parse(value);
    if (key.length != Long.BYTES || ByteBuffer.wrap(key).getLong() != lease.id()) {
      throw new MvccException(Kind.CORRUPT, "the record of lease " + Text.of(key) + " is damaged");
    }
    leases.set(lease);
    return true;
  }

  private boolean addRecord(byte[] revisionKey, byte[] value) {
    if (!RevisionKey.isValid(revisionKey)) {
      throw new MvccException(Kind.CORRUPT, "the history has a record at " + Text.of(revisionKey));
    }
    long main = RevisionKey.main(revisionKey);
    long sub = RevisionKey.sub(revisionKey);
    checkOrder(main, sub);
    if (++records % PROGRESS_INTERVAL == 0) {
      progress.accept(records);
    }
    // A restored backup may mark a jump of the revision with a record that has no content.
    if (value.length > 0) {
      add(parse(main, sub, value), main, sub, RevisionKey.isTombstone(revisionKey));
    }
    return true;
  }

  private void checkOrder(long main, long sub) {
    if (main <= compactRevision) {
      return;
    }
    boolean follows = main == lastMain ? sub == lastSub + 1 : main == lastMain + 1 && sub == 0;
    if (!follows || sub > Integer.MAX_VALUE) {
      String last =
          lastSub == Long.MAX_VALUE ? "the start at " + lastMain : lastMain + "_" + lastSub;
      throw new MvccException(
          Kind.CORRUPT,
          "the history is damaged: after " + last + " comes revision " + main + "_" + sub);
    }
    lastMain = main;
    lastSub = sub;
  }

  private static KeyValue parse(long main, long sub, byte[] value) {
    try {
      return KeyValue.parse(value);
    } catch (MvccException e) {
      throw new MvccException(
          Kind.CORRUPT, "revision " + main + "_" + sub + ": " + e.getMessage(), e);
    }
  }

  private void add(KeyValue kv, long main, long sub, boolean tombstone) {
    byte[] key = kv.key();
    KeyHistory before = index.get(key);
    KeyHistory after;
    if (before == null) {
      boolean whole = !tombstone && kv.createRevision() == main && kv.version() == 1;
      if (!whole && main > compactRevision) {
        throw contradiction(key, main, sub, "its predecessors are missing");
      }
      after = KeyHistory.of(main, (int) sub, tombstone, kv.createRevision(), kv.version());
    } else if (tombstone) {
      if (!before.isLive()) {
        throw contradiction(key, main, sub, "it deletes what does not exist");
      }
      after = before.tombstone(main, (int) sub);
    } else {
      after = before.put(main, (int) sub);
    }
    if (!tombstone) {
      check(kv, after, main, sub);
    }
    index.set(key, before, after);
    leases.attach(key, tombstone ? 0 : kv.lease());
  }

  private static void check(KeyValue kv, KeyHistory history, long main, long sub) {
    int last = history.last();
    if (kv.modRevision() != main
        || kv.createRevision() != history.createRevision(last)
        || kv.version() != history.version(last)) {
      throw contradiction(kv.key(), main, sub, "it says of itself " + kv);
    }
  }

  private static MvccException contradiction(byte[] key, long main, long sub, String what) {
    return new MvccException(
        Kind.CORRUPT,
        "the history of key "
            + Text.of(key)
            + " is damaged at revision "
            + main
            + "_"
            + sub
            + ": "
            + what);
  }
}
