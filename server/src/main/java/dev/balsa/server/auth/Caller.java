package dev.balsa.server.auth;

/**
 * On whose behalf something is done: travels in the header of a log entry.
 *
 * @param user empty for somebody who did not say who they are
 * @param revision the revision of users and roles that the user was looked up at, unsigned; a
 *     permission is not given to who was looked up at an older one; 0 for nobody
 */
public record Caller(String user, long revision) {

  /** Somebody who did not say who they are. */
  public static final Caller NOBODY = new Caller("", 0);

  /**
   * The server itself, as root at every revision: it revokes leases that ran out and compacts what
   * is old, whoever may do what. No client is ever given this revision.
   */
  public static final Caller SERVER = new Caller(AuthState.ROOT, -1);

  /** Whether they said who they are. */
  public boolean isKnown() {
    return !user.isEmpty();
  }
}
