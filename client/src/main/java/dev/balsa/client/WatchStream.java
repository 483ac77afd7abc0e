package dev.balsa.client;

import dev.balsa.api.WatchCancelRequest;
import dev.balsa.api.WatchGrpc;
import dev.balsa.api.WatchRequest;
import dev.balsa.api.WatchResponse;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One stream to one server, shared by many watches. Everything happens under the monitor of {@link
 * WatchStreams}.
 *
 * <p>Each watch has an id of our choice; ids are used once. The server answers creations in the
 * order in which they were sent, and a refused one without its id: therefore the queue.
 */
final class WatchStream extends ClientCall.Listener<WatchResponse> {

  private static final Metadata.Key<String> REQUIRE_LEADER =
      Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

  private final WatchStreams streams;
  private final Endpoint endpoint;
  private final String token;
  private final long openedNanos = System.nanoTime();
  private final Map<Long, Watcher> watchers = new LinkedHashMap<>();
  private final Deque<Long> creating = new ArrayDeque<>();
  private ClientCall<WatchRequest, WatchResponse> call;
  private long lastId;
  private boolean heard;
  private boolean over;

  WatchStream(WatchStreams streams, Endpoint endpoint, String token) {
    this.streams = streams;
    this.endpoint = endpoint;
    this.token = token;
  }

  void open(boolean requireLeader) {
    call = endpoint.newStream(WatchGrpc.getWatchMethod());
    Metadata headers = new Metadata();
    Tokens.stamp(headers, token);
    if (requireLeader) {
      headers.put(REQUIRE_LEADER, "true");
    }
    call.start(this, headers);
    call.request(1);
  }

  int size() {
    return watchers.size();
  }

  boolean isOver() {
    return over;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  String token() {
    return token;
  }

  /** Whether the server did as it should for a while. */
  boolean wasGood() {
    return heard && System.nanoTime() - openedNanos > WatchStreams.GOOD_NANOS;
  }

  void create(Watcher watcher) {
    long id = ++lastId;
    watchers.put(id, watcher);
    creating.add(id);
    watcher.placedOn(this, id);
    call.sendMessage(WatchRequest.newBuilder().setCreateRequest(watcher.createRequest(id)).build());
  }

  /** Ends one watch; the stream too, if it was the last. */
  void cancel(long id) {
    if (over || watchers.remove(id) == null) {
      return;
    }
    if (watchers.isEmpty()) {
      over = true;
      streams.left(this);
      call.cancel("no watch is left", null);
    } else {
      call.sendMessage(
          WatchRequest.newBuilder()
              .setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(id))
              .build());
    }
  }

  /** Gives the stream up. */
  void abandon(String why) {
    over = true;
    call.cancel(why, null);
  }

  List<Watcher> watchers() {
    return new ArrayList<>(watchers.values());
  }

  @Override
  public void onMessage(WatchResponse response) {
    endpoint.heard();
    synchronized (streams) {
      if (over) {
        return;
      }
      heard = true;
      if (response.getCreated()) {
        created(response);
      } else if (response.getCanceled()) {
        canceled(response);
      } else {
        told(response);
      }
    }
    call.request(1);
  }

  private void created(WatchResponse response) {
    Long id = creating.poll();
    Watcher watcher = id == null ? null : watchers.get(id);
    if (watcher == null) {
      return;
    }
    if (response.getCanceled()) {
      watchers.remove(id);
      streams.refused(this, watcher, response);
    } else {
      watcher.created(response.getHeader().getRevision());
    }
  }

  private void canceled(WatchResponse response) {
    Watcher watcher = watchers.remove(response.getWatchId());
    if (watcher != null) {
      streams.refused(this, watcher, response);
    }
  }

  private void told(WatchResponse response) {
    Watcher watcher = watchers.get(response.getWatchId());
    if (watcher == null) {
      return;
    }
    if (response.getEventsCount() > 0) {
      watcher.events(response);
    } else {
      watcher.progress(response.getHeader().getRevision());
    }
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    endpoint.streamDone();
    synchronized (streams) {
      if (!over) {
        over = true;
        streams.lost(this, Verdict.of(status, true));
      }
    }
  }
}
