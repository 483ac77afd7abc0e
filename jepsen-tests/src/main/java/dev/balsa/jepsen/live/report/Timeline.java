package dev.balsa.jepsen.live.report;

import dev.balsa.jepsen.history.History;
import dev.balsa.jepsen.history.Operation;
import java.util.Map;
import java.util.TreeMap;

/**
 * One row a client, one column a slice of time; the worst that a client saw in a slice gives the
 * colour, so that the size of the picture does not grow with the history.
 */
final class Timeline {
  private static final int COLUMNS = 550;
  private static final int ROW_PIXELS = 7;
  private static final double COLUMN_PIXELS = (double) Axis.WIDTH / COLUMNS;

  /** What a client saw in a slice, ascending in badness. */
  private enum State {
    NOTHING,
    ANSWERED,
    REFUSED,
    WAITING,
    UNKNOWN
  }

  private final Axis axis;
  private final Map<Integer, State[]> rows = new TreeMap<>();

  private Timeline(Axis axis) {
    this.axis = axis;
  }

  static String draw(History history, Axis axis) {
    Timeline timeline = new Timeline(axis);
    history.operations().forEach(timeline::add);
    return timeline.svg(history);
  }

  private void add(Operation operation) {
    State[] row =
        rows.computeIfAbsent(
            operation.client(),
            client -> {
              State[] empty = new State[COLUMNS];
              java.util.Arrays.fill(empty, State.NOTHING);
              return empty;
            });
    int from = axis.column(operation.invoked(), COLUMNS);
    boolean unknown = operation.unknown();
    int to = unknown ? from : axis.column(operation.returned(), COLUMNS);
    State end =
        unknown ? State.UNKNOWN : operation.refusal() != null ? State.REFUSED : State.ANSWERED;
    for (int column = from; column < to; column++) {
      worse(row, column, to - from > 1 ? State.WAITING : end);
    }
    worse(row, to, end);
  }

  private static void worse(State[] row, int column, State state) {
    if (state.compareTo(row[column]) > 0) {
      row[column] = state;
    }
  }

  private String svg(History history) {
    int height = rows.size() * ROW_PIXELS;
    StringBuilder out =
        new StringBuilder(
            Html.format("<svg width='%d' height='%d'>", Axis.LEFT + Axis.WIDTH + 20, height + 20));
    int y = 0;
    for (Map.Entry<Integer, State[]> row : rows.entrySet()) {
      out.append(
          Html.format(
              "<text x='2' y='%d' class='row'>client %d</text>", y + ROW_PIXELS, row.getKey()));
      draw(row.getValue(), y, out);
      y += ROW_PIXELS;
    }
    return out.append(axis.draw(history, height)).append("</svg>").toString();
  }

  /** Columns of the same colour become one rectangle. */
  private static void draw(State[] row, int y, StringBuilder out) {
    for (int from = 0, to; from < COLUMNS; from = to) {
      to = from + 1;
      while (to < COLUMNS && row[to] == row[from]) {
        to++;
      }
      if (row[from] != State.NOTHING) {
        out.append(
            Html.format(
                "<rect x='%.0f' y='%d' width='%.0f' height='%d' class='%s'/>",
                Axis.LEFT + from * COLUMN_PIXELS,
                y + 1,
                (to - from) * COLUMN_PIXELS,
                ROW_PIXELS - 1,
                row[from].name().toLowerCase(java.util.Locale.ROOT)));
      }
    }
  }
}
