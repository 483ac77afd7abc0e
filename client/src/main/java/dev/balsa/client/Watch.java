package dev.balsa.client;

import com.google.protobuf.ByteString;
import dev.balsa.api.WatchCreateRequest;
import dev.balsa.api.WatchCreateRequest.FilterType;

/**
 * What to watch. A value: each method returns another one.
 *
 * <pre>{@code
 * Watch.prefix("config/").fromRevision(revision + 1).withPrevious()
 * }</pre>
 */
public final class Watch {

  private final WatchCreateRequest request;
  private final boolean progress;

  private Watch(WatchCreateRequest request, boolean progress) {
    this.request = request;
    this.progress = progress;
  }

  /** One key. */
  public static Watch key(String key) {
    return range(KeyRange.key(key));
  }

  /** One key. */
  public static Watch key(Bytes key) {
    return range(KeyRange.key(key));
  }

  /** Every key that begins so. */
  public static Watch prefix(String prefix) {
    return range(KeyRange.prefix(prefix));
  }

  /** Every key of a range. */
  public static Watch range(KeyRange range) {
    ByteString end = range.wireEnd();
    return new Watch(
        WatchCreateRequest.newBuilder().setKey(range.wireKey()).setRangeEnd(end).build(), false);
  }

  /**
   * From this revision on, which may lie in the past; 0 for what happens from now on.
   *
   * <p>A read and a watch without a gap between them: watch from the read's revision plus one.
   */
  public Watch fromRevision(long revision) {
    return new Watch(request.toBuilder().setStartRevision(revision).build(), progress);
  }

  /** With what was stored before each change. */
  public Watch withPrevious() {
    return new Watch(request.toBuilder().setPrevKv(true).build(), progress);
  }

  /** No deletions. */
  public Watch putsOnly() {
    return new Watch(request.toBuilder().addFilters(FilterType.NODELETE).build(), progress);
  }

  /** No puts. */
  public Watch deletesOnly() {
    return new Watch(request.toBuilder().addFilters(FilterType.NOPUT).build(), progress);
  }

  /** Tell now and then up to which revision everything was told, even if nothing happens. */
  public Watch withProgress() {
    return new Watch(request, true);
  }

  WatchCreateRequest request() {
    return request;
  }

  boolean wantsProgress() {
    return progress;
  }
}
