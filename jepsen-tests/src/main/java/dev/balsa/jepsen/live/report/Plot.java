package dev.balsa.jepsen.live.report;

import dev.balsa.jepsen.history.History;
import dev.balsa.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/** Answers a second, and how long they took (half, and 99 of 100, within a slice of time). */
final class Plot {
  private static final int COLUMNS = 220;
  private static final int HEIGHT = 140;
  private static final double NANOS_A_MILLI = 1e6;
  private static final double MILLIS_A_SECOND = 1e3;

  private Plot() {}

  static String throughput(History history, Axis axis) {
    double[] answers = new double[COLUMNS];
    for (Operation operation : history.operations()) {
      if (operation.reply() != null) {
        answers[axis.column(operation.returned(), COLUMNS)] += COLUMNS / axis.seconds();
      }
    }
    return svg(
        history,
        axis,
        "answers a second",
        List.of(answers),
        List.of("line1"),
        mark -> Html.format("%.0f", mark));
  }

  static String latency(History history, Axis axis) {
    List<List<Long>> slices = new ArrayList<>();
    for (int i = 0; i < COLUMNS; i++) {
      slices.add(new ArrayList<>());
    }
    for (Operation operation : history.operations()) {
      if (operation.reply() != null) {
        slices
            .get(axis.column(operation.returned(), COLUMNS))
            .add(operation.returned() - operation.invoked());
      }
    }
    double[] median = new double[COLUMNS];
    double[] slow = new double[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) {
      List<Long> slice = slices.get(i);
      slice.sort(null);
      if (slice.isEmpty()) {
        median[i] = Double.NaN;
        slow[i] = Double.NaN;
      } else {
        median[i] = Math.log10(1 + slice.get(slice.size() / 2) / NANOS_A_MILLI);
        slow[i] = Math.log10(1 + slice.get(slice.size() * 99 / 100) / NANOS_A_MILLI);
      }
    }
    return svg(
        history,
        axis,
        "time to an answer, logarithmic: half of them (blue), 99 of 100 (orange)",
        List.of(median, slow),
        List.of("line1", "line2"),
        Plot::time);
  }

  /** What a height of the logarithmic axis stands for. */
  private static String time(double mark) {
    double millis = Math.pow(10, mark) - 1;
    return millis < MILLIS_A_SECOND
        ? Html.format(millis < 10 ? "%.1f ms" : "%.0f ms", millis)
        : Html.format("%.1f s", millis / MILLIS_A_SECOND);
  }

  private static double most(List<double[]> lines) {
    double most = 1e-9;
    for (double[] line : lines) {
      for (double value : line) {
        most = Double.isNaN(value) ? most : Math.max(most, value);
      }
    }
    return most;
  }

  private static String svg(
      History history,
      Axis axis,
      String title,
      List<double[]> lines,
      List<String> classes,
      DoubleFunction<String> label) {
    double most = most(lines);
    StringBuilder out =
        new StringBuilder(
            Html.format("<svg width='%d' height='%d'>", Axis.LEFT + Axis.WIDTH + 20, HEIGHT + 20));
    out.append(Html.format("<text x='%d' y='10' class='axis'>%s</text>", Axis.LEFT + 4, title));
    for (int mark = 0; mark <= 4; mark++) {
      double y = HEIGHT - (double) HEIGHT * mark / 4;
      out.append(
          Html.format(
              "<text x='2' y='%.0f' class='axis'>%s</text>"
                  + "<line x1='%d' x2='%d' y1='%.0f' y2='%.0f' class='grid'/>",
              Math.max(10, y),
              label.apply(most * mark / 4),
              Axis.LEFT,
              Axis.LEFT + Axis.WIDTH,
              y,
              y));
    }
    for (int i = 0; i < lines.size(); i++) {
      out.append("<path class='").append(classes.get(i)).append("' d='");
      boolean apart = true;
      for (int column = 0; column < COLUMNS; column++) {
        double value = lines.get(i)[column];
        if (!Double.isNaN(value)) {
          // Where nothing was answered the line is broken.
          out.append(
              Html.format(
                  "%s%.1f,%.1f ",
                  apart ? "M" : "L",
                  Axis.LEFT + (column + 0.5) * Axis.WIDTH / COLUMNS,
                  HEIGHT - HEIGHT * value / most));
        }
        apart = Double.isNaN(value);
      }
      out.append("'/>");
    }
    return out.append(axis.draw(history, HEIGHT)).append("</svg>").toString();
  }
}
