package dev.balsa.server.node;

import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.auth.AuthSnapshot;
import dev.balsa.server.auth.Authority;
import dev.balsa.server.auth.Caller;
import dev.balsa.server.auth.Credentials;
import dev.balsa.server.errors.EtcdError;

/**
 * Puts commands into the log for somebody who showed their credentials.
 *
 * <p>Users and roles may change while a command is on its way: then it is refused when it is
 * applied, because its caller was looked up at an old revision. This member knows the new one by
 * then, looks them up again and proposes again; the client does not notice.
 */
public final class OnBehalf {

  /** A client hears of it if users and roles change faster than that. */
  private static final int MAX_ATTEMPTS = 5;

  private final Replica replica;
  private final Credentials credentials;

  public OnBehalf(Replica replica, Credentials credentials) {
    this.replica = replica;
    this.credentials = credentials;
  }

  /** Proposes, and again if need be. */
  public void propose(CommandKind kind, byte[] body, Reply reply) {
    propose(kind, body, reply, 1);
  }

  private void propose(CommandKind kind, byte[] body, Reply reply, int attempt) {
    Authority authority = replica.authority();
    AuthSnapshot now = authority.snapshot();
    Caller caller = authority.identify(credentials, now);
    if (caller == null) {
      reply.done(new Outcome.Failed(EtcdError.INVALID_AUTH_TOKEN));
      return;
    }
    replica.propose(
        kind,
        body,
        caller,
        reply.instead(
            outcome -> {
              if (attempt < MAX_ATTEMPTS && isOutdated(outcome) && isOther(caller)) {
                propose(kind, body, reply, attempt + 1);
              } else {
                reply.done(outcome);
              }
            }));
  }

  private static boolean isOutdated(Outcome outcome) {
    return outcome instanceof Outcome.Failed failed
        && (failed.error() == EtcdError.AUTH_OLD_REVISION
            || failed.error() == EtcdError.USER_EMPTY);
  }

  /** Whether they are looked up differently now. */
  private boolean isOther(Caller before) {
    Authority authority = replica.authority();
    Caller now = authority.identify(credentials, authority.snapshot());
    return !before.equals(now);
  }
}
