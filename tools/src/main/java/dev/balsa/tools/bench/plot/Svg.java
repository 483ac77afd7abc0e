package dev.balsa.tools.bench.plot;

import java.util.Locale;

/** A drawing that grows by what is drawn. Places are in pixels from the upper left corner. */
public final class Svg {
  /** What is written and what is drawn strongest. */
  public static final String INK = "#1b2a33";

  /** The lines behind a plot. */
  public static final String GRID = "#d5dde1";

  private static final String FILE_START = "<svg xmlns=\"http://www.w3.org/2000/svg\" ";
  private static final String PAGE_START = "<svg ";

  private final StringBuilder body = new StringBuilder();
  private final int width;
  private final int height;

  /** Begins an empty drawing. */
  public Svg(int width, int height) {
    this.width = width;
    this.height = height;
  }

  /** A straight line, as thin as can be. */
  public void line(double x1, double y1, double x2, double y2, String color) {
    body.append("<line").append(at("x1", x1)).append(at("y1", y1)).append(at("x2", x2));
    body.append(at("y2", y2)).append(" stroke=\"").append(color).append("\"/>");
  }

  /**
   * A line from place to place.
   *
   * @param x as many as there are places
   * @param y as many again
   */
  public void path(double[] x, double[] y, String color, boolean dashed) {
    body.append("<polyline points=\"");
    for (int i = 0; i < x.length; i++) {
      body.append(i == 0 ? "" : " ").append(decimal(x[i])).append(',').append(decimal(y[i]));
    }
    body.append("\" fill=\"none\" stroke-width=\"2\" stroke=\"").append(color).append('"');
    body.append(dashed ? " stroke-dasharray=\"5 4\"/>" : "/>");
  }

  /** A filled rectangle. */
  public void bar(double x, double y, double barWidth, double barHeight, String color) {
    body.append("<rect").append(at("x", x)).append(at("y", y)).append(at("width", barWidth));
    body.append(at("height", barHeight)).append(" fill=\"").append(color).append("\"/>");
  }

  /** A small circle with a rim. */
  public void dot(double x, double y, String fill, String rim) {
    body.append("<circle").append(at("cx", x)).append(at("cy", y)).append(" r=\"3\" fill=\"");
    body.append(fill).append("\" stroke=\"").append(rim).append("\"/>");
  }

  /**
   * Words.
   *
   * @param anchor which part of them stands at the place: start, middle or end
   */
  public void text(double x, double y, String anchor, String words) {
    write(x, y, anchor, "", words);
  }

  /** Words that head others. */
  public void heading(double x, double y, String words) {
    write(x, y, "start", " font-weight=\"bold\"", words);
  }

  private void write(double x, double y, String anchor, String more, String words) {
    body.append("<text").append(at("x", x)).append(at("y", y)).append(" text-anchor=\"");
    body.append(anchor).append('"').append(more).append(" fill=\"").append(INK).append("\">");
    body.append(escaped(words)).append("</text>");
  }

  /** The drawing as a part of a page. */
  public String inPage() {
    return drawing(PAGE_START);
  }

  /** The drawing as a file of its own, on white. */
  public String alone() {
    return drawing(FILE_START) + "\n";
  }

  private String drawing(String start) {
    String size = width + "\" height=\"" + height;
    return start
        + "viewBox=\"0 0 "
        + width
        + ' '
        + height
        + "\" width=\""
        + size
        + "\" font-family=\"system-ui,sans-serif\" font-size=\"13\">"
        + "<rect width=\""
        + size
        + "\" fill=\"#fff\"/>"
        + body
        + "</svg>";
  }

  private static String at(String name, double value) {
    return ' ' + name + "=\"" + decimal(value) + '"';
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  /** Text as it stands in a page. */
  public static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
