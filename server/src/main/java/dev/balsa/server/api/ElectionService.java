package dev.balsa.server.api;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.balsa.api.CampaignRequest;
import dev.balsa.api.CampaignResponse;
import dev.balsa.api.ElectionGrpc;
import dev.balsa.api.KeyValue;
import dev.balsa.api.LeaderKey;
import dev.balsa.api.LeaderRequest;
import dev.balsa.api.LeaderResponse;
import dev.balsa.api.ProclaimRequest;
import dev.balsa.api.ProclaimResponse;
import dev.balsa.api.ResignRequest;
import dev.balsa.api.ResignResponse;
import dev.balsa.mvcc.OpResult;
import dev.balsa.server.auth.Credentials;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.recipe.Contest;
import dev.balsa.server.recipe.LeaderWatch;
import dev.balsa.server.recipe.Place;
import dev.balsa.server.recipe.Steps;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * {@code v3electionpb.Election}: whoever has the oldest key below a prefix leads, and the key's
 * value is what they proclaim.
 */
final class ElectionService {

  private final ApiContext context;
  private final WaitingCalls waiting;
  private final Writes writes;

  ElectionService(ApiContext context, WaitingCalls waiting) {
    this.context = context;
    this.waiting = waiting;
    this.writes = new Writes(context);
  }

  ServerServiceDefinition bind(Binder binder) {
    return binder
        .service(ElectionGrpc.SERVICE_NAME)
        .unary(ElectionGrpc.getCampaignMethod(), this::campaign)
        .unary(ElectionGrpc.getProclaimMethod(), this::proclaim)
        .unary(ElectionGrpc.getLeaderMethod(), this::leader)
        .stream(ElectionGrpc.getObserveMethod(), this::observe)
        .unary(ElectionGrpc.getResignMethod(), this::resign)
        .build();
  }

  private Steps steps(Credentials credentials) {
    return new Steps(context.replica(), credentials);
  }

  private void campaign(byte[] bytes, UnaryCall call) throws IOException {
    CampaignRequest request = CampaignRequest.parseFrom(bytes);
    Steps steps = steps(call.credentials());
    Contest contest = new Contest(steps, request.getName());
    if (waiting.add(call, contest::leave)) {
      CompletableFuture<Place> unused =
          contest
              .enter(request.getLease(), request.getValue())
              .thenCompose(entered -> proclaimed(steps, entered, request.getValue()))
              .thenCompose(contest::whenFirst)
              .whenComplete((place, failure) -> elected(call, request, contest, place, failure));
    }
  }

  /** A candidate who was there already stands for what it says now. */
  private CompletableFuture<Place> proclaimed(
      Steps steps, Contest.Entered entered, ByteString value) {
    Place place = entered.place();
    if (Arrays.equals(entered.presentValue(), value.toByteArray())) {
      return CompletableFuture.completedFuture(place);
    }
    return steps
        .txn(
            Contest.proclamation(
                ByteString.copyFrom(place.key()), place.createRevision(), value, place.leaseId()))
        .thenApply(
            result -> {
              requireLeader(result);
              return place;
            });
  }

  private void elected(
      UnaryCall call, CampaignRequest request, Contest contest, Place place, Throwable failure) {
    if (failure != null) {
      if (waiting.done(call)) {
        contest.leave();
      }
      call.fail(Errors.ofStep(failure));
    } else if (waiting.done(call)) {
      LeaderKey leader =
          LeaderKey.newBuilder()
              .setName(request.getName())
              .setKey(ByteString.copyFrom(place.key()))
              .setRev(place.createRevision())
              .setLease(place.leaseId())
              .build();
      call.answer(
          new GeneratedAnswer(
              CampaignResponse.newBuilder()
                  .setHeader(context.headers().message(place.revision()))
                  .setLeader(leader)
                  .build()));
    }
  }

