package dev.balsa.jepsen.live.report;

import dev.balsa.jepsen.history.History;
import dev.balsa.jepsen.history.Note;
import dev.balsa.jepsen.history.Operation;

/**
 * The time of a run, from left to right.
 *
 * @param startNanos at the left edge
 * @param endNanos at the right edge
 */
record Axis(long startNanos, long endNanos) {
  static final int WIDTH = 1_100;
  static final int LEFT = 70;
  private static final double NANOS_A_SECOND = 1e9;
  private static final int MARKS = 12;

  static Axis of(History history) {
    long start = Long.MAX_VALUE;
    long end = Long.MIN_VALUE;
    for (Operation operation : history.operations()) {
      start = Math.min(start, operation.invoked());
      end = Math.max(end, last(operation));
    }
    return start > end ? new Axis(0, 1) : new Axis(start, Math.max(end, start + 1));
  }

  private static long last(Operation operation) {
    return operation.returned() == Operation.NEVER ? operation.invoked() : operation.returned();
  }

  double seconds() {
    return (endNanos - startNanos) / NANOS_A_SECOND;
  }

  /** Where a moment is. */
  double x(long nanos) {
    double share = (double) (nanos - startNanos) / (endNanos - startNanos);
    return LEFT + WIDTH * Math.max(0, Math.min(1, share));
  }

  /** In which of so many columns of equal width a moment is. */
  int column(long nanos, int columns) {
    double share = (double) (nanos - startNanos) / (endNanos - startNanos);
    return (int) Math.max(0, Math.min(columns - 1, share * columns));
  }

  /** The seconds below, and what happened as lines from top to bottom. */
  String draw(History history, int height) {
    StringBuilder out = new StringBuilder();
    double step = Math.max(1, Math.ceil(seconds() / MARKS));
    for (double second = 0; second <= seconds(); second += step) {
      double x = LEFT + WIDTH * second / seconds();
      out.append(
          Html.format("<text x='%.1f' y='%d' class='axis'>%.0f s</text>", x, height + 14, second));
    }
    for (Note note : history.notes()) {
      out.append(
          Html.format(
              "<line x1='%.1f' x2='%.1f' y1='0' y2='%d' class='fault'><title>%s</title></line>",
              x(note.time()), x(note.time()), height, Html.escape(note.text())));
    }
    return out.toString();
  }
}
