package dev.balsa.jepsen.live.report;

import dev.balsa.jepsen.history.History;
import dev.balsa.jepsen.history.Note;
import dev.balsa.jepsen.live.scenario.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A page about a run: a summary of all its parts, and pictures of some of them. Parts are added as
 * they come, so that no history has to be kept.
 */
public final class Report {
  private static final int PICTURES_MAX = 30;
  private static final String STYLE =
      """
      body{font:14px system-ui,sans-serif;margin:24px;color:#222;max-width:1220px}
      table{border-collapse:collapse;margin:8px 0}
      td,th{border:1px solid #ccc;padding:3px 9px;text-align:left;vertical-align:top}
      td.n{text-align:right;font-variant-numeric:tabular-nums}
      .ok{color:#14752f}.bad{color:#b3141d;font-weight:bold}
      pre{background:#fbeeee;padding:8px;overflow:auto;font-size:12px}
      svg{display:block;margin:6px 0;background:#fafafa}
      .axis{font-size:10px;fill:#666}.row{font-size:7px;fill:#888}.grid{stroke:#e4e4e4}
      .fault{stroke:#b3141d;stroke-width:1;stroke-dasharray:3 3}
      .answered{fill:#7fc392}.refused{fill:#8aa9d8}.waiting{fill:#f0c95c}.unknown{fill:#d9534f}
      .line1{fill:none;stroke:#1f66b0;stroke-width:1.3}.line2{fill:none;stroke:#e08a1e}
      .key span{display:inline-block;width:12px;height:12px;margin:0 4px 0 14px}
      """;

  private final String title;
  private final String command;
  private final List<Result> results = new ArrayList<>();
  private final List<String> pictures = new ArrayList<>();

  /**
   * A page that is empty yet.
   *
   * @param command what repeats the run
   */
  public Report(String title, String command) {
    this.title = title;
    this.command = command;
  }

  /** One part more; a broken one is always drawn. */
  public void add(Result result) {
    int number = results.size() + 1;
    results.add(result.withoutHistory());
    if (result.history() != null && (pictures.size() < PICTURES_MAX || !result.passed())) {
      pictures.add(picture(number, result));
    }
  }

  /** Writes the page. */
  public void write(Path file) throws IOException {
    StringBuilder page = new StringBuilder("<!doctype html><meta charset='utf-8'><title>");
    page.append(Html.escape(title)).append("</title><style>").append(STYLE).append("</style>");
    page.append("<h1>").append(Html.escape(title)).append("</h1>");
    page.append("<p><code>").append(Html.escape(command)).append("</code></p>");
    page.append(summary()).append(gaps());
    pictures.forEach(page::append);
    Files.writeString(file, page);
  }

  private String summary() {
    StringBuilder out =
        new StringBuilder(
            "<table><tr><th>part<th>result<th>seconds<th>writes acknowledged<th>reads"
                + "<th>watch events<th>watches resumed<th>errors that clients saw");
    int number = 1;
    for (Result result : results) {
      String errors =
          String.join(
              "<br>",
              result.errors().entrySet().stream()
                  .map(error -> error.getValue() + " × " + Html.escape(error.getKey()))
                  .toList());
      out.append(
          Html.format(
              "<tr><td><a href='#p%d'>%d %s</a><td class='%s'>%s<td class='n'>%.1f<td class='n'>%d"
                  + "<td class='n'>%d<td class='n'>%d<td class='n'>%d<td>%s",
              number,
              number++,
              Html.escape(result.name()),
              result.passed() ? "ok" : "bad",
              result.passed() ? "passed" : result.violations().size() + " broken",
              result.millis() / 1e3,
              result.writes(),
              result.reads(),
              result.events(),
              result.resumed(),
              errors));
    }
    return out.append("</table>").toString();
  }

  private String gaps() {
    StringBuilder out =
        new StringBuilder("<h2>Time without a successful write, by fault</h2>")
            .append("<table><tr><th>fault<th>times<th>median, ms<th>worst, ms");
    for (Map.Entry<String, List<Double>> gap : GapTable.merged(results).entrySet()) {
      List<Double> millis = gap.getValue();
      out.append(
          Html.format(
              "<tr><td>%s<td class='n'>%d<td class='n'>%.0f<td class='n'>%.0f",
              Html.escape(gap.getKey()),
              millis.size(),
              millis.get(millis.size() / 2),
              millis.get(millis.size() - 1)));
    }
    return out.append("</table>").toString();
  }

  private static String picture(int number, Result result) {
    History history = result.history();
    Axis axis = Axis.of(history);
    StringBuilder out = new StringBuilder();
    out.append(Html.format("<h2 id='p%d'>%d %s</h2>", number, number, Html.escape(result.name())));
    for (String violation : result.violations()) {
      out.append("<pre>").append(Html.escape(violation)).append("</pre>");
    }
    out.append(Plot.throughput(history, axis)).append(Plot.latency(history, axis));
    out.append(
        "<p class='key'><span class='answered' style='background:#7fc392'></span>answered"
            + "<span style='background:#f0c95c'></span>waiting"
            + "<span style='background:#8aa9d8'></span>refused"
            + "<span style='background:#d9534f'></span>outcome unknown"
            + "<span style='border-left:2px dashed #b3141d;width:2px'></span>a fault</p>");
    out.append(Timeline.draw(history, axis))
        .append("<details><summary>What happened</summary><ul>");
    for (Note note : history.notes()) {
      out.append(
          Html.format(
              "<li>%.1f s: %s", (note.time() - axis.startNanos()) / 1e9, Html.escape(note.text())));
    }
    return out.append("</ul></details>").toString();
  }
}
