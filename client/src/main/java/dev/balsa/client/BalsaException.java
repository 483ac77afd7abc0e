package dev.balsa.client;

/**
 * A request did not succeed. What kind of exception it is says what the caller can do:
 *
 * <ul>
 *   <li>{@link UnavailableException}: nothing has happened; no server could be reached in time. Ask
 *       again, perhaps another cluster.
 *   <li>{@link RetryLaterException}: nothing has happened; the server is too busy, full or not
 *       ready.
 *   <li>{@link OutcomeUnknownException}: it may have happened. Look before asking again.
 *   <li>{@link InvalidRequestException}: asking again will not help, the request does not fit what
 *       is stored; {@link CompactedException} is the case of a revision that is forgotten.
 *   <li>{@link NotAllowedException}: this user may not do it, or did not prove to be who they are.
 *   <li>{@link LeaseLostException}: the lease ended; grant another one.
 *   <li>{@link ClientClosedException}: the client was closed first.
 * </ul>
 */
public abstract sealed class BalsaException extends RuntimeException
    permits UnavailableException,
        RetryLaterException,
        OutcomeUnknownException,
        InvalidRequestException,
        NotAllowedException,
        LeaseLostException,
        ClientClosedException {

  private static final long serialVersionUID = 1L;

  BalsaException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The same exception once more, with the caller's own stack; this one is its cause. */
  abstract BalsaException again();
}
