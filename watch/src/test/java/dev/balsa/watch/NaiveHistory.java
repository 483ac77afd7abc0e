package dev.balsa.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.balsa.mvcc.Event;
import dev.balsa.mvcc.HistoryPage;
import dev.balsa.mvcc.KeyRange;
import dev.balsa.mvcc.KeyValue;
import dev.balsa.mvcc.MvccException;
import dev.balsa.mvcc.Revision;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A store so simple that it is right: every event of every revision in a list, starting at 1. */
final class NaiveHistory implements History, StreamCheck.Truth {

  /** Events by revision; compaction forgets nothing here, it only forbids. */
  private final List<List<Event>> changes = new ArrayList<>();

  private final TreeMap<String, KeyValue> live = new TreeMap<>();
  private long compactRevision = -1;
  int reads;

  NaiveHistory() {
    changes.add(List.of());
    changes.add(List.of());
  }

  /** One write inside a revision: a null value deletes. */
  record Write(String key, String value) {}

  /** Applies writes as one main revision; null if nothing changed. */
  List<Event> apply(Write... writes) {
    long revision = changes.size();
    List<Event> events = new ArrayList<>();
    for (Write write : writes) {
      KeyValue old = live.get(write.key);
      Revision before = old == null ? null : new Revision(old.modRevision(), 0);
      byte[] key = write.key.getBytes(UTF_8);
      if (write.value != null) {
        long create = old == null ? revision : old.createRevision();
        long version = old == null ? 1 : old.version() + 1;
        KeyValue kv = KeyValue.of(key, create, revision, version, write.value.getBytes(UTF_8), 0);
        live.put(write.key, kv);
        events.add(Event.put(kv, before));
      } else if (old != null) {
        live.remove(write.key);
        events.add(Event.delete(key, revision, before));
      }
    }
    if (events.isEmpty()) {
      return null;
    }
    changes.add(events);
    return events;
  }

  void compact(long revision) {
    compactRevision = revision;
  }

  /** All events of a range from one revision to another, inclusive, compacted or not. */
  @Override
  public List<Event> all(KeyRange range, long from, long to) {
    List<Event> found = new ArrayList<>();
    for (long revision = Math.max(from, 0); revision <= Math.min(to, revision()); revision++) {
      for (Event event : changes.get((int) revision)) {
        if (range.contains(event.kv().key())) {
          found.add(event);
        }
      }
    }
    return found;
  }

  /** What a key held before an event, compacted or not. */
  @Override
  public KeyValue before(Event event) {
    KeyRange key = KeyRange.single(event.kv().key());
    List<Event> earlier = all(key, 0, event.revision() - 1);
    Event last = earlier.isEmpty() ? null : earlier.get(earlier.size() - 1);
    return last == null || last.type() == Event.Type.DELETE ? null : last.kv();
  }

  @Override
  public long revision() {
    return changes.size() - 1L;
  }

  @Override
  public long compactRevision() {
    return compactRevision;
  }

  @Override
  public HistoryPage read(KeyRange range, long from, long to, int maxRevisions, int maxBytes) {
    reads++;
    if (from < compactRevision) {
      throw new MvccException(MvccException.Kind.COMPACTED, "compacted");
    }
    List<Event> found = new ArrayList<>();
    long bytes = 0;
    long next = from;
    int revisions = 0;
    while (next <= to) {
      List<Event> events = all(range, next, next);
      if (!events.isEmpty() && revisions > 0 && (revisions >= maxRevisions || bytes >= maxBytes)) {
        break;
      }
      for (Event event : events) {
        found.add(event);
        bytes += event.kv().wire().length;
      }
      revisions += events.isEmpty() ? 0 : 1;
      next++;
    }
    return new HistoryPage(found, next);
  }

  @Override
  public KeyValue previous(Event event) {
    return event.revision() - 1 < compactRevision ? null : before(event);
  }
}
