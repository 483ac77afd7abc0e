package dev.balsa.server.client;

import dev.balsa.api.KVGrpc;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.RangeResponse;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/** A gRPC service to be found: whatever is asked, it answers with its number. */
final class Shop extends KVGrpc.KVImplBase implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 20;

  private final int number;
  private final Server server;

  Shop(int number) {
    this.number = number;
    try {
      server =
          Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
              .addService(this)
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  @Override
  public void range(RangeRequest request, StreamObserver<RangeResponse> answer) {
    answer.onNext(RangeResponse.newBuilder().setCount(number).build());
    answer.onCompleted();
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      if (!server.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("shop " + number + " does not close");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