  private void proclaim(byte[] bytes, UnaryCall call) throws IOException {
    ProclaimRequest request = ProclaimRequest.parseFrom(bytes);
    if (!writes.isSound(request.hasLeader() ? null : EtcdError.MISSING_LEADER_KEY, call)) {
      return;
    }
    LeaderKey leader = request.getLeader();
    Steps steps = steps(call.credentials());
    CompletableFuture<Long> lease =
        leader.getLease() != 0
            ? CompletableFuture.completedFuture(leader.getLease())
            : steps.grantLease(Contest.OWN_LEASE_SECONDS);
    answer(
        call,
        lease.thenCompose(
            id ->
                steps.txn(
                    Contest.proclamation(
                        leader.getKey(), leader.getRev(), request.getValue(), id))),
        result -> {
          requireLeader(result);
          return new GeneratedAnswer(
              ProclaimResponse.newBuilder()
                  .setHeader(context.headers().message(result.revision()))
                  .build());
        });
  }

  private static void requireLeader(OpResult.TxnResult result) {
    if (!result.succeeded()) {
      throw EtcdError.ELECTION_NOT_LEADER.asException();
    }
  }

  private void leader(byte[] bytes, UnaryCall call) throws IOException {
    LeaderRequest request = LeaderRequest.parseFrom(bytes);
    answer(
        call,
        LeaderWatch.leaderOf(steps(call.credentials()), request.getName()),
        found -> {
          if (found.kvs().isEmpty()) {
            throw EtcdError.ELECTION_NO_LEADER.asException();
          }
          return new GeneratedAnswer(response(found.kvs().get(0), found.revision()));
        });
  }

  private LeaderResponse response(dev.balsa.mvcc.KeyValue kv, long revision) {
    try {
      return LeaderResponse.newBuilder()
          .setHeader(context.headers().message(revision))
          .setKv(KeyValue.parseFrom(kv.wire()))
          .build();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a stored key-value is no message", e);
    }
  }

  private void resign(byte[] bytes, UnaryCall call) throws IOException {
    ResignRequest request = ResignRequest.parseFrom(bytes);
    if (!writes.isSound(request.hasLeader() ? null : EtcdError.MISSING_LEADER_KEY, call)) {
      return;
    }
    LeaderKey leader = request.getLeader();
    // Whoever does not lead any more has nothing to resign from, and is told nothing of it.
    answer(
        call,
        steps(call.credentials()).txn(Contest.resignation(leader.getKey(), leader.getRev())),
        result ->
            new GeneratedAnswer(
                ResignResponse.newBuilder()
                    .setHeader(context.headers().message(result.revision()))
                    .build()));
  }

  private static <T> void answer(
      UnaryCall call, CompletableFuture<T> step, Function<T, WireMessage> response) {
    CompletableFuture<Void> unused =
        step.thenApply(response)
            .thenAccept(call::answer)
            .exceptionally(
                failure -> {
                  call.fail(Errors.ofStep(failure));
                  return null;
                });
  }

  private ServerCall.Listener<byte[]> observe(StreamCall call) {
    call.sendHeaders();
    call.request(1);
    return new Observer(call);
  }

  /** A client who follows an election. */
  private final class Observer extends ServerCall.Listener<byte[]> implements LeaderWatch.Listener {
    private final StreamCall call;
    private LeaderWatch watch;

    Observer(StreamCall call) {
      this.call = call;
    }

    @Override
    public void onMessage(byte[] message) {
      if (watch != null || !call.take(message)) {
        return;
      }
      try {
        ByteString name = LeaderRequest.parseFrom(message).getName();
        watch = new LeaderWatch(steps(call.credentials()), name, call::isReady, this);
        call.onEnd(watch::close);
        watch.look();
      } catch (InvalidProtocolBufferException e) {
        call.end(Errors.malformed(e));
      }
    }

    @Override
    public void leader(dev.balsa.mvcc.KeyValue kv, long revision) {
      call.send(new GeneratedAnswer(response(kv, revision)));
    }

    @Override
    public void failed(Throwable cause) {
      call.end(Errors.ofStep(cause));
    }

    @Override
    public void onReady() {
      if (watch != null) {
        watch.drained();
      }
    }

    @Override
    public void onCancel() {
      call.abandoned();
    }
  }
}
