package dev.balsa.server.api;

import dev.balsa.api.ResponseHeader;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.auth.Authority;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.node.OnBehalf;
import java.util.function.Function;

/**
 * The way of a write: quota, checks, the log, the answer. The replica refuses what makes too large
 * a log entry.
 */
final class Writes {

  private final ApiContext context;

  Writes(ApiContext context) {
    this.context = context;
  }

  /** Whether the store's quota has room for so many bytes; the call has failed if not. */
  boolean hasRoom(long costBytes, UnaryCall call) {
    if (costBytes == 0 || context.replica().admits(costBytes)) {
      return true;
    }
    call.fail(EtcdError.NO_SPACE);
    return false;
  }

  /** Whether the checks found no fault; the call has failed if they did. */
  boolean isSound(EtcdError fault, UnaryCall call) {
    if (fault == null) {
      return true;
    }
    call.fail(fault);
    return false;
  }

  /**
   * Puts a request into the log and answers when it was applied.
   *
   * @param body the request's bytes, spliced into the log entry
   * @param question whether the caller may ask for it, as far as can be said here
   * @param answer makes the response of any outcome but a failure
   */
  void propose(
      CommandKind kind,
      byte[] body,
      UnaryCall call,
      Authority.Question question,
      Function<Outcome, WireMessage> answer) {
    if (context.gate().isOpen()) {
      // A member that has not heard yet that permissions count learns it from the outcome.
      context
          .replica()
          .propose(
              kind,
              body,
              call.hearing(
                  outcome -> {
                    if (isRefused(outcome) && !context.gate().isOpen()) {
                      ask(kind, body, call, question, answer);
                    } else {
                      finish(outcome, call, answer);
                    }
                  }));
    } else {
      ask(kind, body, call, question, answer);
    }
  }

  private static boolean isRefused(Outcome outcome) {
    return outcome instanceof Outcome.Failed failed && failed.error() == EtcdError.USER_EMPTY;
  }

  private void ask(
      CommandKind kind,
      byte[] body,
      UnaryCall call,
      Authority.Question question,
      Function<Outcome, WireMessage> answer) {
    context
        .gate()
        .pass(
            call,
            question,
            () ->
                new OnBehalf(context.replica(), call.credentials())
                    .propose(kind, body, call.hearing(outcome -> finish(outcome, call, answer))));
  }

  /** The header of an outcome that has no more to say than that it happened. */
  ResponseHeader headerOf(Outcome outcome) {
    long revision =
        outcome instanceof Outcome.Compacted compacted
            ? compacted.revision()
            : ((Outcome.Done) outcome).revision();
    return context.headers().message(revision);
  }

  private static void finish(
      Outcome outcome, UnaryCall call, Function<Outcome, WireMessage> answer) {
    if (outcome instanceof Outcome.Failed failed) {
      call.fail(failed.error());
    } else if (!call.isEnded()) {
      call.answer(answer.apply(outcome)); // what this throws ends the call: UnaryCall.goOn
    }
  }
}
