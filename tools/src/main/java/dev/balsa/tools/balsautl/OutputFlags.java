package dev.balsa.tools.balsautl;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.balsa.tools.output.Table;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** In which form a command prints what it found. */
final class OutputFlags {

  enum Format {
    simple,
    table,
    json
  }

  /**
   * One thing that was found.
   *
   * @param json names and values for programs, in etcd's words where etcd has them
   * @param cells the same for people, in the order of the columns
   */
  record Row(Map<String, Object> json, List<String> cells) {}

  @Option(
      names = {"-w", "--write-out"},
      paramLabel = "FORMAT",
      defaultValue = "simple",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Format format;

  boolean isJson() {
    return format == Format.json;
  }

  /** Prints one thing. */
  void print(PrintWriter out, List<String> columns, Row row) {
    print(out, columns, List.of(row), json().toJson(row.json()));
  }

  /** Prints several things of a kind. */
  void print(PrintWriter out, List<String> columns, List<Row> rows) {
    print(out, columns, rows, json().toJson(rows.stream().map(Row::json).toList()));
  }

  private void print(PrintWriter out, List<String> columns, List<Row> rows, String json) {
    switch (format) {
      case json -> out.println(json);
      case table ->
          new Table(columns, rows.stream().map(Row::cells).toList()).lines().forEach(out::println);
      case simple -> rows.forEach(row -> out.println(String.join(", ", row.cells())));
    }
    out.flush();
  }

  private static Gson json() {
    return new GsonBuilder().disableHtmlEscaping().create();
  }
}
