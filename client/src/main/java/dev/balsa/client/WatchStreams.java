package dev.balsa.client;

import dev.balsa.api.WatchResponse;
import dev.balsa.client.Verdict.Advice;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The streams of a client's watches: opens them, spreads watches over them, and finds a new place
 * for those whose stream is lost. Its monitor guards its streams and the places of all its watches.
 */
final class WatchStreams {

  /** Watches that share one stream. */
  static final int WATCHES_A_STREAM_MAX = 500;

  /** A stream that lived so long and said something was a good one. */
  static final long GOOD_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final Backoff PAUSES =
      new Backoff(Duration.ofMillis(50), Duration.ofMillis(1_000));
  private static final long PATIENCE_NANOS = TimeUnit.HOURS.toNanos(1);

  private final Calls calls;
  private final List<WatchStream> streams = new ArrayList<>();
  private final Deque<Watcher> homeless = new ArrayDeque<>();
  private final Set<Watcher> all = new LinkedHashSet<>();
  private boolean opening;
  private boolean closed;
  private int failures;
  private Endpoint failed;

  WatchStreams(Calls calls) {
    this.calls = calls;
  }

  Calls calls() {
    return calls;
  }

  /** Begins a watch. */
  synchronized void add(Watcher watcher) {
    if (closed) {
      throw new ClientClosedException("the client is closed", null);
    }
    if (!watcher.isOver()) {
      all.add(watcher);
      place(watcher);
    }
  }

  /** The watch is over. */
  void forget(Watcher watcher) {
    all.remove(watcher);
    homeless.remove(watcher);
  }

  /** Puts a watch on a stream that has room, or on the next one. Needs the monitor. */
  void place(Watcher watcher) {
    for (WatchStream each : streams) {
      if (!each.isOver() && each.size() < WATCHES_A_STREAM_MAX) {
        each.create(watcher);
        return;
      }
    }
    homeless.add(watcher);
    open();
  }

  /** The stream has no watch any longer. */
  void left(WatchStream stream) {
    streams.remove(stream);
  }

  private void open() {
    if (opening || closed || homeless.isEmpty()) {
      return;
    }
    opening = true;
    Endpoint endpoint = calls.endpoints().pick(failed);
    String token = calls.tokens().current();
    if (endpoint == null) {
      if (!calls.endpoints().whenReady(PATIENCE_NANOS, this::openNow, this::openNow)) {
        openLater();
      }
    } else if (token == null) {
      calls.tokens().logIn(this::loggedIn);
    } else {
      openOn(endpoint, token);
    }
  }

  private synchronized void openNow() {
    opening = false;
    open();
  }

  private void openLater() {
    Timer.Alarm ignored = calls.timer().after(PAUSES.nanos(failures), this::openNow);
  }

  private synchronized void loggedIn(String token, Throwable refused) {
    if (refused instanceof NotAllowedException reason) {
      opening = false;
      new ArrayList<>(homeless).forEach(each -> each.end(reason));
    } else if (refused != null) {
      failures++;
      openLater();
    } else {
      openNow();
    }
  }

  private void openOn(Endpoint endpoint, String token) {
    opening = false;
    WatchStream stream = new WatchStream(this, endpoint, token);
    streams.add(stream);
    stream.open(calls.settings().requireLeader());
    while (!stream.isOver() && !homeless.isEmpty() && stream.size() < WATCHES_A_STREAM_MAX) {
      stream.create(homeless.poll());
    }
    open();
  }

  /** A stream ended that should not have. Needs the monitor. */
  void lost(WatchStream stream, Verdict verdict) {
    streams.remove(stream);
    failures = stream.wasGood() ? 1 : failures + 1;
    failed = stream.endpoint();
    if (verdict.advice() == Advice.LOGIN && calls.tokens().canLogIn()) {
      calls.tokens().refused(stream.token());
    } else if (verdict.advice() == Advice.FINAL && !mayPass(verdict)) {
      stream.watchers().forEach(each -> each.end(verdict.failure()));
      return;
    }
    if (!closed) {
      stream.endpoint().penalize();
    }
    for (Watcher each : stream.watchers()) {
      each.lost(verdict.failure());
      homeless.add(each);
    }
    if (!opening) {
      if (failures > 1) {
        opening = true;
        openLater();
      } else {
        open();
      }
    }
  }

  /** Refusals that are about the moment or the connection and not about the watches. */
  private static boolean mayPass(Verdict verdict) {
    return verdict.failure() instanceof RetryLaterException;
  }

  /** The server ended or refused one watch. Needs the monitor. */
  void refused(WatchStream stream, Watcher watcher, WatchResponse response) {
    String reason = response.getCancelReason();
    if (response.getCompactRevision() > 0 || reason.contains("has been compacted")) {
      watcher.end(
          new CompactedException(
              "etcdserver: mvcc: required revision has been compacted",
              response.getCompactRevision(),
              null));
    } else if (isAboutTheToken(reason) && calls.tokens().canLogIn()) {
      stream.abandon("the token is no longer good");
      Verdict verdict =
          new Verdict(Advice.LOGIN, new NotAllowedException("etcdserver: " + reason, null));
      homeless.add(watcher);
      watcher.lost(verdict.failure());
      lost(stream, verdict);
    } else if (reason.contains("permission denied") || isAboutTheToken(reason)) {
      watcher.end(new NotAllowedException(reason, null));
    } else if (response.getCreated()) {
      watcher.end(new InvalidRequestException(reason, null));
    } else {
      watcher.lost(new UnavailableException("the server ended the watch: " + reason, null));
      place(watcher);
    }
  }

  private static boolean isAboutTheToken(String reason) {
    return reason.contains("invalid auth token")
        || reason.contains("revision of auth store is old")
        || reason.contains("user name is empty");
  }

  /** Ends every watch. */
  void close() {
    List<Watcher> last;
    synchronized (this) {
      closed = true;
      last = new ArrayList<>(all);
      Throwable cause = Status.CANCELLED.asRuntimeException();
      last.forEach(each -> each.end(new ClientClosedException("the client was closed", cause)));
      new ArrayList<>(streams).forEach(each -> each.abandon("the client was closed"));
      streams.clear();
    }
  }
}
