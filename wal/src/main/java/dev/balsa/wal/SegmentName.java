package dev.balsa.wal;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a segment: {@code <sequence>-<first index>.wal}, both as 16 hexadecimal digits.
 *
 * @param sequence counts the segments of a log from 0 without a hole
 * @param firstIndex one more than the last entry saved before this segment was begun
 */
record SegmentName(long sequence, long firstIndex) {

  private static final Pattern FORMAT = Pattern.compile("([0-9a-f]{16})-([0-9a-f]{16})\\.wal");

  /** The name in a directory. */
  String fileName() {
    return String.format("%016x-%016x.wal", sequence, firstIndex);
  }

  SegmentName next(long firstIndexOfNext) {
    return new SegmentName(sequence + 1, firstIndexOfNext);
  }

  /** The segments among the names of a directory, in order. */
  static List<SegmentName> among(List<String> names) {
    return names.stream()
        .map(FORMAT::matcher)
        .filter(Matcher::matches)
        .map(
            matched ->
                new SegmentName(
                    Long.parseUnsignedLong(matched.group(1), 16),
                    Long.parseUnsignedLong(matched.group(2), 16)))
        .sorted(Comparator.comparingLong(SegmentName::sequence))
        .toList();
  }
}
