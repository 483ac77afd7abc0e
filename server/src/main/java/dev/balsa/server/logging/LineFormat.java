package dev.balsa.server.logging;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/**
 * What one message looks like on the way out: the keys of zap, so that what reads etcd's log reads
 * ours.
 */
enum LineFormat {

  /** {@code {"level":"info","ts":"...","caller":"node/Node.java:123","msg":"...","term":2}}. */
  JSON {
    @Override
    String line(String level, Instant time, String caller, LogEvent event) {
      StringBuilder out =
          new StringBuilder(160).append("{\"level\":\"").append(level).append("\",\"ts\":\"");
      timestamp(out, time);
      out.append("\",\"caller\":");
      JsonText.string(out, caller);
      out.append(",\"msg\":");
      JsonText.string(out, event.message());
      fields(out, event, ",");
      return out.append("}\n").toString();
    }
  },

  /** Columns for people, the fields behind them. */
  CONSOLE {
    @Override
    String line(String level, Instant time, String caller, LogEvent event) {
      StringBuilder out = new StringBuilder(160);
      timestamp(out, time);
      out.append('\t')
          .append(level)
          .append('\t')
          .append(caller)
          .append('\t')
          .append(event.message());
      if (event.fieldCount() > 0 || event.cause() != null) {
        out.append("\t{");
        fields(out, event, "");
        out.append('}');
      }
      return out.append('\n').toString();
    }
  };

  /** The whole line with its end. */
  abstract String line(String level, Instant time, String caller, LogEvent event);

  private static void fields(StringBuilder out, LogEvent event, String first) {
    String separator = first;
    for (int i = 0; i < event.fieldCount(); i++) {
      out.append(separator);
      JsonText.string(out, event.key(i));
      out.append(':');
      JsonText.value(out, event.value(i));
      separator = ",";
    }
    if (event.cause() != null) {
      out.append(separator).append("\"error\":");
      JsonText.string(out, event.cause().toString());
      if (event.cause().getStackTrace().length > 0) {
        out.append(",\"stacktrace\":");
        JsonText.string(out, stackTrace(event.cause()));
      }
    }
  }

  private static String stackTrace(Throwable cause) {
    StringWriter text = new StringWriter();
    cause.printStackTrace(new PrintWriter(text));
    return text.toString().strip();
  }

  /**
   * Microseconds in UTC, by hand: the first use of the formatter of the JDK costs more than a start
   * can spare.
   */
  private static void timestamp(StringBuilder out, Instant time) {
    ZonedDateTime utc = time.atZone(ZoneOffset.UTC);
    out.append(utc.getYear()).append('-');
    digits(out, utc.getMonthValue(), 2).append('-');
    digits(out, utc.getDayOfMonth(), 2).append('T');
    digits(out, utc.getHour(), 2).append(':');
    digits(out, utc.getMinute(), 2).append(':');
    digits(out, utc.getSecond(), 2).append('.');
    digits(out, utc.getNano() / 1_000, 6).append('Z');
  }

  private static StringBuilder digits(StringBuilder out, int number, int width) {
    String text = Integer.toString(number);
    return out.append("0".repeat(width - text.length())).append(text);
  }
}
