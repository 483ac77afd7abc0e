package dev.balsa.jepsen.live.client;

import com.google.protobuf.ByteString;
import dev.balsa.api.DeleteRangeRequest;
import dev.balsa.api.Event;
import dev.balsa.api.HashKVRequest;
import dev.balsa.api.HashKVResponse;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.MaintenanceGrpc;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.RangeResponse;
import dev.balsa.api.StatusRequest;
import dev.balsa.api.StatusResponse;
import dev.balsa.api.WatchCreateRequest;
import dev.balsa.api.WatchGrpc;
import dev.balsa.api.WatchRequest;
import dev.balsa.api.WatchResponse;
import dev.balsa.jepsen.history.KeyVersion;
import dev.balsa.jepsen.history.Wire;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Looks at members from outside: who leads, how far each is, what each holds. Thread-safe. */
public final class Admin {
  private static final ByteString ALL = ByteString.copyFrom(new byte[] {0});
  private static final int STATUS_MILLIS_MAX = 1_000;
  private static final int READ_SECONDS_MAX = 60;
  private static final int LEADER_SECONDS_MAX = 120;
  private static final int LOOK_AGAIN_MILLIS = 20;
  private static final int NOBODY = -1;

  private final Connections connections;

  /** Looks through these connections. */
  public Admin(Connections connections) {
    this.connections = connections;
  }

  /** What a member says of itself; null if it does not answer at once. */
  public StatusResponse status(int member) {
    try {
      return MaintenanceGrpc.newBlockingStub(connections.channel(member))
          .withDeadlineAfter(STATUS_MILLIS_MAX, TimeUnit.MILLISECONDS)
          .status(StatusRequest.getDefaultInstance());
    } catch (StatusRuntimeException e) {
      connections.retryNow(member);
      return null;
    }
  }

  /** The member that leads in the newest term that any of them knows; -1 if none says so. */
  public int leader(List<Integer> members) {
    int leader = NOBODY;
    long newest = 0;
    for (int member : members) {
      StatusResponse status = status(member);
      if (status != null
          && status.getLeader() == status.getHeader().getMemberId()
          && status.getRaftTerm() > newest) {
        leader = member;
        newest = status.getRaftTerm();
      }
    }
    return leader;
  }

  /** Waits until one of these leads; who it is. */
  public int awaitLeader(List<Integer> members) throws InterruptedException {
    for (int i = 0; i < LEADER_SECONDS_MAX * 1_000 / LOOK_AGAIN_MILLIS; i++) {
      int leader = leader(members);
      if (leader != NOBODY) {
        return leader;
      }
      Thread.sleep(LOOK_AGAIN_MILLIS);
    }
    throw new AssertionError("nobody leads within " + LEADER_SECONDS_MAX + " s");
  }

  /** The revision of a member's store, which may lag behind the others'. */
  public RangeResponse localCount(int member) {
    return kv(member).range(everything().setCountOnly(true).setSerializable(true).build());
  }

  /** The newest revision of the cluster, asked of one member. */
  public long revision(int member) {
    return kv(member).range(everything().setCountOnly(true).build()).getHeader().getRevision();
  }

  /** Everything a member holds at a revision. */
  public List<KeyVersion> contents(int member, long revision) {
    return Wire.versions(
        kv(member)
            .range(everything().setSerializable(true).setRevision(revision).build())
            .getKvsList());
  }

  /** Deletes what begins with a prefix of ASCII characters. */
  public void deletePrefix(int member, String prefix) {
    String end =
        prefix.substring(0, prefix.length() - 1) + (char) (prefix.charAt(prefix.length() - 1) + 1);
    kv(member)
        .deleteRange(
            DeleteRangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(prefix))
                .setRangeEnd(ByteString.copyFromUtf8(end))
                .build());
  }

  /** The hash over all revisions up to one. */
  public HashKVResponse hash(int member, long revision) {
    return MaintenanceGrpc.newBlockingStub(connections.channel(member))
        .withDeadlineAfter(READ_SECONDS_MAX, TimeUnit.SECONDS)
        .hashKV(HashKVRequest.newBuilder().setRevision(revision).build());
  }

  private static RangeRequest.Builder everything() {
    return RangeRequest.newBuilder().setKey(ALL).setRangeEnd(ALL);
  }

  private KVGrpc.KVBlockingStub kv(int member) {
    return KVGrpc.newBlockingStub(connections.channel(member))
        .withDeadlineAfter(READ_SECONDS_MAX, TimeUnit.SECONDS);
  }

  /** Every event of a member's history from one revision to another, both included. */
  public void history(int member, long from, long to, Consumer<Event> each)
      throws InterruptedException {
    if (from > to) {
      return;
    }
    ManagedChannel channel = connections.channel(member);
    BlockingQueue<Object> arrived = new LinkedBlockingQueue<>();
    StreamObserver<WatchRequest> stream = WatchGrpc.newStub(channel).watch(new Arrivals(arrived));
    WatchCreateRequest create =
        WatchCreateRequest.newBuilder().setKey(ALL).setRangeEnd(ALL).setStartRevision(from).build();
    stream.onNext(WatchRequest.newBuilder().setCreateRequest(create).build());
    for (long last = from - 1; last < to; ) {
      Object next = arrived.poll(READ_SECONDS_MAX, TimeUnit.SECONDS);
      if (!(next instanceof WatchResponse response) || response.getCanceled()) {
        throw new AssertionError(
            "the history of %s from %d ended at %d, before %d: %s"
                .formatted(connections.name(member), from, last, to, next));
      }
      for (Event event : response.getEventsList()) {
        last = event.getKv().getModRevision();
        if (last <= to) {
          each.accept(event);
        }
      }
    }
    stream.onCompleted();
  }

  /** Members that answer; no learners, which refuse most questions. */
  public List<Integer> answering() {
    List<Integer> there = new ArrayList<>();
    for (int member = 0; member < connections.size(); member++) {
      StatusResponse status = status(member);
      if (status != null && !status.getIsLearner()) {
        there.add(member);
      }
    }
    return there;
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
