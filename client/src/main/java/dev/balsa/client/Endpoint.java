package dev.balsa.client;

import dev.balsa.api.MaintenanceGrpc;
import dev.balsa.api.StatusRequest;
import dev.balsa.api.StatusResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One server: the connection to it and how it does.
 *
 * <p>Connects by itself and again after every loss, after a pause that grows with each failure. A
 * connection that looks alive but on which nothing comes back, although something is awaited, is
 * asked for a sign of life; if none comes it is given up, which fails what waits on it so that it
 * can go elsewhere. No HTTP/2 pings are sent, so no server can find there are too many of them.
 */
final class Endpoint {

  /** A connection that lasted shorter than this counts as one more failure. */
  private static final long LASTING_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How long a server that could not serve is only asked when no other can be. */
  private static final long PENALTY_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Streams may be silent so many times longer than single requests. */
  private static final int PATIENCE_WITH_STREAMS = 4;

  /** How many times longer than at first connecting may take at most. */
  private static final int HANDSHAKE_GROWTH_MAX = 9;

  private final String name;
  private final Channels channels;
  private final Backoff backoff;
  private final Timer timer;
  private final Runnable onChange;
  private final long silenceLimitNanos;
  private final long handshakeLimitNanos;

  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger streams = new AtomicInteger();
  private volatile ManagedChannel channel;
  private volatile ConnectivityState state = ConnectivityState.IDLE;
  private volatile long lastHeardNanos = System.nanoTime();
  private volatile long penaltyEndNanos = System.nanoTime();
  private long stateSinceNanos = System.nanoTime();
  private int failures;
  private boolean probing;
  private boolean closed;

  Endpoint(
      String name, Channels channels, ClientSettings settings, Timer timer, Runnable onChange) {
    this.name = name;
    this.channels = channels;
    this.backoff = settings.reconnect();
    this.timer = timer;
    this.onChange = onChange;
    silenceLimitNanos = settings.silenceLimit().toNanos();
    handshakeLimitNanos = settings.connectTimeout().multipliedBy(2).toNanos();
    channel = channels.open(name);
  }

  String name() {
    return name;
  }

  boolean isReady() {
    return state == ConnectivityState.READY;
  }

  boolean isPenalized() {
    return penaltyEndNanos - System.nanoTime() > 0;
  }

  /** It answered, but could not do what others may be able to do. */
  void penalize() {
    penaltyEndNanos = System.nanoTime() + PENALTY_NANOS;
  }

  /** Something came back. */
  void heard() {
    lastHeardNanos = System.nanoTime();
  }

  /** A request that is answered once; tell {@link #requestDone} when it is. */
  <Q, A> ClientCall<Q, A> newRequest(MethodDescriptor<Q, A> method, CallOptions options) {
    if (requests.getAndIncrement() == 0) {
      heard();
    }
    return channel.newCall(method, options);
  }

  void requestDone() {
    requests.decrementAndGet();
  }

  /** A stream; tell {@link #streamDone} when it ends. */
  <Q, A> ClientCall<Q, A> newStream(MethodDescriptor<Q, A> method) {
    if (streams.getAndIncrement() == 0) {
      heard();
    }
    return channel.newCall(method, CallOptions.DEFAULT);
  }

  void streamDone() {
    streams.decrementAndGet();
  }

  /** Begins to connect. */
  void connect() {
    follow(channel);
  }

  private void follow(ManagedChannel followed) {
    ConnectivityState now = followed.getState(false);
    enter(followed, now);
    if (now != ConnectivityState.SHUTDOWN) {
      followed.notifyWhenStateChanged(now, () -> follow(followed));
    }
  }

  private void enter(ManagedChannel followed, ConnectivityState entered) {
    long now = System.nanoTime();
    long pauseNanos = 0;
    synchronized (this) {
      if (closed || followed != channel) {
        return;
      }
      boolean lasted = state == ConnectivityState.READY && now - stateSinceNanos >= LASTING_NANOS;
      if (lasted) {
        failures = 0;
      } else if (state == ConnectivityState.READY
          || entered == ConnectivityState.TRANSIENT_FAILURE) {
        failures++;
      }
      if (failures > 0) {
        pauseNanos = backoff.nanos(failures);
      }
      state = entered;
      stateSinceNanos = now;
    }
    switch (entered) {
      case IDLE -> timer.after(pauseNanos, () -> followed.getState(true));
      // The network library would try again by itself, after pauses of its own, even for a while
      // after it was told to be idle: only a new channel waits until it is told to connect. It also
      // looks up anew where the name leads, and reads certificates anew.
      case TRANSIENT_FAILURE -> timer.execute(() -> giveUp(followed));
      case READY -> heard();
      default -> {}
    }
    onChange.run();
  }

  /** Called by the clock now and then. */
  void tick() {
    ManagedChannel doubtful;
    synchronized (this) {
      long now = System.nanoTime();
      doubtful = channel;
      if (state == ConnectivityState.CONNECTING && now - stateSinceNanos > handshakeLimit()) {
        failures++;
      } else if (state == ConnectivityState.READY && !probing && isSilent(now)) {
        probing = true;
        timer.execute(() -> probe(doubtful));
        return;
      } else {
        return;
      }
    }
    giveUp(doubtful);
  }

  /** Longer with each failure: whoever is slow today must get in some day. */
  private long handshakeLimit() {
    return handshakeLimitNanos * (1 + Math.min(failures, HANDSHAKE_GROWTH_MAX));
  }

  private boolean isSilent(long now) {
    long limit =
        requests.get() > 0
            ? silenceLimitNanos
            : streams.get() > 0 ? PATIENCE_WITH_STREAMS * silenceLimitNanos : Long.MAX_VALUE;
    return now - lastHeardNanos > limit;
  }

  /** Any answer will do, even a refusal. */
  private void probe(ManagedChannel doubtful) {
    ClientCall<StatusRequest, StatusResponse> call =
        doubtful.newCall(
            MaintenanceGrpc.getStatusMethod(),
            CallOptions.DEFAULT.withDeadlineAfter(silenceLimitNanos, TimeUnit.NANOSECONDS));
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            probed(doubtful, status);
          }
        },
        new Metadata());
    call.request(2);
    call.sendMessage(StatusRequest.getDefaultInstance());
    call.halfClose();
  }

  private void probed(ManagedChannel doubtful, Status status) {
    synchronized (this) {
      probing = false;
    }
    if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
      giveUp(doubtful);
    } else {
      heard();
    }
  }

  /** Replaces the connection; what waits on the old one fails and goes elsewhere. */
  private void giveUp(ManagedChannel doubtful) {
    ManagedChannel fresh = channels.open(name);
    synchronized (this) {
      if (closed || doubtful != channel) {
        fresh.shutdownNow();
        return;
      }
      channel = fresh;
      state = ConnectivityState.IDLE;
      stateSinceNanos = System.nanoTime();
    }
    onChange.run();
    timer.execute(
        () -> {
          doubtful.shutdownNow();
          follow(fresh);
        });
  }

  /** Ends everything on it. */
  void close() {
    synchronized (this) {
      closed = true;
      state = ConnectivityState.SHUTDOWN;
    }
    channel.shutdownNow();
  }

  /** Waits until the connection is gone. */
  void awaitClosed(long millis) throws InterruptedException {
    boolean ignored = channel.awaitTermination(millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public String toString() {
    return name + " (" + state + ")";
  }
}
