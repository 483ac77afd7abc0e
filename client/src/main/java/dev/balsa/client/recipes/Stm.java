package dev.balsa.client.recipes;

import dev.balsa.client.BalsaClient;
import dev.balsa.client.CompactedException;
import dev.balsa.client.TxnResult;
import java.util.Optional;
import java.util.function.Function;

/**
 * Software transactional memory: a function that reads and writes keys is run, and what it wrote is
 * stored in one transaction if nobody else changed what it depends on; else it is run again. A
 * value; thread-safe.
 *
 * <pre>{@code
 * long left = Stm.with(client).run(tx -> {
 *   long balance = Long.parseLong(tx.get("account/a").orElse("0"));
 *   tx.put("account/a", "" + (balance - 10));
 *   return balance - 10;
 * });
 * }</pre>
 *
 * <p>The function must do nothing but compute, because it may be run many times. What it reads and
 * writes together is bounded by the servers' limit of steps in a transaction (128 if not changed).
 */
public final class Stm {

  /** What a function that succeeds can rely on. */
  public enum Isolation {
    /** All reads are of one revision, and nothing read or written has changed since. */
    SERIALIZABLE_SNAPSHOT,
    /** All reads are of one revision, and nothing read has changed since. */
    SERIALIZABLE,
    /** Nothing read has changed since it was read; reads may be of different revisions. */
    REPEATABLE_READS,
    /** Reads see what was committed; the last writer wins. */
    READ_COMMITTED
  }

  private static final int ATTEMPTS = 1_000;

  private final BalsaClient client;
  private final Isolation isolation;
  private final int attemptsMax;

  private Stm(BalsaClient client, Isolation isolation, int attemptsMax) {
    this.client = client;
    this.isolation = isolation;
    this.attemptsMax = attemptsMax;
  }

  /** Transactions of this client, isolated as {@link Isolation#SERIALIZABLE_SNAPSHOT}. */
  public static Stm with(BalsaClient client) {
    return new Stm(client, Isolation.SERIALIZABLE_SNAPSHOT, ATTEMPTS);
  }

  /** With another isolation. */
  public Stm isolation(Isolation other) {
    return new Stm(client, other, attemptsMax);
  }

  /** With another bound of attempts. */
  public Stm attempts(int most) {
    return new Stm(client, isolation, most);
  }

  /**
   * Runs a function until it succeeds; waits for that.
   *
   * @return what the function returned the last time
   * @throws ConflictException if others were faster in every attempt
   * @throws dev.balsa.client.OutcomeUnknownException if it may have succeeded
   */
  public <T> T run(Function<Tx, T> body) {
    for (int attempt = 0; attempt < attemptsMax; attempt++) {
      Attempt tx = new Attempt(client.kv(), isolation);
      try {
        T result = body.apply(tx);
        TxnResult committed = client.kv().commit(tx.commit()).await();
        if (committed.succeeded()) {
          return result;
        }
      } catch (CompactedException tooOld) {
        // The snapshot is forgotten: the next attempt takes a newer one.
      }
    }
    throw new ConflictException(attemptsMax);
  }

  /** What the function works with; only while it runs, and only on its thread. */
  public interface Tx {

    /** The value of a key, as this transaction sees it. */
    Optional<String> get(String key);

    /** The revision of the last change of a key; 0 if there is none. */
    long modRevision(String key);

    /** Stores a value if the transaction succeeds. */
    void put(String key, String value);

    /** Stores a value that ends with a lease, if the transaction succeeds. */
    void put(String key, String value, long lease);

    /** Removes a key if the transaction succeeds. */
    void delete(String key);
  }

  /** Others were faster too often. */
  public static final class ConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ConflictException(int attempts) {
      super("others changed what the transaction depends on in each of " + attempts + " attempts");
    }
  }
}
