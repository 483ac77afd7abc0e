package dev.balsa.tools.bench.load;

import dev.balsa.tools.bench.wire.Connection;
import dev.balsa.tools.bench.wire.Status;
import dev.balsa.tools.bench.wire.Stream;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;

/** One watch stream with many watchers: creates them, then counts the events and their age. */
final class WatchStream extends Stream {
  private static final String PATH = "/etcdserverpb.Watch/Watch";
  private static final int UNANSWERED_MAX = 256;
  private static final int HEADER_CREATED = 3;
  private static final int HEADER_CANCELED = 4;
  private static final int EVENTS = 11;

  private final Connection connection;
  private final Keys keys;
  private final WatchPlan plan;
  private final EventCount events;
  private final CompletableFuture<Void> created = new CompletableFuture<>();
  private final EventReader reader = new EventReader();
  private long next;
  private final long end;
  private long answered;
  private final long first;

  /** Makes a stream for the watchers of a range of numbers. */
  WatchStream(
      Connection connection, Keys keys, WatchPlan plan, EventCount events, long first, long end) {
    this.connection = connection;
    this.keys = keys;
    this.plan = plan;
    this.events = events;
    this.first = first;
    this.next = first;
    this.end = end;
  }

  /** Completes when all watchers are there; fails if the stream breaks. */
  CompletableFuture<Void> created() {
    return created;
  }

  void start() {
    connection.open(this, PATH);
    createMore();
    connection.flush();
  }

  private void createMore() {
    while (next < end && next - first - answered < UNANSWERED_MAX) {
      Template create = new Template();
      if (plan.singleKey()) {
        create.bytes(1, keys.key(next));
      } else {
        byte[] after = keys.prefix().clone();
        after[after.length - 1]++;
        create.bytes(1, keys.prefix()).bytes(2, after);
      }
      connection.send(this, new Template().message(1, create).build(), false);
      next++;
    }
    if (answered == end - first) {
      created.complete(null);
    }
  }

  @Override
  protected void onMessage(ByteBuf in, int offset, int length) {
    reader.enter(in, offset, length);
    for (int field = reader.next(); field != 0; field = reader.next()) {
      switch (field) {
        case HEADER_CREATED -> {
          answered++;
          createMore();
        }
        case HEADER_CANCELED -> onClose(new Status(1, "a watcher was canceled"));
        case EVENTS -> events.event(reader.firstOfValue(), connection.arrivedNanos());
        default -> {
          // Revisions and ids are the checkers' business.
        }
      }
    }
  }

  @Override
  protected void onClose(Status status) {
    IllegalStateException reason = new IllegalStateException("watch stream: " + status);
    created.completeExceptionally(reason);
    events.broken(reason);
  }
}
