package dev.balsa.server.peer;

import dev.balsa.server.errors.EtcdError;
import io.grpc.Status;

/** What the end of a question to another member means. */
final class PeerErrors {

  private PeerErrors() {}

  /** The other member's own words where it had some; else what a lost connection means. */
  static EtcdError of(Status status) {
    for (EtcdError error : EtcdError.values()) {
      if (error.code() == status.getCode() && error.text().equals(status.getDescription())) {
        return error;
      }
    }
    return status.getCode() == Status.Code.UNAVAILABLE ? EtcdError.NO_LEADER : EtcdError.TIMEOUT;
  }
}
