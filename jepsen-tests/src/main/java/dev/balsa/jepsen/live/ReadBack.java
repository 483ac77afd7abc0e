package dev.balsa.jepsen.live;

import com.google.protobuf.ByteString;
import dev.balsa.api.Event;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.RangeResponse;
import dev.balsa.api.WatchCreateRequest;
import dev.balsa.api.WatchGrpc;
import dev.balsa.api.WatchRequest;
import dev.balsa.api.WatchResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Reads a server's history and state over the wire. */
final class ReadBack implements AutoCloseable {
  private static final ByteString ALL = ByteString.copyFrom(new byte[] {0});
  private static final int SECONDS_MAX = 60;
  private static final int INBOUND_BYTES_MAX = 256 << 20;

  private final ManagedChannel connection;

  ReadBack(int clientPort) {
    connection =
        NettyChannelBuilder.forAddress("127.0.0.1", clientPort)
            .usePlaintext()
            .maxInboundMessageSize(INBOUND_BYTES_MAX)
            .build();
  }

  /** The number of keys and, in the header, the current revision, by a linearizable read. */
  RangeResponse count() {
    RangeRequest all =
        RangeRequest.newBuilder().setKey(ALL).setRangeEnd(ALL).setCountOnly(true).build();
    return KVGrpc.newBlockingStub(connection)
        .withDeadlineAfter(SECONDS_MAX, TimeUnit.SECONDS)
        .range(all);
  }

  /** Every event from one revision to another, both included, as a watch delivers them. */
  List<Event> history(long fromRevision, long toRevision) throws InterruptedException {
    List<Event> events = new ArrayList<>();
    if (fromRevision > toRevision) {
      return events;
    }
    BlockingQueue<Object> arrived = new LinkedBlockingQueue<>();
    StreamObserver<WatchRequest> stream =
        WatchGrpc.newStub(connection).watch(new Arrivals(arrived));
    WatchCreateRequest create =
        WatchCreateRequest.newBuilder()
            .setKey(ALL)
            .setRangeEnd(ALL)
            .setStartRevision(fromRevision)
            .build();
    stream.onNext(WatchRequest.newBuilder().setCreateRequest(create).build());
    while (events.isEmpty()
        || events.get(events.size() - 1).getKv().getModRevision() < toRevision) {
      Object next = arrived.poll(SECONDS_MAX, TimeUnit.SECONDS);
      if (!(next instanceof WatchResponse response) || response.getCanceled()) {
        throw new AssertionError(
            "the watch from "
                + fromRevision
                + " ended early after "
                + events.size()
                + " events: "
                + next);
      }
      events.addAll(response.getEventsList());
    }
    stream.onCompleted();
    return events;
  }

  @Override
  public void close() {
    connection.shutdownNow();
  }

  /** Puts what arrives into a queue. */
  private record Arrivals(BlockingQueue<Object> queue) implements StreamObserver<WatchResponse> {
    @Override
    public void onNext(WatchResponse response) {
      queue.add(response);
    }

    @Override
    public void onError(Throwable failure) {
      queue.add(failure);
    }

    @Override
    public void onCompleted() {
      queue.add("completed");
    }
  }
}
