package dev.balsa.client;

import dev.balsa.api.AuthGrpc;
import dev.balsa.api.AuthenticateRequest;
import dev.balsa.api.AuthenticateResponse;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.LeaseGrantRequest;
import dev.balsa.api.LeaseGrantResponse;
import dev.balsa.api.LeaseGrpc;
import dev.balsa.api.LeaseKeepAliveRequest;
import dev.balsa.api.LeaseKeepAliveResponse;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.RangeResponse;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Answers what a client asks, keeps nothing, and notes which leases are renewed. */
final class ScriptedServer {

  private static final long TTL_SECONDS = 3_600;

  final BlockingQueue<Long> renewed = new LinkedBlockingQueue<>();
  private final AtomicLong leases = new AtomicLong();
  private final Server server;

  ScriptedServer() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .addService(new Keys())
            .addService(new Leases())
            .addService(new Users())
            .build()
            .start();
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getPort();
  }

  private static <A> void answer(StreamObserver<A> caller, A answer) {
    caller.onNext(answer);
    caller.onCompleted();
  }

  private static final class Keys extends KVGrpc.KVImplBase {
    @Override
    public void range(RangeRequest request, StreamObserver<RangeResponse> caller) {
      answer(caller, RangeResponse.getDefaultInstance());
    }
  }

  private static final class Users extends AuthGrpc.AuthImplBase {
    @Override
    public void authenticate(
        AuthenticateRequest request, StreamObserver<AuthenticateResponse> caller) {
      answer(caller, AuthenticateResponse.newBuilder().setToken("good").build());
    }
  }

  private final class Leases extends LeaseGrpc.LeaseImplBase {
    @Override
    public void leaseGrant(LeaseGrantRequest request, StreamObserver<LeaseGrantResponse> caller) {
      answer(
          caller,
          LeaseGrantResponse.newBuilder()
              .setID(leases.incrementAndGet())
              .setTTL(TTL_SECONDS)
              .build());
    }

    @Override
    public StreamObserver<LeaseKeepAliveRequest> leaseKeepAlive(
        StreamObserver<LeaseKeepAliveResponse> caller) {
      return new StreamObserver<>() {
        @Override
        public void onNext(LeaseKeepAliveRequest request) {
          renewed.add(request.getID());
        }

        @Override
        public void onError(Throwable gone) {
          // the client has ended its stream
        }

        @Override
        public void onCompleted() {
          caller.onCompleted();
        }
      };
    }
  }

  void close() throws InterruptedException {
    server.shutdownNow().awaitTermination();
  }
}
