package dev.balsa.server.api;

import com.google.protobuf.ByteString;
import dev.balsa.api.LockGrpc;
import dev.balsa.api.LockRequest;
import dev.balsa.api.LockResponse;
import dev.balsa.api.UnlockRequest;
import dev.balsa.api.UnlockResponse;
import dev.balsa.server.auth.Credentials;
import dev.balsa.server.recipe.Contest;
import dev.balsa.server.recipe.Place;
import dev.balsa.server.recipe.Steps;
import io.grpc.ServerServiceDefinition;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * {@code v3lockpb.Lock}: a lock is the oldest key below a prefix. A call for a lock waits until it
 * is owned; a client that goes away before gives its place in the queue up.
 */
final class LockService {

  private final ApiContext context;
  private final WaitingCalls waiting;

  LockService(ApiContext context, WaitingCalls waiting) {
    this.context = context;
    this.waiting = waiting;
  }

  ServerServiceDefinition bind(Binder binder) {
    return binder
        .service(LockGrpc.SERVICE_NAME)
        .unary(LockGrpc.getLockMethod(), this::lock)
        .unary(LockGrpc.getUnlockMethod(), this::unlock)
        .build();
  }

  private Steps steps(Credentials credentials) {
    return new Steps(context.replica(), credentials);
  }

  private void lock(byte[] bytes, UnaryCall call) throws IOException {
    LockRequest request = LockRequest.parseFrom(bytes);
    Contest contest = new Contest(steps(call.credentials()), request.getName());
    if (waiting.add(call, contest::leave)) {
      CompletableFuture<Place> unused =
          contest
              .enter(request.getLease(), ByteString.EMPTY)
              .thenCompose(entered -> contest.whenFirst(entered.place()))
              .thenCompose(contest::stillThere)
              .whenComplete((place, failure) -> locked(call, contest, place, failure));
    }
  }

  private void locked(UnaryCall call, Contest contest, Place place, Throwable failure) {
    if (failure != null) {
      if (waiting.done(call)) {
        contest.leave();
      }
      call.fail(Errors.ofStep(failure));
    } else if (waiting.done(call)) {
      call.answer(
          new GeneratedAnswer(
              LockResponse.newBuilder()
                  .setHeader(context.headers().message(place.revision()))
                  .setKey(ByteString.copyFrom(place.key()))
                  .build()));
    }
  }

  private void unlock(byte[] bytes, UnaryCall call) throws IOException {
    ByteString key = UnlockRequest.parseFrom(bytes).getKey();
    CompletableFuture<Void> unused =
        steps(call.credentials())
            .delete(key)
            .thenAccept(
                deleted ->
                    call.answer(
                        new GeneratedAnswer(
                            UnlockResponse.newBuilder()
                                .setHeader(context.headers().message(deleted.revision()))
                                .build())))
            .exceptionally(
                failure -> {
                  call.fail(Errors.ofStep(failure));
                  return null;
                });
  }
}
