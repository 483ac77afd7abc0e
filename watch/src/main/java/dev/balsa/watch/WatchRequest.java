package dev.balsa.watch;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a client asks for when it creates a watcher: etcd's {@code WatchCreateRequest}, as it came
 * over the wire.
 *
 * <p>The byte arrays are never modified after construction; the record does not copy them.
 *
 * @param key the key, or the first key of an interval; empty means the key {@code \0}
 * @param rangeEnd empty: that one key; {@code \0}: every key from {@code key} on; else the end of
 *     the interval, exclusive
 * @param startRevision the first revision wanted; 0 means from now on
 * @param progressNotify whether an idle watcher wants to hear now and then how far it is
 * @param filters kinds of events that are not wanted
 * @param prevKv whether each event shall carry the key's value from before
 * @param watchId the id to use on this stream; 0 leaves the choice to the server
 * @param fragment whether large messages may be split
 * @param denial null if the caller may watch this, else why not: the text becomes the cancel reason
 *     at its place in the order of checks and of answers
 */
public record WatchRequest(
    byte[] key,
    byte[] rangeEnd,
    long startRevision,
    boolean progressNotify,
    Set<Filter> filters,
    boolean prevKv,
    long watchId,
    boolean fragment,
    String denial) {

  /** A kind of events that a watcher does not want. */
  public enum Filter {
    /** No puts. */
    NO_PUT,
    /** No deletes. */
    NO_DELETE
  }

  /** Takes the filters as a set of its own. */
  public WatchRequest {
    filters = filters.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(filters));
  }

  /** A request that the caller may make. */
  public WatchRequest(
      byte[] key,
      byte[] rangeEnd,
      long startRevision,
      boolean progressNotify,
      Set<Filter> filters,
      boolean prevKv,
      long watchId,
      boolean fragment) {
    this(key, rangeEnd, startRevision, progressNotify, filters, prevKv, watchId, fragment, null);
  }

  /** A request for one key or an interval with every option left at its default. */
  public static WatchRequest of(byte[] key, byte[] rangeEnd) {
    return new WatchRequest(key, rangeEnd, 0, false, Set.of(), false, 0, false);
  }

  /** The same request, refused. */
  public WatchRequest denied(String reason) {
    return new WatchRequest(
        key, rangeEnd, startRevision, progressNotify, filters, prevKv, watchId, fragment, reason);
  }
}
