package dev.balsa.client;

import dev.balsa.api.RangeRequest;
import dev.balsa.api.RangeRequest.SortOrder;
import dev.balsa.api.RangeRequest.SortTarget;

/**
 * Asks for one key or a range of keys. A value: each method returns another one.
 *
 * <pre>{@code
 * Get.prefix("config/").limit(10).keysOnly()
 * }</pre>
 */
public final class Get implements Op {

  /** By what results are sorted. */
  public enum SortBy {
    /** The key itself. */
    KEY,
    /** How often the key was put. */
    VERSION,
    /** When the key came into being. */
    CREATE_REVISION,
    /** When the key was last changed. */
    MOD_REVISION,
    /** The value. */
    VALUE
  }

  private final RangeRequest request;

  private Get(RangeRequest request) {
    this.request = request;
  }

  /** One key. */
  public static Get key(String key) {
    return range(KeyRange.key(key));
  }

  /** One key. */
  public static Get key(Bytes key) {
    return range(KeyRange.key(key));
  }

  /** Every key that begins so. */
  public static Get prefix(String prefix) {
    return range(KeyRange.prefix(prefix));
  }

  /** Every key that begins so. */
  public static Get prefix(Bytes prefix) {
    return range(KeyRange.prefix(prefix));
  }

  /** Every key of a range. */
  public static Get range(KeyRange range) {
    return new Get(
        RangeRequest.newBuilder().setKey(range.wireKey()).setRangeEnd(range.wireEnd()).build());
  }

  /** As things were at a revision; 0 means the newest. */
  public Get atRevision(long revision) {
    return new Get(request.toBuilder().setRevision(revision).build());
  }

  /** At most so many keys; 0 for all. */
  public Get limit(long keys) {
    return new Get(request.toBuilder().setLimit(keys).build());
  }

  /** From the state of whichever member answers, which may lag; needs no majority. */
  public Get serializable() {
    return new Get(request.toBuilder().setSerializable(true).build());
  }

  /** Without the values. */
  public Get keysOnly() {
    return new Get(request.toBuilder().setKeysOnly(true).build());
  }

  /** Only how many keys there are. */
  public Get countOnly() {
    return new Get(request.toBuilder().setCountOnly(true).build());
  }

  /** Smallest first. */
  public Get ascending(SortBy by) {
    return sorted(by, SortOrder.ASCEND);
  }

  /** Largest first. */
  public Get descending(SortBy by) {
    return sorted(by, SortOrder.DESCEND);
  }

  private Get sorted(SortBy by, SortOrder order) {
    SortTarget target =
        switch (by) {
          case KEY -> SortTarget.KEY;
          case VERSION -> SortTarget.VERSION;
          case CREATE_REVISION -> SortTarget.CREATE;
          case MOD_REVISION -> SortTarget.MOD;
          case VALUE -> SortTarget.VALUE;
        };
    return new Get(request.toBuilder().setSortTarget(target).setSortOrder(order).build());
  }

  /** Only keys last changed within these revisions, both included; 0 for no bound. */
  public Get modifiedWithin(long from, long to) {
    return new Get(request.toBuilder().setMinModRevision(from).setMaxModRevision(to).build());
  }

  /** Only keys that came into being within these revisions, both included; 0 for no bound. */
  public Get createdWithin(long from, long to) {
    return new Get(request.toBuilder().setMinCreateRevision(from).setMaxCreateRevision(to).build());
  }

  RangeRequest request() {
    return request;
  }
}
