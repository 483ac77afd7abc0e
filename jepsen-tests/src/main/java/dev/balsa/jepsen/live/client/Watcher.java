package dev.balsa.jepsen.live.client;

import com.google.protobuf.ByteString;
import dev.balsa.api.Event;
import dev.balsa.api.WatchCreateRequest;
import dev.balsa.api.WatchGrpc;
import dev.balsa.api.WatchRequest;
import dev.balsa.api.WatchResponse;
import dev.balsa.jepsen.history.WatchLog;
import dev.balsa.jepsen.history.WatchStart;
import dev.balsa.jepsen.history.Wire;
import io.grpc.stub.StreamObserver;
import java.util.Timer;
import java.util.TimerTask;

/**
 * Watches everything on one member, and when the watch ends it watches again, from the revision
 * behind the last it saw; after some attempts without success, at the next member. Thread-safe.
 */
public final class Watcher {
  private static final String ALL = "\0";
  private static final int RETRY_MILLIS = 100;
  private static final int ATTEMPTS_BEFORE_MOVING = 20;
  private static final int FIRST = -1;

  private final int client;
  private final Connections connections;
  private final Journal journal;
  private final Timer timer = new Timer("watcher", true);
  private Arrivals current;
  private int member;
  private int attempts;
  private int resumed;
  private long lastRevision;
  private long events;
  private boolean stopped;

  /** Whether the next watch does not begin where the last ended. */
  private boolean jumped;

  /** Watches from a revision on, at one member first. */
  Watcher(int client, Connections connections, Journal journal, int member, long fromRevision) {
    this.client = client;
    this.connections = connections;
    this.journal = journal;
    this.member = member;
    lastRevision = fromRevision - 1;
  }

  synchronized void watch() {
    if (stopped) {
      return;
    }
    long start = lastRevision + 1;
    int before = current == null || jumped ? FIRST : current.log.number();
    jumped = false;
    WatchLog log =
        journal
            .recorder()
            .watch(
                new WatchStart(
                    0,
                    client,
                    connections.name(member),
                    0,
                    ALL,
                    ALL,
                    start,
                    true,
                    false,
                    false,
                    false,
                    before));
    current = new Arrivals(log);
    ByteString all = Messages.bytes(ALL);
    WatchCreateRequest create =
        WatchCreateRequest.newBuilder()
            .setKey(all)
            .setRangeEnd(all)
            .setStartRevision(start)
            .setPrevKv(true)
            .build();
    current.stream = WatchGrpc.newStub(connections.channel(member)).watch(current);
    current.stream.onNext(WatchRequest.newBuilder().setCreateRequest(create).build());
  }

  private synchronized void arrived(Arrivals from, WatchResponse response) {
    if (stopped || from != current) {
      return;
    }
    Wire.record(from.log, response);
    attempts = 0;
    if (response.getCanceled()) {
      canceled(from, response);
      return;
    }
    long revision = lastRevision;
    for (Event event : response.getEventsList()) {
      long modRevision = event.getKv().getModRevision();
      if (modRevision <= lastRevision || modRevision < revision) {
        journal.violation(
            "a watch at %s said revision %d although it had said %d"
                .formatted(connections.name(member), modRevision, revision));
      }
      revision = modRevision;
      events++;
    }
    lastRevision = revision;
  }

  /** Allowed only where what it still wanted was compacted: then it goes on behind that. */
  private void canceled(Arrivals from, WatchResponse response) {
    if (response.getCompactRevision() <= lastRevision) {
      journal.violation(
          "a watch at %s was canceled: %s"
              .formatted(connections.name(member), response.getCancelReason()));
      return;
    }
    lastRevision = response.getCompactRevision() - 1;
    jumped = true;
    from.stream.onCompleted();
    watch();
  }

  private synchronized void ended(Arrivals from, String why) {
    if (stopped || from != current) {
      return;
    }
    from.log.ended(why);
    resumed++;
    if (++attempts % ATTEMPTS_BEFORE_MOVING == 0) {
      member = (member + 1) % connections.size();
    }
    connections.retryNow(member);
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            watch();
          }
        },
        RETRY_MILLIS);
  }

  /** How often it began again. */
  public synchronized int resumed() {
    return resumed;
  }

  /** The newest revision that it saw. */
  public synchronized long lastRevision() {
    return lastRevision;
  }

  /** How many events it saw. */
  public synchronized long events() {
    return events;
  }

  /** Ends it. */
  public synchronized void stop() {
    if (!stopped) {
      stopped = true;
      timer.cancel();
      current.stream.onCompleted();
    }
  }

  private final class Arrivals implements StreamObserver<WatchResponse> {
    private final WatchLog log;
    private StreamObserver<WatchRequest> stream;

    private Arrivals(WatchLog log) {
      this.log = log;
    }

    @Override
    public void onNext(WatchResponse response) {
      arrived(this, response);
    }

    @Override
    public void onError(Throwable failure) {
      ended(this, String.valueOf(failure.getMessage()));
    }

    @Override
    public void onCompleted() {
      ended(this, "completed");
    }
  }
}
