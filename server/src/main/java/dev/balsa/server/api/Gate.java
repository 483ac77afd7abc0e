package dev.balsa.server.api;

import dev.balsa.mvcc.View;
import dev.balsa.server.auth.AuthSnapshot;
import dev.balsa.server.auth.Authority;
import dev.balsa.server.auth.Credentials;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.node.ReadReply;
import dev.balsa.server.node.Replica;
import java.util.function.Consumer;

/**
 * Lets calls pass or not, by what their callers may do. While nobody's permissions count, that is
 * one volatile read.
 *
 * <p>What changes data is asked about again when it is applied, and that answer counts. To ask here
 * too keeps out of the log what would only be refused there. A member that is behind must not
 * refuse what has been allowed meanwhile: before it says no, it catches up and asks again.
 */
final class Gate {

  private final Replica replica;

  Gate(Replica replica) {
    this.replica = replica;
  }

  /** Whether nobody's permissions count, as far as this member knows. */
  boolean isOpen() {
    return !replica.authority().isEnabled();
  }

  /** Asks what this member knows: null if the call may pass. */
  EtcdError refusal(Credentials credentials, Authority.Question question) {
    return replica.authority().refusal(credentials, question);
  }

  /** Asks what this member knows; the call has failed if it may not pass. */
  boolean passes(UnaryCall call, Authority.Question question) {
    EtcdError refused = isOpen() ? null : refusal(call.credentials(), question);
    if (refused != null) {
      call.fail(refused);
    }
    return refused == null;
  }

  /** As {@link #passes}, but before the answer is no, this member catches up. */
  void pass(UnaryCall call, Authority.Question question, Runnable go) {
    if (isOpen() || refusal(call.credentials(), question) == null) {
      go.run();
    } else {
      caughtUp(
          () -> {
            if (passes(call, question)) {
              go.run();
            }
          },
          call::fail);
    }
  }

  /** Whether a token was given out by a log entry that this member has not applied yet. */
  boolean isBehind(Credentials credentials) {
    long index = replica.authority().knownFrom(credentials);
    return index != 0 && index > replica.status().appliedIndex();
  }

  /** Goes on when this member has applied whatever was acknowledged anywhere before. */
  void caughtUp(Runnable go, Consumer<EtcdError> failed) {
    replica.linearize(
        new ReadReply() {
          @Override
          public void ready(View view) {
            go.run();
          }

          @Override
          public void failed(EtcdError error) {
            failed.accept(error);
          }
        });
  }

  /** For whom it is enough to have said who they are. */
  static final Authority.Question KNOWN = AuthSnapshot::mustBeKnown;

  /** For root alone. */
  static final Authority.Question ROOT = AuthSnapshot::mayAdminister;
}
