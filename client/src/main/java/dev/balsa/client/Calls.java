package dev.balsa.client;

import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;

/** What every request of a client needs: servers, a clock, threads for callbacks, a token. */
final class Calls {

  private final ClientSettings settings;
  private final Timer timer;
  private final Deadlines deadlines;
  private final Endpoints endpoints;
  private final Tokens tokens;
  private final Set<Pause> pauses = ConcurrentHashMap.newKeySet();
  private final Executor executor;
  private final Callbacks own;

  Calls(ClientSettings settings) {
    this.settings = settings;
    timer = new Timer();
    deadlines = new Deadlines(timer);
    own = settings.executor().isPresent() ? null : new Callbacks(timer);
    executor = own == null ? settings.executor().get() : own;
    tokens = new Tokens(this, settings.user(), settings.password());
    endpoints = new Endpoints(settings, timer);
  }

  /** A request that any server may answer. */
  <Q, A, R> Reply<R> unary(
      MethodDescriptor<Q, A> method, Q request, Safety safety, Function<A, R> result) {
    return unary(method, request, safety, result, settings.requestTimeout());
  }

  /**
   * A request that any server may answer, whose result is held by somebody.
   *
   * @param unwanted gets a result that was made just when the caller gave up
   */
  <Q, A, R> Reply<R> unary(
      MethodDescriptor<Q, A> method,
      Q request,
      Safety safety,
      Function<A, R> result,
      Consumer<R> unwanted) {
    Duration timeout = settings.requestTimeout();
    return new UnaryCall<>(this, method, request, safety, result, timeout, null, true)
        .ifUnwanted(unwanted)
        .begin();
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

  Deadlines deadlines() {
    return deadlines;
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
      own.close();
    }
  }
}
