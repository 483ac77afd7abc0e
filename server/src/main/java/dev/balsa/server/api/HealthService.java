package dev.balsa.server.api;

import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code grpc.health.v1.Health} for the server as a whole, which is the service with the empty
 * name.
 */
final class HealthService {

  private final Set<StreamCall> watchers = ConcurrentHashMap.newKeySet();

  /** Guards the order of changes and what watchers are told. */
  private final Object lock = new Object();

  private volatile ServingStatus serving = ServingStatus.NOT_SERVING;

  ServerServiceDefinition bind(Binder binder) {
    return binder
        .service(HealthGrpc.SERVICE_NAME)
        .unaryOnLearners(HealthGrpc.getCheckMethod(), this::check)
        .stream(HealthGrpc.getWatchMethod(), this::watch)
        .build();
  }

  /** Says whether clients are served. */
  void set(boolean serves) {
    synchronized (lock) {
      serving = serves ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
      watchers.forEach(watcher -> watcher.send(answer(serving)));
    }
  }

  private void check(byte[] bytes, UnaryCall call) throws IOException {
    if (isUs(bytes)) {
      call.answer(answer(serving));
    } else {
      call.fail(Status.NOT_FOUND.withDescription("unknown service"));
    }
  }

  private ServerCall.Listener<byte[]> watch(StreamCall call) {
    call.onEnd(() -> watchers.remove(call));
    call.request(1);
    return new ServerCall.Listener<>() {
      @Override
      public void onMessage(byte[] message) {
        if (call.take(message)) {
          follow(message, call);
        }
      }

      @Override
      public void onCancel() {
        call.abandoned();
      }
    };
  }

  private void follow(byte[] message, StreamCall call) {
    try {
      boolean us = isUs(message);
      synchronized (lock) {
        if (us) {
          watchers.add(call);
        }
        call.send(answer(us ? serving : ServingStatus.SERVICE_UNKNOWN));
      }
    } catch (IOException e) {
      call.end(Errors.malformed(e));
    }
  }

  private static boolean isUs(byte[] request) throws IOException {
    return HealthCheckRequest.parseFrom(request).getService().isEmpty();
  }

  private static WireMessage answer(ServingStatus status) {
    return new GeneratedAnswer(HealthCheckResponse.newBuilder().setStatus(status).build());
  }
}
