package dev.balsa.server.peer;

import dev.balsa.api.StatusResponse;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.function.Consumer;

/** Another member's version, on its way to who asked for it; null if it does not say. */
final class VersionAnswer extends ClientCall.Listener<StatusResponse> {

  private final Consumer<String> whenKnown;
  private String version;

  VersionAnswer(Consumer<String> whenKnown) {
    this.whenKnown = whenKnown;
  }

  @Override
  public void onMessage(StatusResponse message) {
    version = message.getVersion().isEmpty() ? null : message.getVersion();
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    whenKnown.accept(status.isOk() ? version : null);
  }
}
