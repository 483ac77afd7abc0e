package dev.balsa.client;

import dev.balsa.api.Compare.CompareResult;
import dev.balsa.api.Compare.CompareTarget;

/**
 * A condition of a transaction on one key, or on every key of a range.
 *
 * <pre>{@code
 * Compare.value("state").equalTo("ready")
 * Compare.absent("lock")
 * }</pre>
 */
public final class Compare {

  private final dev.balsa.api.Compare request;

  private Compare(dev.balsa.api.Compare request) {
    this.request = request;
  }

  /** The value of a key is … */
  public static OfValue value(String key) {
    return value(KeyRange.key(key));
  }

  /** The value of a key is … */
  public static OfValue value(Bytes key) {
    return value(KeyRange.key(key));
  }

  /** The value of every key of a range is … */
  public static OfValue value(KeyRange range) {
    return new OfValue(on(range, CompareTarget.VALUE));
  }

  /** How often a key was put since it came into being is …; 0 for no key. */
  public static OfNumber version(String key) {
    return version(KeyRange.key(key));
  }

  /** How often every key of a range was put since it came into being is … */
  public static OfNumber version(KeyRange range) {
    return new OfNumber(on(range, CompareTarget.VERSION));
  }

  /** The revision of a key's last change is …; 0 for no key. */
  public static OfNumber modRevision(String key) {
    return modRevision(KeyRange.key(key));
  }

  /** The revision of the last change of every key of a range is … */
  public static OfNumber modRevision(KeyRange range) {
    return new OfNumber(on(range, CompareTarget.MOD));
  }

  /** The revision at which a key came into being is …; 0 for no key. */
  public static OfNumber createRevision(String key) {
    return createRevision(KeyRange.key(key));
  }

  /** The revision at which every key of a range came into being is … */
  public static OfNumber createRevision(KeyRange range) {
    return new OfNumber(on(range, CompareTarget.CREATE));
  }

  /** The lease of every key of a range is …; 0 for none. */
  public static OfNumber lease(KeyRange range) {
    return new OfNumber(on(range, CompareTarget.LEASE));
  }

  /** There is such a key. */
  public static Compare exists(String key) {
    return createRevision(key).greaterThan(0);
  }

  /** There is no such key. */
  public static Compare absent(String key) {
    return createRevision(key).equalTo(0);
  }

  private static dev.balsa.api.Compare on(KeyRange range, CompareTarget target) {
    return dev.balsa.api.Compare.newBuilder()
        .setKey(range.wireKey())
        .setRangeEnd(range.wireEnd())
        .setTarget(target)
        .build();
  }

  dev.balsa.api.Compare request() {
    return request;
  }

  /** A condition on a value that lacks what to compare with. */
  public static final class OfValue {

    private final dev.balsa.api.Compare request;

    private OfValue(dev.balsa.api.Compare request) {
      this.request = request;
    }

    /** … this. */
    public Compare equalTo(String value) {
      return equalTo(Bytes.of(value));
    }

    /** … this. */
    public Compare equalTo(Bytes value) {
      return with(CompareResult.EQUAL, value);
    }

    /** … not this. */
    public Compare notEqualTo(Bytes value) {
      return with(CompareResult.NOT_EQUAL, value);
    }

    /** … greater, byte by byte. */
    public Compare greaterThan(Bytes value) {
      return with(CompareResult.GREATER, value);
    }

    /** … less, byte by byte. */
    public Compare lessThan(Bytes value) {
      return with(CompareResult.LESS, value);
    }

    private Compare with(CompareResult result, Bytes value) {
      return new Compare(
          request.toBuilder().setResult(result).setValue(value.toByteString()).build());
    }
  }

  /** A condition on a number that lacks what to compare with. */
  public static final class OfNumber {

    private final dev.balsa.api.Compare request;

    private OfNumber(dev.balsa.api.Compare request) {
      this.request = request;
    }

    /** … this. */
    public Compare equalTo(long number) {
      return with(CompareResult.EQUAL, number);
    }

    /** … not this. */
    public Compare notEqualTo(long number) {
      return with(CompareResult.NOT_EQUAL, number);
    }

    /** … greater. */
    public Compare greaterThan(long number) {
      return with(CompareResult.GREATER, number);
    }

    /** … less. */
    public Compare lessThan(long number) {
      return with(CompareResult.LESS, number);
    }

    private Compare with(CompareResult result, long number) {
      dev.balsa.api.Compare.Builder builder = request.toBuilder().setResult(result);
      switch (request.getTarget()) {
        case VERSION -> builder.setVersion(number);
        case CREATE -> builder.setCreateRevision(number);
        case MOD -> builder.setModRevision(number);
        case LEASE -> builder.setLease(number);
        default -> throw new IllegalStateException("no number: " + request.getTarget());
      }
      return new Compare(builder.build());
    }
  }
}
