package dev.balsa.server.interop;

import dev.balsa.api.WatchCancelRequest;
import dev.balsa.api.WatchCreateRequest;
import dev.balsa.api.WatchProgressRequest;
import dev.balsa.api.WatchRequest;
import java.util.List;

/** Random requests on a watch stream. */
final class RandomWatch {
  private static final int OPEN_MAX = 12;
  private static final long NO_SUCH_ID = 77_777;

  private final Dice dice;
  private final KnownState state;

  RandomWatch(Dice dice, KnownState state) {
    this.dice = dice;
    this.state = state;
  }

  /** A stream number and what to send on it. */
  record OnStream(int stream, WatchRequest request) {}

  OnStream next(int streams) {
    int choice = dice.below(10);
    if (choice == 0) {
      WatchRequest progress =
          WatchRequest.newBuilder()
              .setProgressRequest(WatchProgressRequest.getDefaultInstance())
              .build();
      return new OnStream(dice.below(streams), progress);
    }
    if (choice <= 2 || state.watches().size() >= OPEN_MAX) {
      return cancel(streams);
    }
    int stream = dice.below(streams);
    return new OnStream(stream, WatchRequest.newBuilder().setCreateRequest(create(stream)).build());
  }

  private OnStream cancel(int streams) {
    int stream = dice.below(streams);
    long id = NO_SUCH_ID;
    if (!state.watches().isEmpty() && !dice.oneIn(6)) {
      KnownState.OpenWatch open = dice.of(state.watches());
      stream = open.stream();
      id = open.id();
    }
    WatchCancelRequest cancel = WatchCancelRequest.newBuilder().setWatchId(id).build();
    return new OnStream(stream, WatchRequest.newBuilder().setCancelRequest(cancel).build());
  }

  private WatchCreateRequest create(int stream) {
    WatchCreateRequest.Builder create =
        WatchCreateRequest.newBuilder()
            .setKey(dice.key())
            .setRangeEnd(dice.rangeEnd())
            .setStartRevision(startRevision())
            .setPrevKv(dice.oneIn(3))
            .setFragment(dice.oneIn(4));
    if (dice.oneIn(5)) {
      create.addFiltersValue(dice.below(2));
    }
    if (dice.oneIn(12)) {
      create.addFiltersValue(dice.below(2));
    }
    if (dice.oneIn(5)) {
      create.setWatchId(watchId(stream));
    }
    return create.build();
  }

  /** An id that is new, or one that is taken on this stream. */
  private long watchId(int stream) {
    List<KnownState.OpenWatch> taken =
        state.watches().stream().filter(open -> open.stream() == stream).toList();
    return taken.isEmpty() || !dice.oneIn(3) ? state.freshWatchId() : dice.of(taken).id();
  }

  private long startRevision() {
    return switch (dice.below(8)) {
      case 0, 1, 2 -> 0;
      case 3 -> state.revision() + 1 + dice.below(6);
      case 4 -> Math.max(1, state.compactRevision() + dice.below(3) - 1);
      default -> Math.max(1, state.revision() - dice.below(40));
    };
  }
}
