package dev.balsa.client;

import com.google.protobuf.ByteString;
import dev.balsa.api.MaintenanceGrpc;
import dev.balsa.api.SnapshotRequest;
import dev.balsa.api.SnapshotResponse;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Receives a snapshot piece by piece: the next one is asked for when the last one is written. */
final class SnapshotDownload extends ClientCall.Listener<SnapshotResponse> {

  private final Calls calls;
  private final OutputStream out;
  private final Reply<Long> done = new Reply<>();
  private Endpoint endpoint;
  private ClientCall<SnapshotRequest, SnapshotResponse> call;
  private long bytes;
  private boolean writing;
  private Status closed;

  SnapshotDownload(Calls calls, OutputStream out) {
    this.calls = calls;
    this.out = out;
  }

  Reply<Long> begin(SnapshotRequest request) {
    if (calls.tokens().current() == null) {
      calls
          .tokens()
          .logIn(
              (token, refused) -> {
                if (refused == null) {
                  open(request, token);
                } else {
                  done.completeExceptionally(refused);
                }
              });
    } else {
      open(request, calls.tokens().current());
    }
    return done;
  }

  private void open(SnapshotRequest request, String token) {
    endpoint = calls.endpoints().pick(null);
    if (endpoint == null) {
      long nanosMax = calls.settings().requestTimeout().toNanos();
      Runnable late =
          () ->
              done.completeExceptionally(
                  new UnavailableException("no server could be reached", null));
      if (!calls.endpoints().whenReady(nanosMax, () -> open(request, token), late)) {
        done.completeExceptionally(
            new RetryLaterException("too many requests wait for a connection", null));
      }
      return;
    }
    call = endpoint.newStream(MaintenanceGrpc.getSnapshotMethod());
    done.onCancel(() -> call.cancel("given up by the caller", null));
    Metadata headers = new Metadata();
    Tokens.stamp(headers, token == null ? "" : token);
    call.start(this, headers);
    call.request(1);
    call.sendMessage(request);
    call.halfClose();
  }

  @Override
  public void onMessage(SnapshotResponse piece) {
    endpoint.heard();
    synchronized (this) {
      writing = true;
    }
    calls.execute(() -> write(piece.getBlob()));
  }

  private void write(ByteString blob) {
    try {
      blob.writeTo(out);
      bytes += blob.size();
    } catch (IOException e) {
      done.completeExceptionally(new UncheckedIOException(e));
      call.cancel("the snapshot cannot be written", e);
      return;
    }
    synchronized (this) {
      writing = false;
    }
    call.request(1);
    finishIfClosed();
  }

  /** May come while the last piece is being written. */
  @Override
  public void onClose(Status status, Metadata trailers) {
    endpoint.streamDone();
    synchronized (this) {
      closed = status;
    }
    calls.execute(this::finishIfClosed);
  }

  private void finishIfClosed() {
    Status how;
    synchronized (this) {
      how = writing ? null : closed;
    }
    if (how != null && how.isOk()) {
      done.complete(bytes);
    } else if (how != null) {
      done.completeExceptionally(Verdict.of(how, true).failure());
    }
  }
}
