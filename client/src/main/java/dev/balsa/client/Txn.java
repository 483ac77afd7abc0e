package dev.balsa.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * If every condition holds, the steps of {@code then}, else those of {@code orElse}; all at one
 * revision or none at all. A value: each method returns another one.
 *
 * <pre>{@code
 * Txn.when(Compare.value("state").equalTo("ready"))
 *     .then(Put.of("state", "running"), Get.key("owner"))
 *     .orElse(Get.key("state"))
 * }</pre>
 *
 * <p>What it sees is as new as the last write that was acknowledged, with two exceptions: all its
 * steps are serializable reads, or it has no step at all. Then the member that is asked answers
 * from what it has, which may be a moment old.
 */
public final class Txn implements Op {

  private final List<Compare> conditions;
  private final List<Op> success;
  private final List<Op> failure;
  private final boolean idempotent;

  private Txn(List<Compare> conditions, List<Op> success, List<Op> failure, boolean idempotent) {
    this.conditions = conditions;
    this.success = success;
    this.failure = failure;
    this.idempotent = idempotent;
  }

  /** With these conditions, all of which must hold; none for a transaction that always succeeds. */
  public static Txn when(Compare... conditions) {
    return new Txn(List.of(conditions), List.of(), List.of(), false);
  }

  /** These steps, whatever is stored. */
  public static Txn of(Op... steps) {
    return when().then(steps);
  }

  /** A further condition. */
  public Txn and(Compare condition) {
    return new Txn(joined(conditions, List.of(condition)), success, failure, idempotent);
  }

  /** Further steps for when all conditions hold. */
  public Txn then(Op... steps) {
    return new Txn(conditions, joined(success, Arrays.asList(steps)), failure, idempotent);
  }

  /** Further steps for when some condition does not hold. */
  public Txn orElse(Op... steps) {
    return new Txn(conditions, success, joined(failure, Arrays.asList(steps)), idempotent);
  }

  /**
   * Doing this twice is as good as once: the client may send it again when an answer is lost. The
   * answer is that of the last time.
   */
  public Txn idempotent() {
    return new Txn(conditions, success, failure, true);
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    List<T> all = new ArrayList<>(first);
    all.addAll(second);
    return List.copyOf(all);
  }

  List<Compare> conditions() {
    return conditions;
  }

  List<Op> success() {
    return success;
  }

  List<Op> failure() {
    return failure;
  }

  /** Whether it may be sent again: marked so, or reading only. */
  boolean isIdempotent() {
    return idempotent || readsOnly();
  }

  private boolean readsOnly() {
    return readsOnly(success) && readsOnly(failure);
  }

  private static boolean readsOnly(List<Op> steps) {
    return steps.stream()
        .allMatch(step -> step instanceof Get || (step instanceof Txn inner && inner.readsOnly()));
  }
}
