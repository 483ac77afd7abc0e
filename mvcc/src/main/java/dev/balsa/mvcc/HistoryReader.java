package dev.balsa.mvcc;

import dev.balsa.mvcc.backend.Backend;
import dev.balsa.mvcc.backend.Space;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads changes in revision order, a page at a time. Where few keys of the range changed, the index
 * knows every change and only their versions are fetched; else the history itself is read from
 * front to back.
 */
final class HistoryReader {

  /** Up to so many changed keys, fetching single versions beats reading everybody's history. */
  private static final int MAX_INDEXED_KEYS = 128;

  /**
   * A page reads at most so many revisions for one that it may return, so that a rare match bounds
   * its work too.
   */
  private static final int SCANNED_PER_RETURNED = 16;

  private final IndexSnapshot index;
  private final Backend backend;
  private final ValueSource values;
  private final KeyRange range;
  private final long from;
  private final long to;
  private final int maxRevisions;
  private final int maxBytes;

  HistoryReader(
      IndexSnapshot index,
      StoredValues values,
      KeyRange range,
      long from,
      long to,
      int maxRevisions,
      int maxBytes) {
    this.index = index;
    this.backend = values.backend();
    this.values = values;
    this.range = range;
    this.from = from;
    this.to = to;
    this.maxRevisions = Math.max(1, maxRevisions);
    this.maxBytes = maxBytes;
  }

  HistoryPage read() {
    List<Change> changes = indexedChanges();
    return changes != null ? fetched(changes) : scanned();
  }

  /** One entry of a key's history inside the window. */
  private record Change(byte[] key, KeyHistory history, int position) {

    long main() {
      return history.main(position);
    }

    int sub() {
      return history.sub(position);
    }
  }

  /**
   * The changes in revision order, as far as a page can need them; null if too many keys changed.
   */
  private List<Change> indexedChanges() {
    List<Change> changes = new ArrayList<>();
    int[] keys = {0};
    index.ascendChanged(
        range,
        from,
        (key, history) -> {
          addChanges(key, history, changes);
          return ++keys[0] <= MAX_INDEXED_KEYS && !isDense(keys[0], changes);
        });
    if (keys[0] > MAX_INDEXED_KEYS || isDense(keys[0], changes)) {
      return null;
    }
    changes.sort(Comparator.comparingLong(Change::main).thenComparingInt(Change::sub));
    return changes;
  }

  /**
   * Whether several keys have changed so often that a page is a small part of what was gathered:
   * gathering and sorting it all for every page would cost more than reading from front to back.
   */
  private boolean isDense(int keys, List<Change> changes) {
    return keys > 1 && changes.size() > 2L * (maxRevisions + 1);
  }

  private void addChanges(byte[] key, KeyHistory history, List<Change> changes) {
    int end = history.find(to);
    long lastMain = -1;
    int revisions = 0;
    for (int i = history.find(from - 1) + 1; i <= end; i++) {
      if (history.main(i) != lastMain) {
        lastMain = history.main(i);
        // One more than a page takes, to know where the next page starts.
        if (++revisions > maxRevisions + 1) {
          return;
        }
      }
      changes.add(new Change(key, history, i));
    }
  }

  private HistoryPage fetched(List<Change> changes) {
    Page page = new Page();
    for (Change change : changes) {
      if (page.isFullBefore(change.main())) {
        return page.until(change.main());
      }
      page.add(event(change));
    }
    return page.until(to + 1);
  }

  private Event event(Change change) {
    KeyHistory history = change.history();
    int before = change.position() - 1;
    Revision previous = before < 0 || history.isTombstone(before) ? null : history.revision(before);
    if (history.isTombstone(change.position())) {
      return Event.delete(change.key(), change.main(), previous);
    }
    return Event.put(values.value(change.key(), change.main(), change.sub()), previous);
  }

  private HistoryPage scanned() {
    Page page = new Page();
    long scanEnd = Math.min(to, from + (long) maxRevisions * SCANNED_PER_RETURNED - 1);
    long[] next = {scanEnd + 1};
    Looked looked = new Looked();
    backend.scan(
        Space.KEY,
        RevisionKey.of(from, 0, false),
        RevisionKey.of(scanEnd + 1, 0, false),
        (key, value) -> {
          long main = RevisionKey.main(key);
          if (page.isFullBefore(main) || looked.isEnoughBefore(main)) {
            next[0] = main;
            return false;
          }
          looked.at(main, value.length);
          KeyValue kv = KeyValue.parse(value);
          if (kv.isKeyIn(range)) {
            page.add(
                RevisionKey.isTombstone(key)
                    ? Event.delete(kv.key(), main, null)
                    : Event.put(kv, null));
          }
          return true;
        });
    return page.until(next[0]);
  }

  /** What the scan has passed, matching or not; a revision is never left half way. */
  private final class Looked {

    private long lastMain = -1;
    private long bytes;

    boolean isEnoughBefore(long main) {
      return main != lastMain && bytes >= (long) maxBytes * SCANNED_PER_RETURNED;
    }

    void at(long main, int recordBytes) {
      lastMain = main;
      bytes += recordBytes;
    }
  }

  /** The events gathered so far. */
  private final class Page {

    private final List<Event> events = new ArrayList<>();
    private long lastMain = -1;
    private int revisions;
    private long bytes;

    /** Whether a change of this main revision belongs to the next page. */
    boolean isFullBefore(long main) {
      return main != lastMain && revisions > 0 && (revisions >= maxRevisions || bytes >= maxBytes);
    }

    void add(Event event) {
      if (event.revision() != lastMain) {
        lastMain = event.revision();
        revisions++;
      }
      bytes += event.kv().wire().length;
      events.add(event);
    }

    HistoryPage until(long next) {
      return new HistoryPage(events, next);
    }
  }
}
