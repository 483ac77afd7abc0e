package dev.balsa.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.api.AuthGrpc;
import dev.balsa.api.KVGrpc;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that their callers give up at bad moments, and those that fail before they are sent. */
@Timeout(60)
class GivenUpRequestTest {

  private static final Duration LONG = Duration.ofMinutes(10);
  private static final String KEY = "a";

  private ScriptedServer server;

  @BeforeEach
  void start() throws Exception {
    server = new ScriptedServer();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private BalsaClient.Builder through(ClientInterceptor way) {
    return BalsaClient.builder()
        .endpoints(server.endpoint())
        .requestTimeout(LONG)
        .channels(
            endpoint ->
                NettyChannelBuilder.forTarget(endpoint.substring("http://".length()))
                    .usePlaintext()
                    .intercept(way));
  }

  /** A call that is over, with this status, as soon as it begins. */
  private static final class Refused<Q, A> extends ClientCall<Q, A> {
    private final Status status;

    private Refused(Status status) {
      this.status = status;
    }

    @Override
    public void start(Listener<A> listener, Metadata headers) {
      listener.onClose(status, new Metadata());
    }

    @Override
    public void request(int messages) {}

    @Override
    public void cancel(String message, Throwable cause) {}

    @Override
    public void halfClose() {}

    @Override
    public void sendMessage(Q message) {}
  }

  @Test
  void aLeaseThatIsGrantedAfterItsCallerHasGivenUpIsNotKeptAlive() throws Exception {
    BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
    Calls calls = new Calls(settings(held::add));
    LeaseKeeper keeper = new LeaseKeeper(calls);
    Keys keys = new Keys(Bytes.EMPTY);
    Leases leases = new Leases(calls, keys, new Kv(calls, keys), keeper);
    try {
      Reply<Lease> first = leases.grant(LONG);
      giveUpAndAnswer(first, held);
      Reply<Lease> second = leases.grant(LONG);
      held.take().run();
      giveUpAndAnswer(second.join().regrant(), held);
      Reply<Lease> third = leases.grant(LONG);
      held.take().run();
      keeper.renew(third.join()); // with all others that are kept, in their order
      assertEquals(second.join().id(), server.renewed.take());
      assertEquals(third.join().id(), server.renewed.take());
    } finally {
      keeper.close();
      calls.close();
    }
  }

  private static void giveUpAndAnswer(Reply<?> reply, BlockingQueue<Runnable> held)
      throws InterruptedException {
    Runnable answer = held.take();
    assertTrue(reply.cancel(true));
    answer.run();
  }

  private ClientSettings settings(Executor executor) {
    return new ClientSettings(
        List.of(server.endpoint()),
        Tls.system(),
        Optional.empty(),
        Optional.empty(),
        "",
        Bytes.EMPTY,
        LONG,
        LONG,
        LONG,
        new Backoff(Duration.ofMillis(10), Duration.ofMillis(10)),
        Duration.ZERO,
        true,
        Optional.of(executor),
        Optional.empty());
  }

  @Test
  void givingUpWhileTheNextAttemptBeginsEndsThatAttempt() throws Exception {
    AtomicReference<Reply<?>> asked = new AtomicReference<>();
    CountDownLatch handedOut = new CountDownLatch(1);
    AtomicInteger attempts = new AtomicInteger();
    BlockingQueue<Object> ends = new LinkedBlockingQueue<>();
    ClientInterceptor way =
        new ClientInterceptor() {
          @Override
          public <Q, A> ClientCall<Q, A> interceptCall(
              MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            if (method != KVGrpc.getRangeMethod()) {
              return next.newCall(method, options);
            }
            if (attempts.incrementAndGet() == 1) {
              return new Refused<>(Status.UNAVAILABLE);
            }
            awaitQuietly(handedOut);
            try {
              assertTrue(asked.get().cancel(true));
            } catch (RuntimeException | Error e) {
              ends.add(e);
            }
            return noting(next.newCall(method, options), ends);
          }
        };
    try (BalsaClient client = through(way).build()) {
      asked.set(client.kv().get(KEY));
      handedOut.countDown();
      assertEquals("given up by the caller", ends.take());
      assertTrue(asked.get().isCancelled());
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertTrue(latch.await(1, TimeUnit.MINUTES));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static <Q, A> ClientCall<Q, A> noting(ClientCall<Q, A> call, BlockingQueue<Object> ends) {
    return new ForwardingClientCall.SimpleForwardingClientCall<>(call) {
      @Override
      public void cancel(String message, Throwable cause) {
        ends.add(message);
        super.cancel(message, cause);
      }
    };
  }

  @Test
  void aLogInThatFailsOnTheSpotIsTriedAgainByTheNextRequest() {
    AtomicInteger logIns = new AtomicInteger();
    ClientInterceptor way =
        new ClientInterceptor() {
          @Override
          public <Q, A> ClientCall<Q, A> interceptCall(
              MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            boolean first =
                method == AuthGrpc.getAuthenticateMethod() && logIns.incrementAndGet() == 1;
            return first
                ? new Refused<>(Status.PERMISSION_DENIED.withDescription("not today"))
                : next.newCall(method, options);
          }
        };
    try (BalsaClient client = through(way).user("root", "secret").executor(Runnable::run).build()) {
      assertThrows(NotAllowedException.class, () -> client.kv().get(KEY).await());
      assertFalse(client.kv().get(KEY).await().isPresent());
      assertEquals(2, logIns.get());
    }
  }
}
