package dev.balsa.server.interop;

import dev.balsa.api.Event;
import dev.balsa.api.WatchRequest;
import dev.balsa.api.WatchResponse;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One watch stream of one server: sends requests, sorts what arrives by watch id, and checks the
 * promises that need no second server to compare with.
 */
final class WatchTap implements StreamObserver<WatchResponse> {
  private static final int SECONDS_MAX = 15;

  private final String name;
  private final StreamObserver<WatchRequest> requests;
  private final BlockingQueue<WatchResponse> answers = new LinkedBlockingQueue<>();
  private final BlockingQueue<WatchResponse> progress = new LinkedBlockingQueue<>();
  private final Map<Long, List<Event>> events = new HashMap<>();
  private final Map<Long, Boolean> inFragments = new HashMap<>();
  private final List<String> brokenPromises = new ArrayList<>();

  WatchTap(String name, WireClient client) {
    this.name = name;
    requests = client.watch(this);
  }

  void send(WatchRequest request) {
    requests.onNext(request);
  }

  /** The next created or canceled message. */
  WatchResponse answer() {
    return poll(answers, SECONDS_MAX * 1000L, "created or canceled");
  }

  /** The next progress message, or null when there is none in time. */
  WatchResponse progressWithin(long millis) {
    try {
      return progress.poll(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private WatchResponse poll(BlockingQueue<WatchResponse> queue, long millis, String what) {
    try {
      WatchResponse response = queue.poll(millis, TimeUnit.MILLISECONDS);
      if (response == null) {
        throw new AssertionError(
            name + " sent no message «" + what + "» within " + SECONDS_MAX + " s");
      }
      return response;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The events of one watch so far, once there are so many, or when waiting has become pointless.
   */
  synchronized List<Event> events(long watchId, int count) {
    long deadlineMs = SECONDS_MAX * 1000L;
    try {
      for (long waitedMs = 0; size(watchId) < count && waitedMs < deadlineMs; waitedMs += 50) {
        wait(50);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return List.copyOf(events.getOrDefault(watchId, List.of()));
  }

  private int size(long watchId) {
    return events.getOrDefault(watchId, List.of()).size();
  }

  synchronized void forget(long watchId) {
    events.remove(watchId);
    inFragments.remove(watchId);
  }

  synchronized List<String> brokenPromises() {
    return List.copyOf(brokenPromises);
  }

  @Override
  public void onNext(WatchResponse response) {
    if (response.getCreated() || response.getCanceled()) {
      if (response.getCreated() && !response.getCanceled()) {
        open(response.getWatchId());
      }
      answers.add(response);
    } else if (response.getEventsCount() == 0) {
      progress.add(response);
    } else {
      take(response);
    }
  }

  private synchronized void open(long watchId) {
    events.put(watchId, new ArrayList<>());
  }

  private synchronized void take(WatchResponse response) {
    List<Event> sofar = events.get(response.getWatchId());
    if (sofar == null) {
      broken("events for a watch that is not open", response);
      return;
    }
    long last = sofar.isEmpty() ? 0 : sofar.get(sofar.size() - 1).getKv().getModRevision();
    boolean continues = inFragments.getOrDefault(response.getWatchId(), false);
    if (response.getEvents(0).getKv().getModRevision() == last && !continues) {
      broken("revision " + last + " split over two messages", response);
    }
    for (Event event : response.getEventsList()) {
      long revision = event.getKv().getModRevision();
      if (revision < last) {
        broken("revision " + revision + " after " + last, response);
      }
      last = revision;
    }
    if (response.getHeader().getRevision() < last) {
      broken("a header from before its events", response);
    }
    inFragments.put(response.getWatchId(), response.getFragment());
    sofar.addAll(response.getEventsList());
    notifyAll();
  }

  private void broken(String promise, WatchResponse response) {
    brokenPromises.add(name + ": " + promise + ": " + Reply.Texts.of(response));
  }

  @Override
  public void onError(Throwable failure) {
    synchronized (this) {
      brokenPromises.add(name + ": the stream ended: " + failure);
    }
  }

  @Override
  public void onCompleted() {
    synchronized (this) {
      brokenPromises.add(name + ": the stream ended");
    }
  }
}
