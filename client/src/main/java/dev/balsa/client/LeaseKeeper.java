package dev.balsa.client;

import dev.balsa.client.Verdict.Advice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Keeps all leases of a client alive over one stream, and moves to another server when the stream
 * ends or says nothing. Its monitor guards itself and its stream.
 */
final class LeaseKeeper {

  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(50), Duration.ofMillis(500));
  private static final long PATIENCE_NANOS = TimeUnit.HOURS.toNanos(1);

  private final Calls calls;
  private final Set<Lease> leases = new LinkedHashSet<>();
  private LeaseStream stream;
  private Endpoint failed;
  private BalsaException lastFailure;
  private boolean opening;
  private boolean closed;
  private int failures;

  LeaseKeeper(Calls calls) {
    this.calls = calls;
  }

  Calls calls() {
    return calls;
  }

  synchronized BalsaException lastFailure() {
    return lastFailure;
  }

  synchronized void add(Lease lease) {
    if (!closed) {
      leases.add(lease);
    }
  }

  synchronized void remove(Lease lease) {
    leases.remove(lease);
    if (leases.isEmpty() && stream != null) {
      stream.abandon("no lease is left");
      stream = null;
    }
  }

  /** Asks for more time for a lease; on another server if this one owes an answer for too long. */
  synchronized void renew(Lease lease) {
    if (closed || !leases.contains(lease)) {
      return;
    }
    if (stream != null && stream.owesSince(lease.retryNanos())) {
      LeaseStream silent = stream;
      stream = null;
      failed = silent.endpoint();
      failed.penalize();
      lastFailure = new UnavailableException("no answer from " + failed.name(), null);
      silent.abandon("no answer in time");
    }
    if (stream == null) {
      open();
    } else {
      stream.renew(lease);
    }
  }

  private void open() {
    if (opening || closed || leases.isEmpty()) {
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
      calls.tokens().logIn((fresh, refused) -> loggedIn(refused));
    } else {
      opening = false;
      stream = new LeaseStream(this, endpoint, token);
      stream.open();
      for (Lease each : new ArrayList<>(leases)) {
        if (stream != null) {
          stream.renew(each);
        }
      }
    }
  }

  private synchronized void openNow() {
    opening = false;
    open();
  }

  private void openLater() {
    Timer.Alarm ignored = calls.timer().after(PAUSES.nanos(failures), this::openNow);
  }

  private synchronized void loggedIn(Throwable refused) {
    if (refused == null) {
      openNow();
    } else {
      failures++;
      openLater();
    }
  }

  /** The server is there and answers. */
  void answered() {
    failures = 0;
    lastFailure = null;
  }

  /** The stream ended that should not have. Needs the monitor. */
  void lost(LeaseStream ended, Verdict verdict, Lease offender) {
    if (stream != ended) {
      return;
    }
    stream = null;
    failures++;
    failed = ended.endpoint();
    lastFailure = verdict.failure();
    if (verdict.advice() == Advice.LOGIN && calls.tokens().canLogIn()) {
      calls.tokens().refused(ended.token());
    } else if (verdict.failure() instanceof NotAllowedException && offender != null) {
      leases.remove(offender);
      offender.lose("it may not be renewed", verdict.failure());
    } else {
      failed.penalize();
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

  void close() {
    List<Lease> last;
    synchronized (this) {
      closed = true;
      last = new ArrayList<>(leases);
      if (stream != null) {
        stream.abandon("the client was closed");
        stream = null;
      }
    }
    last.forEach(each -> each.lose("the client was closed", null));
  }
}
