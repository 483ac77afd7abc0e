package dev.balsa.client;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One request until it is answered: as many attempts as it takes and its {@link Safety} allows.
 *
 * @param <Q> the request's message
 * @param <A> the answer's message
 * @param <R> what the caller gets
 */
final class UnaryCall<Q, A, R> {

  private static final Status LATE = Status.DEADLINE_EXCEEDED.withDescription("no answer in time");

  private static final Backoff PAUSES =
      new Backoff(Duration.ofMillis(50), Duration.ofMillis(1_000));

  private final Calls calls;
  private final MethodDescriptor<Q, A> method;
  private final Q request;
  private final Safety safety;
  private final Function<A, R> result;
  private final Endpoint target;
  private final boolean withToken;
  private final long endNanos;
  private final Reply<R> reply = new Reply<>();

  private Consumer<R> unwanted = made -> {};
  private volatile Attempt current;
  private Endpoint failed;
  private BalsaException failure;
  private boolean outcomeUnknown;
  private int failures;
  private int logins;

  /**
   * @param target the one server to ask; null for any
   */
  UnaryCall(
      Calls calls,
      MethodDescriptor<Q, A> method,
      Q request,
      Safety safety,
      Function<A, R> result,
      Duration timeout,
      Endpoint target,
      boolean withToken) {
    this.calls = calls;
    this.method = method;
    this.request = request;
    this.safety = safety;
    this.result = result;
    this.target = target;
    this.withToken = withToken;
    endNanos = System.nanoTime() + timeout.toNanos();
  }

  /**
   * What to do with a result that was made just when the caller gave up: nobody will ever see it.
   */
  UnaryCall<Q, A, R> ifUnwanted(Consumer<R> action) {
    unwanted = action;
    return this;
  }

  Reply<R> begin() {
    reply.onCancel(
        () -> {
          Attempt attempt = current;
          if (attempt != null) {
            attempt.giveUp();
          }
        });
    attempt();
    return reply;
  }

  private void attempt() {
    if (reply.isDone()) {
      return;
    }
    long leftNanos = endNanos - System.nanoTime();
    if (calls.isClosed()) {
      fail(new ClientClosedException("the client is closed", failure));
    } else if (leftNanos <= 0) {
      timeIsUp();
    } else {
      Endpoint endpoint = target != null ? target : calls.endpoints().pick(failed);
      String token = withToken ? calls.tokens().current() : "";
      if (endpoint == null) {
        waitForConnection(leftNanos);
      } else if (token == null) {
        calls.tokens().logIn(this::loggedIn);
      } else {
        current = new Attempt(endpoint, token);
        current.start();
      }
    }
  }

  private void waitForConnection(long leftNanos) {
    if (!calls.endpoints().whenReady(leftNanos, this::attempt, this::timeIsUp)) {
      fail(new RetryLaterException("too many requests wait for a connection", failure));
    }
  }

  private void loggedIn(String token, Throwable refused) {
    if (refused == null) {
      attempt();
    } else {
      fail(refused instanceof BalsaException known ? known : new NotAllowedException("", refused));
    }
  }

  private void timeIsUp() {
    String last = failure == null ? "no server could be reached" : failure.getMessage();
    String text = "no answer in time; the last attempt: " + last;
    if (outcomeUnknown && safety != Safety.READ) {
      fail(new OutcomeUnknownException(text, failure));
    } else if (failure instanceof RetryLaterException) {
      fail(new RetryLaterException(text, failure));
    } else {
      fail(new UnavailableException(text, failure));
    }
  }

  private void fail(Throwable why) {
    calls.execute(() -> reply.completeExceptionally(why));
  }

  private void succeed(A answer) {
    calls.execute(
        () -> {
          if (reply.isDone()) { // the caller has given up while the answer waited for a thread
            return;
          }
          try {
            R made = result.apply(answer);
            if (!reply.complete(made)) {
              unwanted.accept(made);
            }
          } catch (RuntimeException e) {
            reply.completeExceptionally(e);
          }
        });
  }

