package dev.balsa.jepsen.history;

/**
 * One condition of a transaction.
 *
 * @param target what of the key is compared
 * @param operator how
 * @param key octets
 * @param end end of the interval for which the condition must hold everywhere; empty for one key
 * @param number what it is compared with, for every target but {@code VALUE}
 * @param value what it is compared with for {@code VALUE}, else empty
 */
public record Compare(
    Target target, Operator operator, String key, String end, long number, String value) {

  /** What is compared. */
  public enum Target {
    VERSION,
    CREATE,
    MOD,
    VALUE,
    LEASE
  }

  /** How it is compared. */
  public enum Operator {
    EQUAL("="),
    GREATER(">"),
    LESS("<"),
    NOT_EQUAL("!=");

    private final String sign;

    Operator(String sign) {
      this.sign = sign;
    }

    /** As it stands in a history file. */
    public String sign() {
      return sign;
    }

    /** Whether the sign of {@code Long.compare(actual, wanted)} satisfies the operator. */
    public boolean holds(int comparison) {
      return switch (this) {
        case EQUAL -> comparison == 0;
        case GREATER -> comparison > 0;
        case LESS -> comparison < 0;
        case NOT_EQUAL -> comparison != 0;
      };
    }
  }

  /** A condition on a number of one key. */
  public static Compare number(Target target, String key, Operator operator, long number) {
    return new Compare(target, operator, key, "", number, "");
  }

  /** A condition on the value of one key. */
  public static Compare value(String key, Operator operator, String value) {
    return new Compare(Target.VALUE, operator, key, "", 0, value);
  }
}
