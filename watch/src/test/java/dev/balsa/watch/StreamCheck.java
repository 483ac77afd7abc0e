package dev.balsa.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.mvcc.Event;
import dev.balsa.mvcc.KeyRange;
import dev.balsa.mvcc.KeyValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Judges everything that one stream was sent against the full history: the naive watcher. Each
 * watcher's expected events are computed from the first revision it may see to the end of time.
 */
final class StreamCheck {

  /** The whole history, as if nothing was ever compacted. */
  interface Truth {
    List<Event> all(KeyRange range, long from, long to);

    KeyValue before(Event event);

    long revision();

    /** The highest revision ever compacted. */
    long compactRevision();
  }

  /** One watcher's life as the stream has shown it. */
  private final class Seen {
    final WatchRequest request;
    final List<Event> expected;
    final long start;
    int delivered;
    boolean open = true;
    boolean insideFragments;
    long lastRevision;

    Seen(WatchRequest request, long createdRevision) {
      this.request = request;
      this.start = request.startRevision() == 0 ? createdRevision + 1 : request.startRevision();
      byte[] key = request.key().length == 0 ? new byte[1] : request.key();
      this.expected =
          truth.all(KeyRange.of(key, request.rangeEnd()), start, Long.MAX_VALUE).stream()
              .filter(event -> Wants.event(Wants.of(request.filters(), false), event))
              .toList();
    }
  }

  private final Truth truth;
  private final WatchConfig config;
  private final Map<Long, Seen> byId = new HashMap<>();
  private final List<Seen> everyone = new ArrayList<>();
  int progressAnswers;

  StreamCheck(Truth truth, WatchConfig config) {
    this.truth = truth;
    this.config = config;
  }

  /**
   * @param requests the create requests in the order they were made and taken
   * @param complete whether the stream was let to catch up before its log was closed
   */
  void check(List<WatchRequest> requests, List<WatchMessage> log, boolean complete) {
    int answered = 0;
    for (WatchMessage message : log) {
      if (message.created()) {
        created(requests.get(answered++), message);
      } else if (message.canceled()) {
        canceled(message);
      } else if (message.isProgress()) {
        progress(message);
      } else {
        events(message);
      }
    }
    if (complete) {
      assertEquals(requests.size(), answered, "every create request is answered");
      for (Seen seen : byId.values()) {
        assertEquals(seen.expected.size(), seen.delivered, "every event arrives");
        assertFalse(seen.insideFragments, "a split message is completed");
      }
    }
  }

  private void created(WatchRequest request, WatchMessage message) {
    if (message.canceled()) {
      assertEquals(WatchMessage.NO_WATCHER, message.watchId());
      return;
    }
    Seen seen = new Seen(request, message.revision());
    assertNull(byId.put(message.watchId(), seen), "an id in use is not given again");
    everyone.add(seen);
  }

  private void canceled(WatchMessage message) {
    Seen seen = byId.remove(message.watchId());
    assertTrue(seen != null && seen.open, "only a living watcher is canceled");
    assertFalse(seen.insideFragments);
    if (message.compactRevision() != 0) {
      assertEquals(0, message.revision());
      assertTrue(message.compactRevision() <= truth.compactRevision());
      assertTrue(seen.start < message.compactRevision());
    }
  }

  private void progress(WatchMessage message) {
    if (message.watchId() == WatchMessage.NO_WATCHER) {
      progressAnswers++;
      assertFalse(byId.isEmpty(), "a stream without watchers has no progress");
      byId.values().forEach(seen -> progress(seen, message.revision()));
    } else {
      Seen seen = byId.get(message.watchId());
      assertTrue(seen.request.progressNotify());
      progress(seen, message.revision());
    }
  }

  private void progress(Seen seen, long revision) {
    long due = seen.expected.stream().filter(event -> event.revision() <= revision).count();
    assertEquals(due, seen.delivered, "progress does not overtake events");
    assertFalse(seen.insideFragments);
    assertTrue(seen.request.startRevision() <= revision, "no progress before the start revision");
  }

  private void events(WatchMessage message) {
    Seen seen = byId.get(message.watchId());
    assertTrue(seen != null, "events only for a living watcher");
    List<Event> events = message.events();
    long first = events.get(0).revision();
    assertTrue(
        seen.insideFragments ? first >= seen.lastRevision : first > seen.lastRevision,
        "a revision is not split and none comes twice");
    for (int i = 0; i < events.size(); i++) {
      assertTrue(seen.delivered < seen.expected.size(), "nothing is made up");
      assertEquals(
          Texts.of(seen.expected.get(seen.delivered++)),
          Texts.of(events.get(i)),
          "events come in order, none is left out");
      previous(seen.request, message, i);
    }
    seen.lastRevision = events.get(events.size() - 1).revision();
    assertTrue(message.revision() >= seen.lastRevision, "the header is not behind its events");
    size(seen, message);
    seen.insideFragments = message.fragment();
  }

  private void size(Seen seen, WatchMessage message) {
    assertTrue(seen.request.fragment() || !message.fragment(), "only who asked gets fragments");
    if (seen.request.fragment() && message.batch().size() > 1) {
      assertTrue(message.batch().wireBytes() < config.fragmentBytes(), "a fragment is small");
    }
    assertEquals(message.batch().wireBytes(), message.batch().wire().length);
  }

  private void previous(WatchRequest request, WatchMessage message, int i) {
    if (!request.prevKv()) {
      assertNull(message.prevKvs());
      return;
    }
    Event event = message.events().get(i);
    KeyValue before = truth.before(event);
    KeyValue sent = message.prevKvs().get(i);
    boolean mayBeGone = event.revision() - 1 < truth.compactRevision();
    assertTrue(
        before == null ? sent == null : before.equals(sent) || (sent == null && mayBeGone),
        () -> "previous of " + Texts.of(event) + " is " + sent + " instead of " + before);
  }
}
