package dev.balsa.server.api;

import dev.balsa.api.AuthenticateResponse;
import dev.balsa.api.User;
import dev.balsa.mvcc.View;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.auth.AuthSnapshot;
import dev.balsa.server.auth.Passwords;
import dev.balsa.server.auth.TokenException;
import dev.balsa.server.command.InternalAuthenticateRequest;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.logging.Log;

/**
 * One log-in: from a name and a password to a token.
 *
 * <pre>
 *   catch up --> compare the password with its hash (background) --> a log entry with the name and
 *                         ^                                          half a token, never the password
 *                         |                                                |
 *                         +-- users or roles changed meanwhile ------------+--> the token
 * </pre>
 *
 * <p>The comparison counts only if nothing changed between it and the entry: else the password may
 * have been changed, or the user be gone.
 */
final class LogInFlow {

  /** A client hears of it if users and roles change faster than passwords are compared. */
  private static final int MAX_ATTEMPTS = 10;

  private static final Log LOG = Log.of(LogInFlow.class);

  private final ApiContext context;
  private final PasswordWork work;
  private final UnaryCall call;
  private final String user;
  private final String password;
  private int attempts;

  LogInFlow(ApiContext context, PasswordWork work, UnaryCall call, String user, String password) {
    this.context = context;
    this.work = work;
    this.call = call;
    this.user = user;
    this.password = password;
  }

  /** Begins; the call is answered when it is over. */
  void start(View caughtUp) {
    AuthSnapshot now = context.replica().authority().snapshot();
    User known = now.user(user);
    if (!now.isEnabled()) {
      call.fail(EtcdError.AUTH_NOT_ENABLED);
    } else if (known == null) {
      refuse(EtcdError.AUTH_FAILED);
    } else if (known.getOptions().getNoPassword()) {
      refuse(EtcdError.NO_PASSWORD_USER);
    } else if (!work.submit(() -> compare(now, known))) {
      call.fail(EtcdError.REQUEST_TOO_MANY_REQUESTS);
    }
  }

  private void refuse(EtcdError error) {
    LOG.warn("invalid authentication was requested", "user-name", user);
    call.fail(error);
  }

  private void compare(AuthSnapshot now, User known) {
    if (call.isEnded()) {
      return;
    }
    try {
      if (!Passwords.matches(password, known.getPassword())) {
        refuse(EtcdError.AUTH_FAILED);
        return;
      }
      String prefix = context.replica().authority().tokens().newPrefix();
      if (prefix == null) {
        call.fail(EtcdError.REQUEST_TOO_MANY_REQUESTS);
        return;
      }
      byte[] body =
          InternalAuthenticateRequest.newBuilder()
              .setName(user)
              .setSimpleToken(prefix)
              .build()
              .toByteArray();
      context.replica().propose(CommandKind.AUTHENTICATE, body, outcome -> applied(now, outcome));
    } catch (RuntimeException e) {
      call.fail(Errors.of(e));
    }
  }

  private void applied(AuthSnapshot compared, Outcome outcome) {
    if (outcome instanceof Outcome.Failed failed) {
      call.fail(failed.error());
      return;
    }
    Outcome.LoggedIn in = (Outcome.LoggedIn) outcome;
    if (in.authRevision() == compared.revision()) {
      issue(in);
    } else if (++attempts < MAX_ATTEMPTS) {
      start(context.replica().view());
    } else {
      call.fail(EtcdError.AUTH_OLD_REVISION);
    }
  }

  /** Signing a token takes time, and this is the thread that applies. */
  private void issue(Outcome.LoggedIn in) {
    if (!in.token().isEmpty()) {
      answer(in);
    } else if (!work.submit(() -> answer(in))) {
      call.fail(EtcdError.REQUEST_TOO_MANY_REQUESTS);
    }
  }

  private void answer(Outcome.LoggedIn in) {
    try {
      String token =
          context.replica().authority().tokens().issue(in.user(), in.authRevision(), in.token());
      call.answer(
          new HeadedAnswer(
              context.headers().at(in.revision()),
              AuthenticateResponse.newBuilder().setToken(token).build()));
    } catch (TokenException e) {
      call.fail(e.status());
    } catch (RuntimeException e) {
      call.fail(Errors.of(e));
    }
  }
}
