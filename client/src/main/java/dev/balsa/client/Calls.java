package dev.balsa.client;

import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** What every request of a client needs: servers, a clock, threads for callbacks, a token. */
final class Calls {

  private static final long PARKED_WORKER_SECONDS = 10;
  private static final int WORKERS_MIN = 2;
  private static final int WORKERS_MAX = 256;

  private final ClientSettings settings;
  private final Timer timer;
  private final Endpoints endpoints;
  private final Tokens tokens;
  private final Set<Pause> pauses = ConcurrentHashMap.newKeySet();
  private final Executor executor;
  private final ForkJoinPool own;

  Calls(ClientSettings settings) {
    this.settings = settings;
    timer = new Timer();
    own = settings.executor().isPresent() ? null : newPool();
    executor = own == null ? settings.executor().get() : own;
    tokens = new Tokens(this, settings.user(), settings.password());
    endpoints = new Endpoints(settings, timer);
  }

  /**
   * Threads for callbacks. A callback that waits for another reply does not starve it: such a pool
   * adds a thread while one waits in {@link java.util.concurrent.CompletableFuture#get()}.
   */
  private static ForkJoinPool newPool() {
    return new ForkJoinPool(
        Math.max(WORKERS_MIN, Runtime.getRuntime().availableProcessors()),
        pool -> {
          ForkJoinWorkerThread thread =
              ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
          thread.setName("balsa-client-" + thread.getPoolIndex());
          thread.setDaemon(true);
          return thread;
        },
        null,
        true,
        0,
        WORKERS_MAX,
        1,
        null,
        PARKED_WORKER_SECONDS,
        TimeUnit.SECONDS);
  }

  /** A request that any server may answer. */
  <Q, A, R> Reply<R> unary(
      MethodDescriptor<Q, A> method, Q request, Safety safety, Function<A, R> result) {
    return unary(method, request, safety, result, settings.requestTimeout());
  }

  /** A request that any server may answer, with a time of its own. */
  <Q, A, R> Reply<R> unary(
      MethodDescriptor<Q, A> method,
      Q request,
      Safety safety,
      Function<A, R> result,
      Duration timeout) {
    return new UnaryCall<>(this, method, request, safety, result, timeout, null, true).begin();
  }

  /** A request to one server. */
  <Q, A, R> Reply<R> unaryAt(
      String endpoint,
      MethodDescriptor<Q, A> method,
      Q request,
      Safety safety,
      Function<A, R> result,
      Duration timeout) {
    Endpoint target = endpoints.named(endpoint);
    if (target == null) {
      throw new IllegalArgumentException(
          "no endpoint of this client: " + endpoint + "; there are " + endpoints.names());
    }
    return new UnaryCall<>(this, method, request, safety, result, timeout, target, true).begin();
  }

  /** A request without a token. */
  <Q, A> Reply<A> anonymous(MethodDescriptor<Q, A> method, Q request) {
    return new UnaryCall<>(
            this,
            method,
            request,
            Safety.READ,
            Function.<A>identity(),
            settings.requestTimeout(),
            null,
            false)
        .begin();
  }

  ClientSettings settings() {
    return settings;
  }

  Timer timer() {
    return timer;
  }

  Endpoints endpoints() {
    return endpoints;
  }

  Tokens tokens() {
    return tokens;
  }

  /** Runs something after some time, or when the client is closed, whichever comes first. */
  void pause(long nanos, Runnable go) {
    Pause pause = new Pause(go);
    pauses.add(pause);
    Timer.Alarm ignored = timer.after(nanos, pause);
    if (isClosed()) {
      pause.run();
    }
  }

  /** Runs once. */
  private final class Pause implements Runnable {
    private final Runnable go;

    private Pause(Runnable go) {
      this.go = go;
    }

    @Override
    public void run() {
      if (pauses.remove(this)) {
        go.run();
      }
    }
  }

  /** Runs a callback of the caller. */
  void execute(Runnable callback) {
    try {
      executor.execute(callback);
    } catch (RejectedExecutionException closed) {
      // The threads are gone, the caller still wants to know.
      callback.run();
    }
  }

  boolean isClosed() {
    return endpoints.isClosed();
  }

  void close() {
    endpoints.close();
    timer.close();
    pauses.forEach(Pause::run);
    if (own != null) {
      own.shutdown();
    }
  }
}
