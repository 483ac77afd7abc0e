package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.KeyVersion;
import dev.balsa.jepsen.history.Octets;
import dev.balsa.jepsen.history.WatchEvent;
import dev.balsa.jepsen.history.WatchMessage;
import dev.balsa.jepsen.history.WatchStart;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Follows one watch, message by message, and says what is wrong with the first message that breaks
 * a promise.
 *
 * <p>It keeps one number: everything that happened before {@code next} has been told, or was never
 * to be told.
 */
final class WatchJudge {

  /** A promise that a message breaks, and how. */
  record Broken(String promise, String how) {}

  private static final String CONTENT = "an event tells what happened";

  private final WatchStart watch;
  private final Timeline timeline;
  private final Compactions compactions;

  /** Beyond the timeline, what other watches told of a key at a revision. */
  private final Map<String, WatchEvent> toldByOthers;

  private boolean created;
  private boolean over;
  private boolean continues;
  private long next;
  private long lastTold;
  private final Set<String> toldAtLast = new HashSet<>();
  private final Set<String> everTold = new HashSet<>();

  WatchJudge(
      WatchStart watch,
      Timeline timeline,
      Compactions compactions,
      Map<String, WatchEvent> toldByOthers) {
    this.watch = watch;
    this.timeline = timeline;
    this.compactions = compactions;
    this.toldByOthers = toldByOthers;
    this.next = watch.startRevision();
  }

  /** Judges a message; null if it keeps the promises. */
  Broken judge(WatchMessage message) {
    if (over) {
      return message.kind() == WatchMessage.Kind.ENDED
          ? null
          : new Broken("nothing comes after the end", "the watch had been ended before");
    }
    if (!created
        && (message.kind() == WatchMessage.Kind.EVENTS
            || message.kind() == WatchMessage.Kind.PROGRESS)) {
      return new Broken("created comes first", "the watch had not been created");
    }
    return switch (message.kind()) {
      case CREATED -> create(message);
      case EVENTS -> events(message);
      case PROGRESS -> progress(message);
      case CANCELED -> cancel(message);
      case ENDED -> {
        over = true;
        yield null;
      }
    };
  }

  private Broken create(WatchMessage message) {
    if (created) {
      return new Broken("created comes once", "the watch had been created before");
    }
    created = true;
    if (watch.startRevision() == 0) {
      next = message.revision() + 1;
    }
    return null;
  }

  private Broken events(WatchMessage message) {
    for (WatchEvent event : message.events()) {
      Broken broken = place(event, message);
      broken = broken == null ? content(event, message) : broken;
      if (broken != null) {
        return broken;
      }
      toldAtLast.add(event.kv().key());
    }
    continues = message.fragment();
    if (continues && !watch.fragment()) {
      return new Broken("atomic", "a message was split, which nobody had asked for");
    }
    return continues ? null : finishRevision();
  }

  /** Ordered, unique, atomic, reliable: whether this event may come now. */
  private Broken place(WatchEvent event, WatchMessage message) {
    long revision = event.revision();
    if (revision > message.revision()) {
      return new Broken(
          "the header is not behind the events",
          "an event of revision " + revision + " under a header of " + message.revision());
    }
    if (revision < next) {
      boolean again = toldAtLast.contains(event.kv().key()) && revision == lastTold;
      if (revision < watch.startRevision()) {
        return new Broken("nothing before the start", "it asked for " + watch.startRevision());
      }
      if (revision == lastTold && !again) {
        return new Broken("atomic", "revision " + revision + " came in two messages");
      }
      return told(event)
          ? new Broken("unique", "the event of revision " + revision + " had been told before")
          : new Broken("ordered", "revision " + revision + " comes after " + (next - 1));
    }
    if (revision > lastTold) {
      Broken skipped = finishRevision();
      skipped = skipped == null ? missing(next, revision - 1) : skipped;
      if (skipped != null) {
        return skipped;
      }
      next = revision;
      lastTold = revision;
      toldAtLast.clear();
    } else if (toldAtLast.contains(event.kv().key())) {
      return new Broken("unique", "twice the same key at revision " + revision);
    }
    return null;
  }

