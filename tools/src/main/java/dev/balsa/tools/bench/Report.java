package dev.balsa.tools.bench;

import dev.balsa.tools.bench.load.Figures;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Figures as a table or as JSON. */
final class Report {
  private static final double MEBIBYTE = 1 << 20;
  private static final double[] PERCENTILES = {50, 90, 99, 99.9, 100};
  private static final List<String> PERCENTILE_NAMES = List.of("p50", "p90", "p99", "p99.9", "max");

  private Report() {}

  static void table(Figures figures, PrintWriter out) {
    line(out, figures.name(), "%,d in %.1f s", figures.operations(), figures.seconds());
    line(out, "per second", "%,.0f", figures.perSecond());
    StringBuilder times = new StringBuilder();
    for (int i = 0; i < PERCENTILES.length; i++) {
      times.append(text("%s %.3f  ", PERCENTILE_NAMES.get(i), figures.millisAt(PERCENTILES[i])));
    }
    line(out, "latency, ms", "%s", times.toString().strip());
    line(
        out,
        "CPU, generator",
        "%.2f s, %.1f µs an operation",
        figures.usage().clientCpuSeconds(),
        figures.clientMicros());
    if (!Double.isNaN(figures.serverMicros())) {
      line(
          out,
          "CPU, servers",
          "%.2f s, %.1f µs an operation",
          figures.usage().serverCpuSeconds(),
          figures.serverMicros());
      line(out, "memory, servers", "%.0f MiB", figures.usage().serverResidentBytes() / MEBIBYTE);
    }
    line(out, "errors", "%,d", figures.failed());
    for (Map.Entry<String, Long> error : figures.errors().entrySet()) {
      line(out, "", "%,d x %s", error.getValue(), error.getKey());
    }
    out.flush();
  }

  static void line(PrintWriter out, String label, String format, Object... values) {
    out.println(text("%-24s %s", label, text(format, values)).stripTrailing());
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  static String json(Figures figures) {
    StringBuilder json = new StringBuilder("{");
    json.append("\"load\":").append(quoted(figures.name()));
    number(json, "seconds", figures.seconds());
    number(json, "operations", (double) figures.operations());
    number(json, "per_second", figures.perSecond());
    for (int i = 0; i < PERCENTILES.length; i++) {
      String name = "latency_ms_" + PERCENTILE_NAMES.get(i).replace(".", "_");
      number(json, name, figures.millisAt(PERCENTILES[i]));
    }
    number(json, "latency_ms_mean", figures.latency().getMean() / 1e6);
    number(json, "client_cpu_micros", figures.clientMicros());
    number(json, "server_cpu_micros", figures.serverMicros());
    number(json, "server_resident_bytes", (double) figures.usage().serverResidentBytes());
    number(json, "failed", (double) figures.failed());
    json.append(",\"errors\":{");
    String comma = "";
    for (Map.Entry<String, Long> error : figures.errors().entrySet()) {
      json.append(comma).append(quoted(error.getKey())).append(':').append(error.getValue());
      comma = ",";
    }
    return json.append("}}").toString();
  }

  private static void number(StringBuilder json, String name, double value) {
    boolean known = !Double.isNaN(value) && !Double.isInfinite(value);
    json.append(",\"").append(name).append("\":").append(known ? text("%.3f", value) : "null");
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ') {
        quoted.append(text("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
