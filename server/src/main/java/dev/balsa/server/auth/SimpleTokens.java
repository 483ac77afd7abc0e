package dev.balsa.server.auth;

import dev.balsa.server.env.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Tokens that every member keeps in memory: sixteen random letters, a dot, and the index of the log
 * entry that made the token known. They end when nobody has used them for some time; a member that
 * was restarted knows none.
 *
 * <p>The index tells a member that is behind that it has to catch up before it can judge a token.
 */
final class SimpleTokens implements Tokens {

  /** Tokens in memory; no more log-ins are taken beyond. */
  static final int MAX_TOKENS = 250_000;

  private static final int LETTERS = 16;
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final long SWEEP_NANOS = 1_000_000_000L;

  private static final class Holder {
    final String user;
    volatile long endNanos;

    Holder(String user, long endNanos) {
      this.user = user;
      this.endNanos = endNanos;
    }
  }

  private final Clock clock;
  private final RandomGenerator secrets;
  private final long ttlNanos;

  /** In which order it is walked shows nowhere. */
  private final Map<String, Holder> holders = new ConcurrentHashMap<>();

  private final AtomicLong nextSweepNanos;

  /**
   * @param ttlNanos how long a token is good after it was last used
   */
  SimpleTokens(Clock clock, RandomGenerator secrets, long ttlNanos) {
    this.clock = clock;
    this.secrets = secrets;
    this.ttlNanos = ttlNanos;
    this.nextSweepNanos = new AtomicLong(clock.nanoTime() + SWEEP_NANOS);
  }

  @Override
  public String newPrefix() {
    if (holders.size() >= MAX_TOKENS) {
      sweep(clock.nanoTime()); // no log-in reaches assign(), which would
      if (holders.size() >= MAX_TOKENS) {
        return null;
      }
    }
    StringBuilder prefix = new StringBuilder(LETTERS);
    synchronized (secrets) {
      for (int i = 0; i < LETTERS; i++) {
        prefix.append(ALPHABET.charAt(secrets.nextInt(ALPHABET.length())));
      }
    }
    return prefix.toString();
  }

  @Override
  public String issue(String user, long authRevision, String kept) {
    return kept;
  }

  @Override
  public void assign(String user, String token) {
    long now = clock.nanoTime();
    holders.put(token, new Holder(user, now + ttlNanos));
    sweep(now);
  }

  /** Forgets what has ended, if that has not been done for a while. */
  private void sweep(long now) {
    long next = nextSweepNanos.get();
    if (now - next >= 0 && nextSweepNanos.compareAndSet(next, now + SWEEP_NANOS)) {
      // In which order they go shows nowhere.
      holders.values().removeIf(holder -> holder.endNanos - now < 0);
    }
  }

  @Override
  public void revoke(String user) {
    // In which order they go shows nowhere.
    holders.values().removeIf(holder -> holder.user.equals(user));
  }

  @Override
  public void clear() {
    holders.clear();
  }

  @Override
  public Caller callerOf(String token, long authRevision) {
    Holder holder = holders.get(token);
    if (holder == null) {
      return null;
    }
    long now = clock.nanoTime();
    if (holder.endNanos - now < 0) {
      holders.remove(token, holder);
      return null;
    }
    holder.endNanos = now + ttlNanos;
    return new Caller(holder.user, authRevision);
  }

  @Override
  public long knownFrom(String token) {
    int dot = token.indexOf('.');
    if (dot != LETTERS || holders.containsKey(token)) {
      return 0;
    }
    try {
      return Math.max(0, Long.parseLong(token, dot + 1, token.length(), 10));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** How many tokens are kept. */
  int size() {
    return holders.size();
  }
}
