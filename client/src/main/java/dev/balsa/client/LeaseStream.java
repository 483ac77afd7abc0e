package dev.balsa.client;

import dev.balsa.api.LeaseGrpc;
import dev.balsa.api.LeaseKeepAliveRequest;
import dev.balsa.api.LeaseKeepAliveResponse;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One stream of renewals. The server answers them one by one in their order, and ends the stream
 * with an error at the one that it refuses. Everything happens under the monitor of the keeper.
 */
final class LeaseStream extends ClientCall.Listener<LeaseKeepAliveResponse> {

  private final LeaseKeeper keeper;
  private final Endpoint endpoint;
  private final String token;
  private final Deque<Asked> asked = new ArrayDeque<>();
  private ClientCall<LeaseKeepAliveRequest, LeaseKeepAliveResponse> call;
  private boolean over;

  private record Asked(Lease lease, long nanos) {}

  LeaseStream(LeaseKeeper keeper, Endpoint endpoint, String token) {
    this.keeper = keeper;
    this.endpoint = endpoint;
    this.token = token;
  }

  void open() {
    call = endpoint.newStream(LeaseGrpc.getLeaseKeepAliveMethod());
    Metadata headers = new Metadata();
    Tokens.stamp(headers, token);
    call.start(this, headers);
    call.request(1);
  }

  Endpoint endpoint() {
    return endpoint;
  }

  String token() {
    return token;
  }

  /** Whether an answer is awaited for at least so long. */
  boolean owesSince(long nanos) {
    Asked first = asked.peek();
    return first != null && System.nanoTime() - first.nanos() >= nanos;
  }

  void renew(Lease lease) {
    if (!over) {
      asked.add(new Asked(lease, System.nanoTime()));
      call.sendMessage(LeaseKeepAliveRequest.newBuilder().setID(lease.id()).build());
    }
  }

  void abandon(String why) {
    over = true;
    call.cancel(why, null);
  }

  @Override
  public void onMessage(LeaseKeepAliveResponse response) {
    endpoint.heard();
    Asked first;
    synchronized (keeper) {
      first = over ? null : asked.poll();
      keeper.answered();
    }
    if (first != null && first.lease().id() == response.getID()) {
      first.lease().renewed(first.nanos(), response.getTTL());
    }
    call.request(1);
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    endpoint.streamDone();
    synchronized (keeper) {
      if (!over) {
        over = true;
        Asked first = asked.peek();
        keeper.lost(this, Verdict.of(status, true), first == null ? null : first.lease());
      }
    }
  }
}
