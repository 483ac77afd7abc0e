package dev.balsa.jepsen.live.client;

import dev.balsa.api.LeaseGrpc;
import dev.balsa.api.LeaseKeepAliveRequest;
import dev.balsa.api.LeaseKeepAliveResponse;
import dev.balsa.jepsen.history.Reply;
import dev.balsa.jepsen.history.Request;
import dev.balsa.jepsen.history.Wire;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** One renewal of a lease, on a stream of its own. */
final class KeepAliveOnce {
  private KeepAliveOnce() {}

  /** Throws StatusRuntimeException, as a blocking call does. */
  static Reply send(ManagedChannel channel, Request.KeepAlive request, long deadlineMillis) {
    CompletableFuture<LeaseKeepAliveResponse> answer = new CompletableFuture<>();
    StreamObserver<LeaseKeepAliveRequest> stream =
        LeaseGrpc.newStub(channel)
            .withDeadlineAfter(deadlineMillis, TimeUnit.MILLISECONDS)
            .leaseKeepAlive(new First(answer));
    stream.onNext(LeaseKeepAliveRequest.newBuilder().setID(request.id()).build());
    try {
      LeaseKeepAliveResponse response = answer.get();
      stream.onCompleted();
      return Wire.reply(response);
    } catch (ExecutionException e) {
      throw Status.fromThrowable(e.getCause()).asRuntimeException();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a client", e);
    }
  }

  private record First(CompletableFuture<LeaseKeepAliveResponse> answer)
      implements StreamObserver<LeaseKeepAliveResponse> {
    @Override
    public void onNext(LeaseKeepAliveResponse response) {
      answer.complete(response);
    }

    @Override
    public void onError(Throwable failure) {
      answer.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      answer.completeExceptionally(
          Status.UNAVAILABLE.withDescription("the stream ended without an answer").asException());
    }
  }
}
