package dev.balsa.server.api;

import com.google.protobuf.CodedOutputStream;
import dev.balsa.api.ResponseHeader;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.errors.EtcdError;
import java.util.function.Function;

/** The way of a write: quota, checks, size of the log entry, the log, the answer. */
final class Writes {

  /** The header of a log entry at most: tag, length, the request's id. */
  private static final int ENTRY_HEADER_BYTES = 14;

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
   * @param answer makes the response of any outcome but a failure
   */
  void propose(
      CommandKind kind, byte[] body, UnaryCall call, Function<Outcome, WireMessage> answer) {
    if (entryBytes(kind, body) > context.settings().maxRequestBytes()) {
      call.fail(EtcdError.REQUEST_TOO_LARGE);
      return;
    }
    context.replica().propose(kind, body, outcome -> finish(outcome, call, answer));
  }

  /** The header of an outcome that is nothing but done. */
  ResponseHeader headerOf(Outcome outcome) {
    return context.headers().message(((Outcome.Done) outcome).revision());
  }

  private static void finish(
      Outcome outcome, UnaryCall call, Function<Outcome, WireMessage> answer) {
    if (outcome instanceof Outcome.Failed failed) {
      call.fail(failed.error());
    } else if (!call.isEnded()) {
      try {
        call.answer(answer.apply(outcome));
      } catch (RuntimeException e) { // must not reach the thread that applies
        call.fail(Errors.of(e));
      }
    }
  }

  private static long entryBytes(CommandKind kind, byte[] body) {
    return (long) CodedOutputStream.computeTagSize(kind.fieldNumber())
        + CodedOutputStream.computeUInt32SizeNoTag(body.length)
        + body.length
        + ENTRY_HEADER_BYTES;
  }
}
