package dev.balsa.tools.bench.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/** Curves over one quantity, both axes logarithmic; several plots stand side by side. */
public final class LinePlot {
  private static final int WIDTH = 410;
  private static final int HEIGHT = 300;
  private static final int LEFT = 56;
  private static final int RIGHT = 14;
  private static final int TOP = 58;
  private static final int BOTTOM = 46;
  private static final int LEGEND_AT = 18;
  private static final int LETTER = 7;

  /**
   * One curve.
   *
   * @param name for the legend
   * @param dashed tells two curves of one color apart
   * @param x the places, in rising order
   * @param y what was found there
   */
  public record Line(String name, String color, boolean dashed, double[] x, double[] y) {}

  /**
   * One plot.
   *
   * @param title what goes up, and in which unit
   * @param lines what is drawn; only values above zero
   */
  public record Panel(String title, List<Line> lines) {}

  private LinePlot() {}

  /**
   * Draws plots side by side under one legend.
   *
   * @param axis what goes to the right, the same in all
   * @param label how a place on that axis is written
   */
  public static Svg draw(String axis, DoubleFunction<String> label, List<Panel> panels) {
    Svg svg = new Svg(WIDTH * panels.size(), HEIGHT);
    legend(svg, panels.get(0).lines());
    for (int i = 0; i < panels.size(); i++) {
      panel(svg, WIDTH * i, axis, label, panels.get(i));
    }
    return svg;
  }

  private static void legend(Svg svg, List<Line> lines) {
    double x = LEFT;
    for (Line line : lines) {
      svg.path(
          new double[] {x, x + 26}, new double[] {LEGEND_AT, LEGEND_AT}, line.color(), line.dashed);
      svg.text(x + 32, LEGEND_AT + 4.0, "start", line.name());
      x += 56 + LETTER * line.name().length();
    }
  }

  private static void panel(
      Svg svg, int left, String axis, DoubleFunction<String> label, Panel panel) {
    svg.heading(left + 8.0, TOP - 16.0, panel.title());
    List<Double> places = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (Line line : panel.lines()) {
      for (int i = 0; i < line.x().length; i++) {
        places.add(line.x()[i]);
        values.add(line.y()[i]);
      }
    }
    if (places.isEmpty()) {
      return;
    }
    int bottom = HEIGHT - BOTTOM;
    LogScale across = across(places, left);
    LogScale up = LogScale.around(least(values), most(values), bottom, TOP);
    for (double tick : up.ticks()) {
      double y = up.place(tick);
      svg.line(left + LEFT, y, left + WIDTH - RIGHT, y, Svg.GRID);
      svg.text(left + LEFT - 6.0, y + 4, "end", LogScale.label(tick));
    }
    for (double place : places.stream().distinct().sorted().toList()) {
      svg.line(across.place(place), bottom, across.place(place), bottom + 4.0, Svg.INK);
      svg.text(across.place(place), bottom + 18.0, "middle", label.apply(place));
    }
    svg.line(left + LEFT, bottom, left + WIDTH - RIGHT, bottom, Svg.INK);
    svg.text(left + (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 10.0, "middle", axis);
    panel.lines().forEach(line -> curve(svg, across, up, line));
  }

  private static LogScale across(List<Double> places, int left) {
    double low = least(places);
    double high = most(places);
    return new LogScale(
        low, high > low ? high : low * 10, left + LEFT + 14.0, left + WIDTH - RIGHT - 18.0);
  }

  private static void curve(Svg svg, LogScale across, LogScale up, Line line) {
    double[] x = new double[line.x().length];
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = across.place(line.x()[i]);
      y[i] = up.place(line.y()[i]);
    }
    svg.path(x, y, line.color(), line.dashed());
    for (int i = 0; i < x.length; i++) {
      svg.dot(x[i], y[i], line.dashed() ? "#fff" : line.color(), line.color());
    }
  }

  private static double least(List<Double> values) {
    return values.stream().min(Double::compare).orElseThrow();
  }

  private static double most(List<Double> values) {
    return values.stream().max(Double::compare).orElseThrow();
  }
}
