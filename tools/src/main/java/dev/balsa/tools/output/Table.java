package dev.balsa.tools.output;

import java.util.ArrayList;
import java.util.List;

/**
 * A table for people.
 *
 * @param columns the headings
 * @param rows as many cells each as there are headings
 */
public record Table(List<String> columns, List<List<String>> rows) {

  /** Checks that every row has a cell for every column. */
  public Table {
    for (List<String> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(row + " does not fit " + columns);
      }
    }
  }

  /** The lines of the table. */
  public List<String> lines() {
    int[] widths = widths();
    StringBuilder rule = new StringBuilder("+");
    for (int width : widths) {
      rule.append("-".repeat(width + 2)).append('+');
    }
    List<String> lines =
        new ArrayList<>(List.of(rule.toString(), headings(widths), rule.toString()));
    for (List<String> row : rows) {
      lines.add(cells(row, widths));
    }
    lines.add(rule.toString());
    return lines;
  }

  private int[] widths() {
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = length(columns.get(i));
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], length(row.get(i)));
      }
    }
    return widths;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private String headings(int[] widths) {
    StringBuilder line = new StringBuilder("|");
    for (int i = 0; i < widths.length; i++) {
      int spare = widths[i] - length(columns.get(i));
      line.append(' ')
          .append(" ".repeat(spare / 2))
          .append(columns.get(i))
          .append(" ".repeat(spare - spare / 2))
          .append(" |");
    }
    return line.toString();
  }

  private static String cells(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder("|");
    for (int i = 0; i < widths.length; i++) {
      line.append(' ')
          .append(" ".repeat(widths[i] - length(row.get(i))))
          .append(row.get(i))
          .append(" |");
    }
    return line.toString();
  }
}