  private boolean told(WatchEvent event) {
    return everTold.contains(event.revision() + " " + event.kv().key());
  }

  /** All of the revision that was told last must be there now. */
  private Broken finishRevision() {
    if (toldAtLast.isEmpty() || lastTold < next) {
      return null;
    }
    for (KeyVersion kv : timeline.changes(lastTold, lastTold).getOrDefault(lastTold, List.of())) {
      if (concerns(kv) && !toldAtLast.contains(kv.key())) {
        return new Broken(
            "atomic", "of revision " + lastTold + " is missing: " + Lines.version(kv));
      }
    }
    toldAtLast.forEach(key -> everTold.add(lastTold + " " + key));
    next = lastTold + 1;
    return null;
  }

  private Broken missing(long from, long to) {
    for (List<KeyVersion> changes : timeline.changes(from, to).values()) {
      for (KeyVersion kv : changes) {
        if (concerns(kv)) {
          return new Broken(
              "reliable", "revision " + kv.modRevision() + " was skipped: " + Lines.version(kv));
        }
      }
    }
    return null;
  }

  private boolean concerns(KeyVersion kv) {
    return Octets.covers(watch.key(), watch.end(), kv.key())
        && !(kv.version() == 0 ? watch.noDelete() : watch.noPut());
  }

  private Broken content(WatchEvent event, WatchMessage message) {
    KeyVersion kv = event.kv();
    if (!Octets.covers(watch.key(), watch.end(), kv.key())) {
      return new Broken("only what was asked for", "the key is not in the interval");
    }
    if (event.delete() ? watch.noDelete() : watch.noPut()) {
      return new Broken("filters", "such events were to be left out");
    }
    if (event.revision() > timeline.lastRevision()) {
      WatchEvent other = toldByOthers.putIfAbsent(event.revision() + " " + kv.key(), event);
      boolean same = other == null || (other.delete() == event.delete() && other.kv().equals(kv));
      return same
          ? null
          : new Broken(CONTENT, "another watch was told " + Lines.version(other.kv()));
    }
    KeyVersion truth = timeline.newest(kv.key(), event.revision());
    boolean right =
        truth != null
            && truth.modRevision() == event.revision()
            && (event.delete() ? truth.version() == 0 : truth.equals(kv));
    if (!right && event.revision() > timeline.firstRevision()) {
      return new Broken(CONTENT, "what happened is " + Lines.version(truth));
    }
    return previous(event, message);
  }

  private Broken previous(WatchEvent event, WatchMessage message) {
    long before = event.revision() - 1;
    KeyVersion expected = watch.prevKv() ? timeline.at(event.kv().key(), before) : null;
    boolean same =
        event.prev() == null
            ? expected == null || compactions.mayHide(before, message.time())
            : event.prev().equals(expected);
    return same || event.revision() <= timeline.firstRevision()
        ? null
        : new Broken("prev_kv is the version before", "that is " + Lines.version(expected));
  }

  private Broken progress(WatchMessage message) {
    if (message.revision() < Math.max(lastTold, watch.startRevision() - 1)) {
      return new Broken(
          "bookmarkable",
          "progress " + message.revision() + " is behind what was told or asked for");
    }
    Broken overtaken = missing(next, message.revision());
    if (overtaken != null) {
      return new Broken("bookmarkable", "progress overtakes events: " + overtaken.how());
    }
    next = Math.max(next, message.revision() + 1);
    return null;
  }

  private Broken cancel(WatchMessage message) {
    over = true;
    long compacted = message.compactRevision();
    if (compacted <= 0) {
      return null;
    }
    if (next >= compacted) {
      return new Broken(
          "canceled only if it needs what is gone",
          "it needs revision " + next + " on, which compaction " + compacted + " left alone");
    }
    return compactions.mayHaveReached(compacted, message.time())
        ? null
        : new Broken("canceled only if it needs what is gone", "nobody had compacted that far");
  }

  /** At rest: whether everything up to the last revision has been told. */
  Broken atRest(long revision) {
    return over || !created ? null : missing(next, Math.min(revision, timeline.lastRevision()));
  }
}
