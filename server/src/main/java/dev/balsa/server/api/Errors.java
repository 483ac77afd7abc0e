package dev.balsa.server.api;

import dev.balsa.mvcc.MvccException;
import dev.balsa.server.errors.EtcdError;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CompletionException;

/** From failures inside to what goes over the wire. */
final class Errors {

  private static final System.Logger LOG = System.getLogger(Errors.class.getName());

  private Errors() {}

  /** The status for something that a handler threw. What nobody expected is logged. */
  static Status of(Throwable failure) {
    if (failure instanceof MvccException refused) {
      return of(refused);
    }
    LOG.log(System.Logger.Level.ERROR, "a request failed unexpectedly", failure);
    return Status.INTERNAL.withDescription("internal error: " + failure);
  }

  /**
   * The status for a step of a recipe that failed. etcd's recipes reach their server through a
   * client of their own, which keeps the text of an error and loses its code.
   */
  static Status ofStep(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof StatusRuntimeException refused
        ? Status.UNKNOWN.withDescription(refused.getStatus().getDescription())
        : of(cause);
  }

  private static Status of(MvccException refused) {
    return switch (refused.kind()) {
      case COMPACTED -> EtcdError.COMPACTED.status();
      case FUTURE_REVISION -> EtcdError.FUTURE_REV.status();
      case KEY_NOT_FOUND -> EtcdError.KEY_NOT_FOUND.status();
      case LEASE_NOT_FOUND -> EtcdError.LEASE_NOT_FOUND.status();
      case LEASE_EXISTS -> EtcdError.LEASE_EXIST.status();
      case CLOSED -> EtcdError.STOPPED.status();
      case CORRUPT, NEWER_FORMAT, STORAGE -> {
        LOG.log(System.Logger.Level.ERROR, "the store cannot answer", refused);
        yield Status.UNKNOWN.withDescription("mvcc: " + refused.getMessage());
      }
    };
  }

  /** An error as etcd's transport prints it: what a watch that is not allowed is told. */
  static String printed(EtcdError error) {
    String code =
        switch (error.code()) {
          case INVALID_ARGUMENT -> "InvalidArgument";
          case UNAUTHENTICATED -> "Unauthenticated";
          case PERMISSION_DENIED -> "PermissionDenied";
          default -> throw new IllegalStateException("no refusal of the gate: " + error);
        };
    return "rpc error: code = " + code + " desc = " + error.text();
  }

  /** The status for a request that is no message of its type. */
  static Status malformed(java.io.IOException cause) {
    return Status.INTERNAL.withDescription(
        "grpc: error unmarshalling request: " + cause.getMessage());
  }

  /**
   * Tells that a client's transport threw when it was handed something: within the JVM because the
   * client's executor is shut down, over a socket because Netty's buffers are used up. It ends that
   * call, and must not reach the thread that hands over: it may be the one that applies, or that
   * runs consensus. gRPC has broken the call off by then.
   */
  static void unreachable(Throwable thrown) {
    LOG.log(System.Logger.Level.WARNING, "a client cannot be reached, its call is over", thrown);
  }

  /** The status for a message beyond the receive limit, in the words of etcd's transport. */
  static Status tooLargeToReceive(long bytes, long limit) {
    return Status.RESOURCE_EXHAUSTED.withDescription(
        "grpc: received message larger than max (" + bytes + " vs. " + limit + ")");
  }

  /** The status for a response that no client could take. */
  static Status tooLargeToSend(long bytes) {
    return Status.RESOURCE_EXHAUSTED.withDescription(
        "grpc: trying to send message larger than max ("
            + bytes
            + " vs. "
            + Integer.MAX_VALUE
            + ")");
  }

  /** The status for a response that would wait behind too many others that nobody reads. */
  static Status tooMuchUnread(long bytes) {
    return Status.RESOURCE_EXHAUSTED.withDescription(
        "grpc: trying to send message of "
            + bytes
            + " bytes to a client that is behind in reading");
  }
}
