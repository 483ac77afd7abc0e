package dev.balsa.server.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Writes families in Prometheus' text format 0.0.4 or as OpenMetrics 1.0.0, with exactly etcd's
 * names.
 *
 * <p>A family is {@code # HELP name text}, {@code # TYPE name type}, then a line {@code
 * name{label="value"} number} per sample.
 */
final class TextWriter {

  /** Counters whose names do not end in {@code _total}. */
  static final Set<String> BARE_COUNTERS =
      Set.of(
          "etcd_server_health_success",
          "etcd_server_health_failures",
          "etcd_server_learner_promote_successes",
          "etcd_server_learner_promote_failures",
          "etcd_network_snapshot_send_success",
          "etcd_network_snapshot_send_failures",
          "etcd_network_snapshot_receive_success",
          "etcd_network_snapshot_receive_failures");

  private static final String TOTAL = "_total";
  private static final String CREATED = "_created";

  private final Writer out;
  private final boolean openMetrics;

  TextWriter(Writer out, boolean openMetrics) {
    this.out = out;
    this.openMetrics = openMetrics;
  }

  /** Writes the families sorted by name, so that two scrapes can be compared line by line. */
  void write(Enumeration<MetricFamilySamples> families) throws IOException {
    List<MetricFamilySamples> sorted = new ArrayList<>(Collections.list(families));
    sorted.sort(Comparator.comparing(family -> family.name));
    for (MetricFamilySamples family : sorted) {
      writeFamily(family);
    }
    if (openMetrics) {
      out.write("# EOF\n");
    }
  }

  private void writeFamily(MetricFamilySamples family) throws IOException {
    // The library strips the suffix from a counter's family name and forces it on its samples.
    boolean counter = family.type == Collector.Type.COUNTER;
    boolean bare = counter && BARE_COUNTERS.contains(family.name);
    String name = counter && !bare ? family.name + TOTAL : family.name;
    // In OpenMetrics a counter's family goes without the suffix, and one whose samples have none is
    // no counter.
    String title = openMetrics && counter ? family.name : name;
    out.append("# HELP ").append(title).append(' ');
    writeEscaped(family.help, openMetrics);
    out.append("\n# TYPE ").append(title).append(' ');
    out.append(openMetrics && bare ? "unknown" : typeName(family.type)).append('\n');
    for (Sample sample : family.samples) {
      if (!sample.name.endsWith(CREATED)) {
        writeSample(bare ? name : sample.name, sample);
      }
    }
  }

  private String typeName(Collector.Type type) {
    return switch (type) {
      case COUNTER, GAUGE, SUMMARY, HISTOGRAM -> type.name().toLowerCase(Locale.ROOT);
      case INFO, STATE_SET -> "gauge";
      default -> openMetrics ? "unknown" : "untyped";
    };
  }

  private void writeSample(String name, Sample sample) throws IOException {
    out.write(name);
    if (!sample.labelNames.isEmpty()) {
      char separator = '{';
      for (int i = 0; i < sample.labelNames.size(); i++) {
        String label = sample.labelNames.get(i);
        out.append(separator).append(label).append("=\"");
        writeEscaped(bound(label, sample.labelValues.get(i)), true);
        out.write('"');
        separator = ',';
      }
      out.write('}');
    }
    out.append(' ').append(number(sample.value)).append('\n');
  }

  private static String bound(String label, String value) {
    return label.equals("le") ? GoNumber.text(value) : value;
  }

  private void writeEscaped(String text, boolean quoted) throws IOException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> out.write("\\\\");
        case '\n' -> out.write("\\n");
        case '"' -> out.write(quoted ? "\\\"" : "\"");
        default -> out.write(c);
      }
    }
  }

  /** Whole numbers without a fraction, as Go prints them; others in Java's shortest form. */
  private static String number(double value) {
    if (value == Double.POSITIVE_INFINITY) {
      return "+Inf";
    }
    if (value == Double.NEGATIVE_INFINITY) {
      return "-Inf";
    }
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
    return whole ? Long.toString((long) value) : Double.toString(value);
  }
}
