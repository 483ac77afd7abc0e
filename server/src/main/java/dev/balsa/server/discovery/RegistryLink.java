package dev.balsa.server.discovery;

import com.google.protobuf.ByteString;
import dev.balsa.api.AuthGrpc;
import dev.balsa.api.AuthenticateRequest;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.RangeResponse;
import dev.balsa.api.WatchCreateRequest;
import dev.balsa.api.WatchGrpc;
import dev.balsa.api.WatchRequest;
import dev.balsa.api.WatchResponse;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** The connections to the registry's servers. Blocks; for one thread. */
final class RegistryLink implements AutoCloseable {

  private static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

  private final RegistryPlan plan;
  private final List<ManagedChannel> servers = new ArrayList<>();

  /** The server that answered last. */
  private int current;

  /** What the log-in gave; null before it, and after anything went wrong. */
  private String token;

  RegistryLink(RegistryPlan plan) {
    this.plan = plan;
    plan.endpoints().forEach(endpoint -> servers.add(channel(endpoint)));
  }

  private ManagedChannel channel(String endpoint) {
    int scheme = endpoint.indexOf("://");
    boolean secure = scheme < 0 ? plan.secure() : endpoint.startsWith("https://");
    NettyChannelBuilder builder =
        NettyChannelBuilder.forTarget("dns:///" + endpoint.substring(scheme < 0 ? 0 : scheme + 3))
            .directExecutor()
            .proxyDetector(address -> null)
            .withOption(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                Math.toIntExact(plan.dialTimeout().toMillis()))
            .keepAliveTime(plan.keepAliveTime().toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTimeout(plan.keepAliveTimeout().toMillis(), TimeUnit.MILLISECONDS);
    return secure
        ? builder.sslContext(plan.tls().context()).build()
        : builder.usePlaintext().build();
  }

  /** Reads a key, or, with an end, a range of them. */
  RangeResponse range(RangeRequest request) {
    return call(
        channel ->
            KVGrpc.newBlockingStub(channel)
                .withDeadlineAfter(patienceNanos(), TimeUnit.NANOSECONDS)
                .range(request));
  }

  void put(String key, String value) {
    PutRequest request =
        PutRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8(key))
            .setValue(ByteString.copyFromUtf8(value))
            .build();
    call(
        channel ->
            KVGrpc.newBlockingStub(channel)
                .withDeadlineAfter(patienceNanos(), TimeUnit.NANOSECONDS)
                .put(request));
  }

  private long patienceNanos() {
    return plan.requestTimeout().toNanos();
  }

  /** Asks one server after the other, beginning with the one that answered last. */
  private <T> T call(Function<Channel, T> question) {
    StatusRuntimeException last = Status.UNAVAILABLE.asRuntimeException();
    for (int i = 0; i < servers.size(); i++) {
      try {
        return question.apply(known());
      } catch (StatusRuntimeException e) {
        last = e;
        token = null;
        current = (current + 1) % servers.size();
      }
    }
    throw last;
  }

  /** The current server, which is told who asks. */
  private Channel known() {
    Channel server = servers.get(current);
    if (plan.user().isEmpty()) {
      return server;
    }
    if (token == null) {
      token = logIn(server);
    }
    Metadata headers = new Metadata();
    if (!token.isEmpty()) {
      headers.put(TOKEN, token);
    }
    return ClientInterceptors.intercept(server, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /** Empty where nobody has to log in. */
  private String logIn(Channel server) {
    AuthenticateRequest request =
        AuthenticateRequest.newBuilder().setName(plan.user()).setPassword(plan.password()).build();
    try {
      return AuthGrpc.newBlockingStub(server)
          .withDeadlineAfter(patienceNanos(), TimeUnit.NANOSECONDS)
          .authenticate(request)
          .getToken();
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.FAILED_PRECONDITION) {
        return "";
      }
      throw e;
    }
  }

  /**
   * Returns when something in a range may have changed, or at the latest after the time given.
   *
   * @param revision from which on changes count
   * @return false if nobody watched
   */
  boolean awaitChange(WatchCreateRequest range, long revision, long millis)
      throws InterruptedException {
    CountDownLatch news = new CountDownLatch(1);
    AtomicBoolean failed = new AtomicBoolean();
    StreamObserver<WatchRequest> watch;
    try {
      watch = WatchGrpc.newStub(known()).watch(new Listener(news, failed));
    } catch (StatusRuntimeException e) {
      token = null;
      return false;
    }
    watch.onNext(
        WatchRequest.newBuilder()
            .setCreateRequest(range.toBuilder().setStartRevision(revision))
            .build());
    boolean told = news.await(millis, TimeUnit.MILLISECONDS);
    watch.onError(Status.CANCELLED.asRuntimeException());
    return !(told && failed.get());
  }

  private record Listener(CountDownLatch news, AtomicBoolean failed)
      implements StreamObserver<WatchResponse> {

    @Override
    public void onNext(WatchResponse response) {
      if (response.getEventsCount() > 0) {
        news.countDown();
      } else if (response.getCanceled()) {
        onCompleted();
      }
    }

    @Override
    public void onError(Throwable cause) {
      onCompleted();
    }

    @Override
    public void onCompleted() {
      if (news.getCount() > 0) {
        failed.set(true);
      }
      news.countDown();
    }
  }

  @Override
  public void close() {
    servers.forEach(ManagedChannel::shutdownNow);
  }
}
