package dev.balsa.mvcc;

import java.util.Objects;

/**
 * One condition of a transaction, which must hold for every key of its range.
 *
 * @param range the keys looked at; an empty or unmatched range compares as a key with all fields 0
 *     and no value
 * @param target the field compared
 * @param result the relation that must hold between the key's field and the given operand
 * @param number the operand for every target but VALUE
 * @param value the operand for VALUE; never modified after construction
 */
public record Compare(KeyRange range, Target target, Result result, long number, byte[] value) {

  private static final byte[] NOTHING = {};

  /** The field of a key that is compared. */
  public enum Target {
    VERSION,
    CREATE,
    MOD,
    VALUE,
    LEASE,
    /**
     * A number this version does not know; etcd then compares as if the field equalled the operand.
     */
    UNKNOWN
  }

  /** The relation asked for. */
  public enum Result {
    EQUAL,
    GREATER,
    LESS,
    NOT_EQUAL,
    /** A number this version does not know; etcd lets it hold always. */
    UNKNOWN
  }

  public Compare {
    Objects.requireNonNull(range, "range");
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(result, "result");
    value = value == null ? NOTHING : value;
  }

  /** A condition on a number: version, create revision, mod revision or lease. */
  public static Compare number(KeyRange range, Target target, Result result, long number) {
    return new Compare(range, target, result, number, NOTHING);
  }

  /** A condition on the value. */
  public static Compare value(KeyRange range, Result result, byte[] value) {
    return new Compare(range, Target.VALUE, result, 0, value);
  }

  /**
   * Whether {@code comparison}, the sign of "key's field compared with operand", satisfies the
   * relation.
   */
  boolean holds(int comparison) {
    return switch (result) {
      case EQUAL -> comparison == 0;
      case NOT_EQUAL -> comparison != 0;
      case GREATER -> comparison > 0;
      case LESS -> comparison < 0;
      case UNKNOWN -> true;
    };
  }
}
