package dev.balsa.server.auth;

import dev.balsa.server.errors.EtcdError;
import java.util.random.RandomGenerator;

/**
 * Says who somebody is and what they may do, as far as this member knows. Any thread; never blocks.
 *
 * <pre>{@code
 * AuthSnapshot now = authority.snapshot();
 * if (now.isEnabled()) {
 *   Caller caller = authority.identify(credentials, now);   // null: a token that is not good
 *   EtcdError no = caller == null ? INVALID_AUTH_TOKEN : now.mayRead(caller, key, rangeEnd);
 * }
 * }</pre>
 */
public final class Authority {

  private final AuthState state;
  private final Tokens tokens;
  private final int bcryptCost;
  private final RandomGenerator secrets;

  /**
   * @param bcryptCost work for a password, as a power of two
   * @param secrets salts passwords
   */
  public Authority(AuthState state, Tokens tokens, int bcryptCost, RandomGenerator secrets) {
    this.state = state;
    this.tokens = tokens;
    this.bcryptCost = bcryptCost;
    this.secrets = secrets;
  }

  /** The hash of a password as it goes into the log. Takes tens of milliseconds. */
  public String hash(String password) {
    byte[] salt = new byte[Passwords.SALT_BYTES];
    synchronized (secrets) {
      secrets.nextBytes(salt);
    }
    return Passwords.hash(password, bcryptCost, salt);
  }

  /** Users and roles as of now. */
  public AuthSnapshot snapshot() {
    return state.snapshot();
  }

  /** Whether it matters who asks. */
  public boolean isEnabled() {
    return state.snapshot().isEnabled();
  }

  /** How those who logged in are recognized. */
  public Tokens tokens() {
    return tokens;
  }

  /**
   * Who somebody is: by their token, else by their certificate.
   *
   * @param now decides whether that matters, and at which revision the user was looked up
   * @return null if they show a token that is not good
   */
  public Caller identify(Credentials credentials, AuthSnapshot now) {
    if (!now.isEnabled()) {
      return Caller.NOBODY;
    } else if (credentials.token() != null) {
      return tokens.callerOf(credentials.token(), now.revision());
    } else if (credentials.commonName() != null) {
      return new Caller(credentials.commonName(), now.revision());
    }
    return Caller.NOBODY;
  }

  /**
   * The log index that this member must have applied before it can judge somebody's token; 0 if it
   * can now.
   */
  public long knownFrom(Credentials credentials) {
    return credentials.token() == null ? 0 : tokens.knownFrom(credentials.token());
  }

  /** One question to users and roles. */
  @FunctionalInterface
  public interface Question {
    /** Null for yes, else the error for no. */
    EtcdError refusal(AuthSnapshot now, Caller caller);
  }

  /**
   * Puts a question about somebody: null for yes, else the error for no. Not asked, and yes, while
   * nobody's permissions count.
   */
  public EtcdError refusal(Credentials credentials, Question question) {
    AuthSnapshot now = snapshot();
    return now.isEnabled() ? refusal(credentials, now, question) : null;
  }

  /**
   * Puts a question about somebody to these users and roles, also if nobody's permissions count.
   */
  public EtcdError refusal(Credentials credentials, AuthSnapshot now, Question question) {
    Caller caller = identify(credentials, now);
    return caller == null ? EtcdError.INVALID_AUTH_TOKEN : question.refusal(now, caller);
  }
}
