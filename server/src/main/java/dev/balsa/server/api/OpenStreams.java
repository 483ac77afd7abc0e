package dev.balsa.server.api;

import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.node.Replica;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The streaming calls of a server: ends those that need a leader when there is none, and all of
 * them when the server stops. Thread-safe.
 */
final class OpenStreams {

  /** After so many ticks in a row without a leader the streams that need one end. */
  private static final int TICKS_WITHOUT_LEADER = 3;

  private final Replica replica;

  /** Each stream, and whether it needs a leader. */
  private final Map<StreamCall, Boolean> streams = new ConcurrentHashMap<>();

  private volatile boolean stopped;
  private int ticksWithoutLeader;

  OpenStreams(Replica replica) {
    this.replica = replica;
  }

  void add(StreamCall stream, boolean needsLeader) {
    streams.put(stream, needsLeader);
    stream.onEnd(() -> streams.remove(stream));
    if (stopped) {
      stream.fail(EtcdError.STOPPED);
    }
  }

  /** One election timeout has passed. One thread at a time. */
  void tick() {
    if (replica.status().hasLeader()) {
      ticksWithoutLeader = 0;
    } else if (++ticksWithoutLeader >= TICKS_WITHOUT_LEADER) {
      // Streams are independent of one another: in which order they end shows nowhere.
      streams.forEach(
          (stream, needsLeader) -> {
            if (needsLeader) {
              stream.fail(EtcdError.NO_LEADER);
            }
          });
    }
  }

  /** Ends every stream, and every one that comes. */
  void stop() {
    stopped = true;
    // Here too the order does not matter.
    for (StreamCall stream : List.copyOf(streams.keySet())) {
      stream.fail(EtcdError.STOPPED);
    }
  }

  int size() {
    return streams.size();
  }
}
