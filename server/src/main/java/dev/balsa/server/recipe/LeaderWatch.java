package dev.balsa.server.recipe;

import com.google.protobuf.ByteString;
import dev.balsa.mvcc.Event;
import dev.balsa.mvcc.KeyRange;
import dev.balsa.mvcc.KeyValue;
import dev.balsa.mvcc.OpResult;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.node.WatchSession;
import dev.balsa.watch.WatchMessage;
import dev.balsa.watch.WatchRequest;
import dev.balsa.watch.WatchSink;
import io.grpc.StatusRuntimeException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Follows who leads an election and what they proclaim: the present leader first, then every change
 * of their key, then the next leader.
 *
 * <pre>
 *   look  -- nobody --> wait for anybody's put --> look
 *     |
 *     +-- a leader --> tell --> watch their key -- put --> tell
 *                                    +-- deleted --> look
 * </pre>
 *
 * <p>What is told is never kept here: the watch delivers only while the transport takes it.
 * Thread-safe.
 */
public final class LeaderWatch implements AutoCloseable {

  /** Who gets to know. Called on the member's own threads; must not block. */
  public interface Listener {
    /** Someone leads, or the leader has proclaimed something. */
    void leader(KeyValue kv, long revision);

    /** The watch has ended. */
    void failed(Throwable cause);
  }

  private final Steps steps;
  private final byte[] prefix;
  private final BooleanSupplier transportReady;
  private final Listener listener;

  /** Guarded by this: ends what is being waited for. */
  private Runnable stopWaiting = () -> {};

  /** Guarded by this: the session to tell that the transport drained; null if there is none. */
  private WatchSession session;

  /** Guarded by this. */
  private boolean closed;

  public LeaderWatch(
      Steps steps, ByteString name, BooleanSupplier transportReady, Listener listener) {
    this.steps = steps;
    this.prefix = Contest.prefix(name);
    this.transportReady = transportReady;
    this.listener = listener;
  }

  /** Reads who leads: one key, or none. */
  public static CompletableFuture<OpResult.RangeResult> leaderOf(Steps steps, ByteString name) {
    return steps.read(Contest.owner(Contest.prefix(name)));
  }

  /** Looks who leads, and goes on from there. */
  public void look() {
    then(
        steps.read(Contest.owner(prefix)),
        found -> {
          if (found.kvs().isEmpty()) {
            awaitAnybody(found);
          } else {
            listener.leader(found.kvs().get(0), found.revision());
            follow(found.kvs().get(0).key(), found.revision() + 1);
          }
        });
  }

  private void awaitAnybody(OpResult.RangeResult found) {
    KeyWatch watch =
        KeyWatch.put(steps, prefix, KeyRange.prefix(prefix).end(), found.revision() + 1);
    if (waitsFor(watch::close, null)) {
      then(watch.first(), event -> look());
    } else {
      watch.close();
    }
  }

  private void follow(byte[] key, long fromRevision) {
    Follower follower = new Follower();
    follower.session =
        steps
            .replica()
            .openWatch(
                follower, () -> listener.failed(EtcdError.REQUEST_TOO_MANY_REQUESTS.asException()));
    WatchRequest request =
        new WatchRequest(key, new byte[0], fromRevision, false, Set.of(), false, 0, false);
    StatusRuntimeException refused = steps.refusal(KeyRange.single(key));
    if (refused != null) {
      follower.session.close();
      listener.failed(refused);
    } else if (!waitsFor(follower.session::close, follower.session)) {
      follower.session.close();
    } else if (!follower.session.create(request)) {
      listener.failed(EtcdError.REQUEST_TOO_MANY_REQUESTS.asException());
    }
  }

  private synchronized boolean waitsFor(Runnable stop, WatchSession newSession) {
    stopWaiting = stop;
    session = newSession;
    return !closed;
  }

  private <T> void then(CompletableFuture<T> step, Consumer<T> next) {
    CompletableFuture<Void> unused =
        step.thenAccept(next)
            .exceptionally(
                failure -> {
                  listener.failed(failure);
                  return null;
                });
  }

  /** The transport can take messages again. */
  public void drained() {
    WatchSession current;
    synchronized (this) {
      current = session;
    }
    if (current != null) {
      current.drained();
    }
  }

  @Override
  public void close() {
    Runnable stop;
    synchronized (this) {
      closed = true;
      stop = stopWaiting;
    }
    stop.run();
  }

  /** The watch of one leader's key. */
  private final class Follower implements WatchSink {
    private WatchSession session;

    /** Apply thread only: whether the leader has gone, and the next one is being looked for. */
    private boolean over;

    @Override
    public boolean isReady() {
      return transportReady.getAsBoolean();
    }

    @Override
    public void send(WatchMessage message) {
      for (Event event : message.events()) {
        if (over) {
          return;
        }
        if (event.type() == Event.Type.DELETE) {
          lookAgain();
        } else {
          listener.leader(event.kv(), message.revision());
        }
      }
      if (message.canceled() && !over) {
        lookAgain(); // the history to watch is compacted: the present state says who leads
      }
    }

    private void lookAgain() {
      over = true;
      session.close();
      look();
    }
  }
}
