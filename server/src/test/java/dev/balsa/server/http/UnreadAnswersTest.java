package dev.balsa.server.http;

import static dev.balsa.server.api.Calls.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.RangeResponse;
import dev.balsa.server.api.ApiServices;
import dev.balsa.server.api.ApiSettings;
import dev.balsa.server.api.BundleMark;
import dev.balsa.server.api.DirectReplica;
import dev.balsa.server.api.UnreadAnswers;
import dev.balsa.server.metrics.Metrics;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that ask and do not read. */
class UnreadAnswersTest {

  private static final long LIMIT_BYTES = 17 << 20; // eight answers, and eight more
  private static final int VALUE_BYTES = 1 << 20;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final DirectReplica replica = new DirectReplica();
  private final UnreadAnswers.Total unread = new UnreadAnswers.Total(LIMIT_BYTES);
  private ClientPort port;
  private ManagedChannel reader;
  private ManagedChannel sleeper;

  @BeforeEach
  void start() throws IOException {
    Metrics metrics = new Metrics();
    port =
        ClientPort.open(
            ListenSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            new ApiServices(
                replica,
                ApiSettings.DEFAULT,
                metrics,
                System::nanoTime,
                new BundleMark(new SecureRandom())),
            new HttpPages(replica, ApiSettings.DEFAULT, metrics),
            Optional.empty(),
            unread);
    reader = channel();
    sleeper = channel();
    KVGrpc.newBlockingStub(reader).put(put(false));
  }

  private ManagedChannel channel() {
    return NettyChannelBuilder.forAddress(port.addresses().get(0))
        .usePlaintext()
        .flowControlWindow(65_535) // and no more, however fast the line
        .build();
  }

  @AfterEach
  void stop() {
    sleeper.shutdownNow();
    reader.shutdownNow();
    port.close();
    replica.close();
  }

  private static PutRequest put(boolean prevKv) {
    return PutRequest.newBuilder()
        .setKey(bytes("a"))
        .setValue(ByteString.copyFrom(new byte[VALUE_BYTES]))
        .setPrevKv(prevKv)
        .build();
  }

  private static RangeRequest get() {
    return RangeRequest.newBuilder().setKey(bytes("a")).setSerializable(true).build();
  }

  /** A call whose answer is not asked for; its end, if there is one without it, goes there. */
  private <Q, A> ClientCall<Q, A> ask(
      MethodDescriptor<Q, A> method, Q request, BlockingQueue<Status> ends) {
    ClientCall<Q, A> call = sleeper.newCall(method, CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            ends.add(status);
          }
        },
        new Metadata());
    call.sendMessage(request);
    call.halfClose();
    return call;
  }

  private static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - deadline < 0);
      Thread.onSpinWait();
    }
  }

  @Test
  void rangesThatNobodyReadsAreRefusedBeyondABoundAndOthersAreServed() throws Exception {
    BlockingQueue<Status> ends = new LinkedBlockingQueue<>();
    List<ClientCall<RangeRequest, RangeResponse>> calls = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      calls.add(ask(KVGrpc.getRangeMethod(), get(), ends));
    }
    for (int i = 0; i < 40 - 8; i++) { // half of the bound is this connection's
      Status end = ends.poll(60, TimeUnit.SECONDS);
      assertEquals(Status.Code.RESOURCE_EXHAUSTED, end.getCode(), end.toString());
    }
    assertTrue(unread.bytes() > 0 && unread.bytes() <= LIMIT_BYTES / 2, "" + unread.bytes());
    KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(reader);
    kv.put(PutRequest.newBuilder().setKey(bytes("b")).build());
    assertEquals(1, kv.range(get()).getCount(), "an answer of 1 MiB, too");

    calls.get(0).request(2); // one of those that were taken, at last
    Status read = ends.poll(60, TimeUnit.SECONDS);
    assertTrue(read.isOk(), read.toString());
    sleeper.shutdownNow();
    until(() -> unread.bytes() == 0);
  }

  @Test
  void answersOfWritesCountToo() throws Exception {
    BlockingQueue<Status> ends = new LinkedBlockingQueue<>();
    for (int i = 0; i < 20; i++) {
      ask(KVGrpc.getPutMethod(), put(true), ends);
    }
    for (int i = 0; i < 20 - 8; i++) {
      Status end = ends.poll(60, TimeUnit.SECONDS);
      assertEquals(Status.Code.RESOURCE_EXHAUSTED, end.getCode(), end.toString());
    }
    assertTrue(unread.bytes() <= LIMIT_BYTES / 2, "" + unread.bytes());
    KVGrpc.newBlockingStub(reader).put(PutRequest.newBuilder().setKey(bytes("b")).build());
  }
}
