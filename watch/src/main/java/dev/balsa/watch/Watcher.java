package dev.balsa.watch;

import java.util.Set;

/**
 * One watcher. There may be a million of these: 48 bytes, no collection of its own.
 *
 * <pre>
 *             create
 *               | start &lt;= current        start = 0             start &gt; current
 *               v                           v                          v
 *            LAGGING --- has caught up --&gt; SYNCED &lt;-- start reached -- WAITING
 *               ^------- sink not ready ----|
 * </pre>
 *
 * A watcher is linked into exactly one list: its stream's while LAGGING, its group's while SYNCED,
 * the hub's list for its start revision while WAITING.
 */
final class Watcher {

  static final byte LAGGING = 0;
  static final byte SYNCED = 1;
  static final byte WAITING = 2;
  static final byte GONE = 3;

  /** It does not want progress messages. */
  static final byte PROGRESS_UNWANTED = 0;

  /**
   * It had no event since the last round of progress messages: the next round shall speak to it.
   */
  static final byte PROGRESS_DUE = 1;

  /** It had events since the last round, so it knows how far it is: the next round skips it. */
  static final byte PROGRESS_KNOWN = 2;

  final WatchStream stream;
  final Group group;
  final long id;

  /**
   * The first revision it has not been given; while SYNCED, the one that it was synced before, and
   * what it has been given is the hub's concern.
   */
  long nextRevision;

  Watcher before;
  Watcher after;
  byte state;

  /** See {@link Wants}. */
  final byte wants;

  final boolean fragment;

  /** One of the PROGRESS marks. */
  byte progress;

  Watcher(WatchStream stream, Group group, long id, WatchRequest request) {
    this.stream = stream;
    this.group = group;
    this.id = id;
    Set<WatchRequest.Filter> filters = request.filters();
    this.wants = (byte) Wants.of(filters, request.prevKv());
    this.fragment = request.fragment();
    this.progress = request.progressNotify() ? PROGRESS_DUE : PROGRESS_UNWANTED;
  }
}
