package dev.balsa.client;

import dev.balsa.api.DeleteRangeRequest;

/** Removes one key or a range of keys. A value: each method returns another one. */
public final class Delete implements Op {

  private final DeleteRangeRequest request;
  private final boolean idempotent;

  private Delete(DeleteRangeRequest request, boolean idempotent) {
    this.request = request;
    this.idempotent = idempotent;
  }

  /** One key. */
  public static Delete key(String key) {
    return range(KeyRange.key(key));
  }

  /** One key. */
  public static Delete key(Bytes key) {
    return range(KeyRange.key(key));
  }

  /** Every key that begins so. */
  public static Delete prefix(String prefix) {
    return range(KeyRange.prefix(prefix));
  }

  /** Every key of a range. */
  public static Delete range(KeyRange range) {
    return new Delete(
        DeleteRangeRequest.newBuilder()
            .setKey(range.wireKey())
            .setRangeEnd(range.wireEnd())
            .build(),
        false);
  }

  /** Tell what was there before. */
  public Delete returningPrevious() {
    return new Delete(request.toBuilder().setPrevKv(true).build(), idempotent);
  }

  /**
   * Doing this twice is as good as once: the client may send it again when an answer is lost. The
   * answer may then count nothing although something was removed.
   */
  public Delete idempotent() {
    return new Delete(request, true);
  }

  boolean isIdempotent() {
    return idempotent;
  }

  DeleteRangeRequest request() {
    return request;
  }
}
