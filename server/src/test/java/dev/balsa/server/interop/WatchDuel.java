package dev.balsa.server.interop;

import dev.balsa.api.Event;
import dev.balsa.api.WatchCancelRequest;
import dev.balsa.api.WatchCreateRequest;
import dev.balsa.api.WatchProgressRequest;
import dev.balsa.api.WatchRequest;
import dev.balsa.api.WatchResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Several watch streams, each opened on both servers alike. Compares what the watches on them
 * deliver.
 */
final class WatchDuel {
  /** Streams on each server. */
  static final int STREAMS = 2;

  private static final int PROGRESS_ATTEMPTS = 50;
  private static final int PROGRESS_WAIT_MS = 200;

  private final List<WatchTap> etcd = new ArrayList<>();
  private final List<WatchTap> balsa = new ArrayList<>();
  private final List<Tracked> open = new ArrayList<>();
  private final History history;
  private final KnownState state;
  private long eventsCompared;

  WatchDuel(WireClient etcd, WireClient balsa, KnownState state) {
    this.state = state;
    history = new History("etcd's history", etcd);
    for (int stream = 0; stream < STREAMS; stream++) {
      this.etcd.add(new WatchTap("etcd", etcd));
      this.balsa.add(new WatchTap("balsa", balsa));
    }
  }

  /** A watch that both servers accepted. */
  record Tracked(
      KnownState.OpenWatch watch,
      WatchCreateRequest create,
      long createdAt,
      long compactedAtCreation) {
    /** It reads the past, and may still be doing so. */
    boolean startsInThePast() {
      return create.getStartRevision() > 0 && create.getStartRevision() <= createdAt;
    }
  }

  long eventsCompared() {
    return eventsCompared;
  }

  /** Sends one request on both; null, or what differs. */
  String send(RandomWatch.OnStream next) {
    return switch (next.request().getRequestUnionCase()) {
      case CREATE_REQUEST -> create(next.stream(), next.request());
      case CANCEL_REQUEST -> cancel(next.stream(), next.request().getCancelRequest().getWatchId());
      case PROGRESS_REQUEST -> progress(next.stream());
      default -> throw new IllegalArgumentException("no such watch request");
    };
  }

  private String create(int stream, WatchRequest request) {
    etcd.get(stream).send(request);
    balsa.get(stream).send(request);
    WatchResponse expected = plain(etcd.get(stream).answer());
    String difference = difference(expected, plain(balsa.get(stream).answer()));
    if (difference != null || expected.getCanceled()) {
      return difference;
    }
    WatchCreateRequest create = request.getCreateRequest();
    long start = create.getStartRevision();
    if (start > 0 && start <= state.revision() && start < state.compactRevision()) {
      return difference(plain(etcd.get(stream).answer()), plain(balsa.get(stream).answer()));
    }
    KnownState.OpenWatch watch = new KnownState.OpenWatch(stream, expected.getWatchId());
    state.opened(watch);
    open.add(new Tracked(watch, create, state.revision(), state.compactRevision()));
    return null;
  }

