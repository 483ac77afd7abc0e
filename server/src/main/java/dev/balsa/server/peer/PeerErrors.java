package dev.balsa.server.peer;

import dev.balsa.server.errors.EtcdError;
import io.grpc.Status;

/** What the end of a question to another member means. */
final class PeerErrors {

  private PeerErrors() {}

  /**
   * For a question that may be asked again: the other member's own words where it had some; else
   * what a lost connection means.
   */
  static EtcdError of(Status status) {
    return of(status, EtcdError.NO_LEADER);
  }

  /**
   * For a request that changes something: without an answer nobody knows whether it was carried
   * out, so that clients must not take it for refused.
   */
  static EtcdError ofChange(Status status) {
    return of(status, EtcdError.TIMEOUT);
  }

  private static EtcdError of(Status status, EtcdError ifLost) {
    for (EtcdError error : EtcdError.values()) {
      if (error.code() == status.getCode() && error.text().equals(status.getDescription())) {
        return error;
      }
    }
    return status.getCode() == Status.Code.UNAVAILABLE ? ifLost : EtcdError.TIMEOUT;
  }
}
