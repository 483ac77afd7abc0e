package dev.balsa.tools.balsactl;

import com.google.protobuf.ByteString;
import java.util.List;

/**
 * Which keys the arguments of a command mean.
 *
 * @param key the first key
 * @param end behind the last one; empty for one key, a zero byte for no end
 */
record Ranges(ByteString key, ByteString end) {

  private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

  /** From {@code <key> [range_end]} and the flags beside them. */
  static Ranges of(String command, List<String> arguments, boolean prefix, boolean fromKey) {
    if (prefix && fromKey) {
      throw new Complaint(
          Complaint.BAD_ARGS,
          "`--prefix` and `--from-key` cannot be set at the same time, choose one");
    }
    if (arguments.isEmpty() || arguments.size() > 2) {
      throw new Complaint(
          Complaint.BAD_ARGS,
          command + " command needs one argument as key and an optional argument as range_end");
    }
    if (arguments.size() == 2 && (prefix || fromKey)) {
      throw new Complaint(
          Complaint.BAD_ARGS,
          "too many arguments, only accept one argument when `--prefix` or `--from-key` is set");
    }
    ByteString key = ByteString.copyFromUtf8(arguments.get(0));
    if (prefix || fromKey) {
      return fromKey ? from(key) : prefix(key);
    }
    return new Ranges(
        key, arguments.size() == 2 ? ByteString.copyFromUtf8(arguments.get(1)) : ByteString.EMPTY);
  }

  static Ranges prefix(ByteString key) {
    if (key.isEmpty()) {
      return new Ranges(ZERO, ZERO);
    }
    byte[] end = key.toByteArray();
    for (int i = end.length - 1; i >= 0; i--) {
      if (end[i] != (byte) 0xff) {
        end[i]++;
        return new Ranges(key, ByteString.copyFrom(end, 0, i + 1));
      }
    }
    return new Ranges(key, ZERO);
  }

  static Ranges from(ByteString key) {
    return new Ranges(key.isEmpty() ? ZERO : key, ZERO);
  }

  /** Whether there is no end. */
  boolean isOpen() {
    return end.equals(ZERO);
  }
}