  private void settle(Attempt attempt, Status status) {
    if (calls.isClosed()) {
      fail(new ClientClosedException("the client was closed", status.asRuntimeException()));
      return;
    }
    Verdict verdict = Verdict.of(status, attempt.mayHaveArrived());
    failure = verdict.failure();
    failed = attempt.endpoint;
    switch (verdict.advice()) {
      case FINAL -> fail(failure);
      case LOGIN -> logInAgain(attempt.token);
      case ELSEWHERE -> {
        attempt.endpoint.penalize();
        again();
      }
      case LATER -> again();
      case UNKNOWN -> {
        outcomeUnknown = true;
        if (safety == Safety.ONCE) {
          fail(failure);
        } else {
          attempt.endpoint.penalize();
          again();
        }
      }
    }
  }

  private void logInAgain(String refused) {
    if (!withToken || !calls.tokens().canLogIn() || ++logins > 2) {
      fail(failure);
    } else {
      calls.tokens().refused(refused);
      attempt();
    }
  }

  /** At once while there is a server that was not asked yet, then with pauses. */
  private void again() {
    failures++;
    boolean others = target == null && failures < calls.endpoints().size();
    if (others && failure instanceof UnavailableException) {
      attempt();
    } else {
      long leftNanos = Math.max(0, endNanos - System.nanoTime());
      long pause =
          Math.min(leftNanos, PAUSES.nanos(Math.max(1, failures - calls.endpoints().size() + 1)));
      calls.pause(pause, this::attempt);
    }
  }

  /** One server asked once; also notes whether anything was written to its connection. */
  private final class Attempt extends ClientCall.Listener<A> implements Deadlines.Pending {

    private final Endpoint endpoint;
    private final String token;

    /**
     * Null until everything is sent: a call that is cancelled before refuses what is still sent.
     */
    private volatile ClientCall<Q, A> sent;

    private A answer;
    private volatile boolean written;
    private volatile boolean expired;
    private volatile boolean over;

    private Attempt(Endpoint endpoint, String token) {
      this.endpoint = endpoint;
      this.token = token;
    }

    private void start() {
      CallOptions options = CallOptions.DEFAULT;
      if (safety != Safety.READ) {
        options = options.withStreamTracerFactory(new Tracer());
      }
      ClientCall<Q, A> call = endpoint.newRequest(method, options);
      Metadata headers = new Metadata();
      Tokens.stamp(headers, token);
      call.start(this, headers);
      call.request(2);
      call.sendMessage(request);
      call.halfClose();
      sent = call;
      if (reply.isCancelled()) { // meanwhile, by who found nothing to cancel
        giveUp();
      }
      calls.deadlines().add(this);
      if (over) {
        calls.deadlines().remove(this);
      }
    }

    private void giveUp() {
      ClientCall<Q, A> call = sent;
      if (call != null) {
        call.cancel("given up by the caller", null);
      }
    }

    @Override
    public long endNanos() {
      return endNanos;
    }

    @Override
    public void expire() {
      expired = true;
      sent.cancel("no answer in time", null);
    }

    private boolean mayHaveArrived() {
      return safety == Safety.READ || written;
    }

    @Override
    public void onMessage(A message) {
      answer = message;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      over = true;
      calls.deadlines().remove(this);
      endpoint.requestDone();
      if (status.isOk() && answer != null) {
        endpoint.heard();
        succeed(answer);
      } else {
        settle(this, expired && status.getCode() == Status.Code.CANCELLED ? LATE : status);
      }
    }

    private final class Tracer extends ClientStreamTracer.Factory {
      @Override
      public ClientStreamTracer newClientStreamTracer(
          ClientStreamTracer.StreamInfo info, Metadata headers) {
        return new ClientStreamTracer() {
          @Override
          public void outboundHeaders() {
            written = true;
          }

          @Override
          public void outboundMessageSent(int sequence, long wireBytes, long bytes) {
            written = true;
          }
        };
      }
    }
  }
}
