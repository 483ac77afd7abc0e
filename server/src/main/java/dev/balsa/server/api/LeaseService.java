package dev.balsa.server.api;

import com.google.protobuf.ByteString;
import dev.balsa.api.LeaseGrantRequest;
import dev.balsa.api.LeaseGrantResponse;
import dev.balsa.api.LeaseGrpc;
import dev.balsa.api.LeaseLeasesRequest;
import dev.balsa.api.LeaseLeasesResponse;
import dev.balsa.api.LeaseRevokeRequest;
import dev.balsa.api.LeaseRevokeResponse;
import dev.balsa.api.LeaseStatus;
import dev.balsa.api.LeaseTimeToLiveRequest;
import dev.balsa.api.LeaseTimeToLiveResponse;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.apply.TxnCost;
import dev.balsa.server.auth.Authority;
import dev.balsa.server.auth.RequestRights;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.node.LeaseListReply;
import dev.balsa.server.node.LeaseReply;
import io.grpc.ServerServiceDefinition;
import java.io.IOException;
import java.util.List;

/** {@code etcdserverpb.Lease}. */
final class LeaseService {

  /** The longest time to live that is granted. */
  static final long MAX_TTL_SECONDS = 9_000_000_000L;

  private final ApiContext context;
  private final Writes writes;

  LeaseService(ApiContext context) {
    this.context = context;
    this.writes = new Writes(context);
  }

  ServerServiceDefinition bind(Binder binder) {
    return binder
        .service(LeaseGrpc.SERVICE_NAME)
        .unary(LeaseGrpc.getLeaseGrantMethod(), this::grant)
        .unary(LeaseGrpc.getLeaseRevokeMethod(), this::revoke)
        .unary(LeaseGrpc.getLeaseTimeToLiveMethod(), this::timeToLive)
        .unary(LeaseGrpc.getLeaseLeasesMethod(), this::leases)
        .stream(LeaseGrpc.getLeaseKeepAliveMethod(), new KeepAliveHandler(context))
        .build();
  }

  private void grant(byte[] bytes, UnaryCall call) throws IOException {
    LeaseGrantRequest request = LeaseGrantRequest.parseFrom(bytes);
    if (!writes.hasRoom(TxnCost.LEASE_BYTES, call)) {
      return;
    } else if (request.getTTL() > MAX_TTL_SECONDS) {
      call.fail(EtcdError.LEASE_TTL_TOO_LARGE);
      return;
    }
    LeaseGrantRequest complete =
        request.toBuilder()
            .setID(request.getID() == 0 ? newId() : request.getID())
            .setTTL(Math.max(request.getTTL(), context.replica().minLeaseTtlSeconds()))
            .build();
    writes.propose(
        CommandKind.LEASE_GRANT, complete.toByteArray(), call, Gate.KNOWN, this::granted);
  }

  /** A positive id; 0 means "no lease" everywhere. */
  private long newId() {
    long id = 0;
    while (id == 0) {
      id = context.replica().nextRequestId() & Long.MAX_VALUE;
    }
    return id;
  }

  private WireMessage granted(Outcome outcome) {
    Outcome.LeaseGranted lease = (Outcome.LeaseGranted) outcome;
    return new GeneratedAnswer(
        LeaseGrantResponse.newBuilder()
            .setHeader(context.headers().message(lease.revision()))
            .setID(lease.id())
            .setTTL(lease.ttlSeconds())
            .build());
  }

  private void revoke(byte[] bytes, UnaryCall call) throws IOException {
    Requests.verify(LeaseRevokeRequest.parser(), bytes);
    writes.propose(
        CommandKind.LEASE_REVOKE,
        bytes,
        call,
        Gate.KNOWN,
        outcome ->
            new GeneratedAnswer(
                LeaseRevokeResponse.newBuilder().setHeader(writes.headerOf(outcome)).build()));
  }

  private void timeToLive(byte[] bytes, UnaryCall call) throws IOException {
    LeaseTimeToLiveRequest request = LeaseTimeToLiveRequest.parseFrom(bytes);
    if (!context.gate().passes(call, Gate.KNOWN)) {
      return;
    }
    context
        .replica()
        .timeToLive(
            request.getID(),
            request.getKeys(),
            new LeaseReply() {
              @Override
              public void lease(
                  long revision, long ttlSeconds, long grantedTtlSeconds, List<byte[]> keys) {
                if (!context.gate().passes(call, readable(keys))) {
                  return;
                }
                LeaseTimeToLiveResponse.Builder response =
                    LeaseTimeToLiveResponse.newBuilder()
                        .setHeader(context.headers().message(revision))
                        .setID(request.getID())
                        .setTTL(ttlSeconds)
                        .setGrantedTTL(grantedTtlSeconds);
                keys.forEach(key -> response.addKeys(ByteString.copyFrom(key)));
                call.answer(new GeneratedAnswer(response.build()));
              }

              @Override
              public void failed(EtcdError error) {
                call.fail(error);
              }
            });
  }

  /** To know that a lease holds a key is to know the key. */
  private static Authority.Question readable(List<byte[]> keys) {
    return (now, caller) -> new RequestRights(now, caller, lease -> List.of()).keysReadable(keys);
  }

  private void leases(byte[] bytes, UnaryCall call) throws IOException {
    Requests.verify(LeaseLeasesRequest.parser(), bytes);
    if (context.gate().isOpen()) {
      tellLeases(call);
    } else if (context.gate().passes(call, Gate.KNOWN)) {
      context
          .replica()
          .keysOfLeases(
              0,
              keys -> {
                if (context.gate().passes(call, readable(keys))) {
                  tellLeases(call);
                }
              },
              call::fail);
    }
  }

  private void tellLeases(UnaryCall call) {
    context
        .replica()
        .leases(
            new LeaseListReply() {
              @Override
              public void leases(long revision, List<Long> ids) {
                LeaseLeasesResponse.Builder response =
                    LeaseLeasesResponse.newBuilder().setHeader(context.headers().message(revision));
                ids.forEach(id -> response.addLeases(LeaseStatus.newBuilder().setID(id)));
                call.answer(new GeneratedAnswer(response.build()));
              }

              @Override
              public void failed(EtcdError error) {
                call.fail(error);
              }
            });
  }
}
