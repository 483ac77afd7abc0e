package dev.balsa.server.auth;

/**
 * How those who logged in are recognized again. Thread-safe.
 *
 * <p>Nothing here is replicated. What is kept in memory follows from the log all the same: every
 * member that applies a log-in, a change of password or the end of a user does the same with its
 * tokens.
 */
public interface Tokens {

  /**
   * The first half of a token that the log is to complete: random letters, or nothing where tokens
   * are not kept in memory.
   *
   * @return null if there are too many tokens already
   */
  String newPrefix();

  /**
   * The token that a client gets.
   *
   * @param kept what {@link #assign} was told, empty if it was not
   * @throws TokenException if this member cannot make tokens
   */
  String issue(String user, long authRevision, String kept);

  /** A log-in was applied: the token stands for the user from now on. */
  void assign(String user, String token);

  /** A user's tokens end. */
  void revoke(String user);

  /** All tokens end. */
  void clear();

  /**
   * Who a token stands for.
   *
   * @param authRevision the present revision of users and roles
   * @return null if the token is not good
   */
  Caller callerOf(String token, long authRevision);

  /**
   * The log index up to which a member must have applied to know a token; 0 if it either knows it
   * or never will.
   */
  long knownFrom(String token);
}