  private String cancel(int stream, long id) {
    Tracked tracked = find(stream, id);
    WatchRequest request =
        WatchRequest.newBuilder()
            .setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(id))
            .build();
    if (tracked == null) {
      etcd.get(stream).send(request);
      balsa.get(stream).send(request);
      return null;
    }
    String difference = compareEvents(tracked);
    if (difference != null) {
      return difference;
    }
    etcd.get(stream).send(request);
    balsa.get(stream).send(request);
    difference = difference(plain(etcd.get(stream).answer()), plain(balsa.get(stream).answer()));
    open.remove(tracked);
    state.closed(tracked.watch());
    etcd.get(stream).forget(id);
    balsa.get(stream).forget(id);
    return difference;
  }

  private Tracked find(int stream, long id) {
    return open.stream()
        .filter(tracked -> tracked.watch().stream() == stream && tracked.watch().id() == id)
        .findFirst()
        .orElse(null);
  }

  private String progress(int stream) {
    List<Tracked> here =
        open.stream().filter(tracked -> tracked.watch().stream() == stream).toList();
    // etcd 3.4 answers always; since 3.5 only when every watch of the stream, at least one, has all
    // it asked for.
    boolean answered =
        here.stream().allMatch(tracked -> tracked.create().getStartRevision() <= state.revision());
    if (here.isEmpty() || !answered) {
      return null;
    }
    String difference = compareAll();
    if (difference != null) {
      return difference;
    }
    WatchResponse expected = askProgress(etcd.get(stream));
    WatchResponse actual = askProgress(balsa.get(stream));
    return difference(plain(expected), plain(actual));
  }

  private static WatchResponse askProgress(WatchTap tap) {
    WatchRequest ask =
        WatchRequest.newBuilder()
            .setProgressRequest(WatchProgressRequest.getDefaultInstance())
            .build();
    while (tap.progressWithin(0) != null) {
      // An answer to an earlier question that was asked twice.
    }
    for (int attempt = 0; attempt < PROGRESS_ATTEMPTS; attempt++) {
      tap.send(ask);
      WatchResponse response = tap.progressWithin(PROGRESS_WAIT_MS);
      if (response != null) {
        return response;
      }
    }
    throw new AssertionError("progress was asked for " + PROGRESS_ATTEMPTS + " times in vain");
  }

  /**
   * Brings all watches to a point where a compaction cannot race them: those that have all their
   * events stay; those that may still be reading the past, with nothing to show for it, are
   * cancelled.
   */
  String beforeCompaction() {
    String difference = compareAll();
    for (Tracked tracked : List.copyOf(open)) {
      if (difference == null && tracked.startsInThePast() && expected(tracked).isEmpty()) {
        difference = cancel(tracked.watch().stream(), tracked.watch().id());
      }
    }
    return difference;
  }

  /** Waits until every watch has what history says, then compares; null, or what differs. */
  String compareAll() {
    for (Tracked tracked : open) {
      String difference = compareEvents(tracked);
      if (difference != null) {
        return difference;
      }
    }
    return brokenPromises();
  }

  private String brokenPromises() {
    List<String> broken = new ArrayList<>();
    etcd.forEach(tap -> broken.addAll(tap.brokenPromises()));
    balsa.forEach(tap -> broken.addAll(tap.brokenPromises()));
    return broken.isEmpty() ? null : String.join("\n", broken);
  }

  private List<Event> expected(Tracked tracked) {
    return history.seenBy(tracked, state.revision());
  }

  private String compareEvents(Tracked tracked) {
    List<Event> expected = expected(tracked);
    List<Event> fromEtcd = delivered(etcd, tracked, expected.size());
    List<Event> fromBalsa = delivered(balsa, tracked, expected.size());
    eventsCompared += expected.size();
    if (!withoutPrevious(fromEtcd).equals(expected)) {
      return "etcd's watch "
          + tracked
          + " differs from its own history:\n"
          + list(expected)
          + "\n"
          + list(fromEtcd);
    }
    return fromEtcd.equals(fromBalsa)
        ? null
        : "watch "
            + tracked
            + " delivers by etcd:\n"
            + list(fromEtcd)
            + "\nby balsa:\n"
            + list(fromBalsa);
  }

  /** The first events of a watch, as many as are compared; waits for them. */
  private static List<Event> delivered(List<WatchTap> taps, Tracked tracked, int count) {
    WatchTap tap = taps.get(tracked.watch().stream());
    List<Event> all = tap.events(tracked.watch().id(), count);
    List<Event> compared = withoutLostTombstones(tracked, all);
    int left = all.size() - compared.size();
    // What is left out must not count as waited for.
    return left == 0
        ? compared
        : withoutLostTombstones(tracked, tap.events(tracked.watch().id(), count + left));
  }

  /** Without the tombstones at exactly the compacted revision, which only newer servers keep. */
  private static List<Event> withoutLostTombstones(Tracked tracked, List<Event> events) {
    if (tracked.create().getStartRevision() != tracked.compactedAtCreation()) {
      return events;
    }
    return events.stream()
        .filter(
            event ->
                event.getType() != Event.EventType.DELETE
                    || event.getKv().getModRevision() != tracked.compactedAtCreation())
        .toList();
  }

  private static List<Event> withoutPrevious(List<Event> events) {
    return events.stream().map(event -> event.toBuilder().clearPrevKv().build()).toList();
  }

  private static String list(List<Event> events) {
    return events.stream()
        .map(Reply.Texts::of)
        .reduce("", (all, event) -> all + "  " + event + "\n");
  }

  private static WatchResponse plain(WatchResponse response) {
    if (response == null) {
      return null;
    }
    WatchResponse.Builder plain = response.toBuilder();
    if (response.hasHeader()) {
      plain.getHeaderBuilder().clearClusterId().clearMemberId().clearRaftTerm();
    }
    return plain.build();
  }

  private static String difference(WatchResponse etcd, WatchResponse balsa) {
    return Objects.equals(etcd, balsa)
        ? null
        : "etcd:  "
            + Reply.Texts.of(etcd)
            + "\nbalsa: "
            + (balsa == null ? "nothing" : Reply.Texts.of(balsa));
  }
}
