package dev.balsa.server.interop;

import com.google.protobuf.ByteString;
import dev.balsa.api.Event;
import dev.balsa.api.WatchCreateRequest;
import dev.balsa.api.WatchRequest;
import java.util.Comparator;
import java.util.List;

/**
 * Everything that ever happened, told by one watch over all keys; from it follows what every other
 * watch must see.
 */
final class History {
  private static final ByteString ZERO = ByteString.copyFrom(new byte[] {0});
  private static final Comparator<ByteString> ORDER =
      ByteString.unsignedLexicographicalComparator();

  private final WatchTap tap;

  History(String name, WireClient client) {
    tap = new WatchTap(name, client);
    // From 2, the first revision that can have events: etcd would take up a watch from 1, which has
    // been there, only with its next round of
    // catching up, and a compaction may come before that.
    WatchCreateRequest all =
        WatchCreateRequest.newBuilder().setKey(ZERO).setRangeEnd(ZERO).setStartRevision(2).build();
    tap.send(WatchRequest.newBuilder().setCreateRequest(all).build());
    if (tap.answer().getWatchId() != 0) {
      throw new AssertionError("a fresh stream does not count its watches from 0");
    }
  }

  /** All events, complete up to the given revision. */
  List<Event> upTo(long revision) {
    for (int count = 0; ; count++) {
      List<Event> events = tap.events(0, count);
      long last = events.isEmpty() ? 1 : events.get(events.size() - 1).getKv().getModRevision();
      if (last >= revision) {
        return events;
      }
      if (events.size() < count) {
        throw new AssertionError("history stops at " + last + " before " + revision);
      }
      count = events.size();
    }
  }

  /** The events of the history that a watch must see. */
  List<Event> seenBy(WatchDuel.Tracked watch, long revision) {
    return upTo(revision).stream().filter(event -> sees(watch, event)).toList();
  }

  private static boolean sees(WatchDuel.Tracked watch, Event event) {
    long revision = event.getKv().getModRevision();
    WatchCreateRequest create = watch.create();
    long start = create.getStartRevision() == 0 ? watch.createdAt() + 1 : create.getStartRevision();
    // Kept since 3.5.16 only: the tombstone at exactly the compacted revision.
    boolean lostTombstone =
        event.getType() == Event.EventType.DELETE && revision == watch.compactedAtCreation();
    return revision >= start
        && !lostTombstone
        && inRange(create, event.getKv().getKey())
        && create.getFiltersList().stream()
            .noneMatch(filter -> filter.getNumber() == event.getTypeValue());
  }

  private static boolean inRange(WatchCreateRequest create, ByteString key) {
    ByteString from = create.getKey().isEmpty() ? ZERO : create.getKey();
    if (create.getRangeEnd().isEmpty()) {
      return key.equals(from);
    }
    return ORDER.compare(key, from) >= 0
        && (create.getRangeEnd().equals(ZERO) || ORDER.compare(key, create.getRangeEnd()) < 0);
  }
}
