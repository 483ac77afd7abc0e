package dev.balsa.server.api;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.balsa.api.DeleteRangeRequest;
import dev.balsa.api.PutRequest;
import dev.balsa.api.TxnRequest;
import dev.balsa.server.auth.AuthSnapshot;
import dev.balsa.server.auth.Authority;
import dev.balsa.server.auth.Caller;
import dev.balsa.server.auth.RequestRights;
import java.util.List;

/**
 * Whether somebody may ask for what they ask for, as far as can be said before it is applied: which
 * keys hang on a lease only the apply thread knows.
 */
final class Rights {

  private Rights() {}

  private static RequestRights of(AuthSnapshot now, Caller caller) {
    return new RequestRights(now, caller, lease -> List.of());
  }

  /**
   * May they put?
   *
   * @param request checked already, but not parsed: that is done if it matters
   */
  static Authority.Question put(byte[] request) {
    return (now, caller) -> {
      try {
        return of(now, caller).put(PutRequest.parseFrom(request));
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException("a request that was read once cannot be read again", e);
      }
    };
  }

  /** May they delete? */
  static Authority.Question delete(DeleteRangeRequest request) {
    return (now, caller) -> of(now, caller).delete(request);
  }

  /** May they do all that a transaction may do? */
  static Authority.Question txn(TxnRequest request) {
    return (now, caller) -> of(now, caller).txn(request);
  }
}
