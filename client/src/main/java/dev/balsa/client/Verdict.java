package dev.balsa.client;

import io.grpc.Status;
import java.util.Set;

/**
 * What a failed attempt means for the request, and what to do about it. The texts are the server's;
 * clients of etcd have always told errors apart by them.
 *
 * @param advice how to go on
 * @param failure what the caller is told if the client does not go on
 */
record Verdict(Advice advice, BalsaException failure) {

  /** How to go on. */
  enum Advice {
    /** It certainly had no effect; another member may do better. */
    ELSEWHERE,
    /** It certainly had no effect; the same member may do better after a while. */
    LATER,
    /** It certainly had no effect; the token is no longer good. */
    LOGIN,
    /** It may have had an effect. */
    UNKNOWN,
    /** Asking again does not help. */
    FINAL
  }

  private static final Set<String> LOGIN =
      Set.of(
          "etcdserver: invalid auth token",
          "etcdserver: revision of auth store is old",
          "auth: revision in header is old",
          "etcdserver: user name is empty");
  private static final Set<String> ELSEWHERE =
      Set.of(
          "etcdserver: no leader",
          "etcdserver: not capable",
          "etcdserver: rpc not supported for learner");
  private static final String TOO_MANY_REQUESTS = "etcdserver: too many requests";
  private static final String COMPACTED = "etcdserver: mvcc: required revision has been compacted";
  private static final String AUTH_FAILED = "etcdserver: authentication failed";

  /**
   * Judges an attempt.
   *
   * @param sent whether any of it can have reached a server
   */
  static Verdict of(Status status, boolean sent) {
    String text = status.getDescription() == null ? "" : status.getDescription();
    Throwable cause = status.asRuntimeException();
    if (!sent) {
      return new Verdict(Advice.ELSEWHERE, new UnavailableException(message(status), cause));
    }
    if (LOGIN.contains(text)) {
      return new Verdict(Advice.LOGIN, new NotAllowedException(text, cause));
    }
    if (ELSEWHERE.contains(text)) {
      return new Verdict(Advice.ELSEWHERE, new RetryLaterException(text, cause));
    }
    if (text.equals(TOO_MANY_REQUESTS)) {
      return new Verdict(Advice.LATER, new RetryLaterException(text, cause));
    }
    if (text.startsWith(AUTH_FAILED) || text.startsWith("auth: ")) {
      return new Verdict(Advice.FINAL, new NotAllowedException(text, cause));
    }
    return byCode(status, text, cause);
  }

  private static Verdict byCode(Status status, String text, Throwable cause) {
    return switch (status.getCode()) {
      case PERMISSION_DENIED, UNAUTHENTICATED ->
          new Verdict(Advice.FINAL, new NotAllowedException(message(status), cause));
      case INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          FAILED_PRECONDITION,
          OUT_OF_RANGE,
          UNIMPLEMENTED ->
          new Verdict(Advice.FINAL, invalid(message(status), text, cause));
      case RESOURCE_EXHAUSTED ->
          new Verdict(
              Advice.FINAL,
              text.startsWith("etcdserver:")
                  ? new RetryLaterException(text, cause)
                  : new InvalidRequestException(message(status), cause));
      case DATA_LOSS -> new Verdict(Advice.FINAL, new RetryLaterException(message(status), cause));
      default -> new Verdict(Advice.UNKNOWN, new OutcomeUnknownException(message(status), cause));
    };
  }

  private static BalsaException invalid(String message, String text, Throwable cause) {
    return text.equals(COMPACTED)
        ? new CompactedException(text, 0, cause)
        : new InvalidRequestException(message, cause);
  }

  private static String message(Status status) {
    String text = status.getDescription();
    if (text != null && text.startsWith("etcdserver:")) {
      return text;
    }
    String deepest = status.getCause() == null ? "" : ": " + status.getCause().getMessage();
    return status.getCode() + (text == null ? "" : ": " + text) + deepest;
  }
}
