package dev.balsa.mvcc;

import java.util.List;

/** What an {@link Op} answered. */
public sealed interface OpResult {

  /**
   * The store revision that belongs into this answer's header; 0 for a nested transaction, as in
   * etcd.
   */
  long revision();

  /**
   * Answer of {@link Op.Range}.
   *
   * @param kvs the keys found
   * @param more whether the limit cut something off
   * @param count keys in the range at the revision read, before filters and limit
   * @param revision the current revision when the range ran, not the historical one it read
   */
  record RangeResult(List<KeyValue> kvs, boolean more, long count, long revision)
      implements OpResult {}

  /**
   * Answer of {@link Op.Put}.
   *
   * @param prev the replaced version, when asked for and present; else null
   * @param revision the revision of the put
   */
  record PutResult(KeyValue prev, long revision) implements OpResult {}

  /**
   * Answer of {@link Op.Delete}.
   *
   * @param deleted how many keys were deleted
   * @param prevs the deleted versions in key order, when asked for; else empty
   * @param revision the revision of the deletion; the unchanged one if nothing was deleted
   */
  record DeleteResult(long deleted, List<KeyValue> prevs, long revision) implements OpResult {}

  /**
   * Answer of {@link Op.Txn}.
   *
   * @param succeeded which list ran
   * @param results one answer an operation of that list
   * @param revision the revision after the transaction; 0 when nested
   */
  record TxnResult(boolean succeeded, List<OpResult> results, long revision) implements OpResult {}
}
