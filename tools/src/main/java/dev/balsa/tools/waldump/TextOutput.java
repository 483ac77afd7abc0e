package dev.balsa.tools.waldump;

import java.io.PrintWriter;
import java.nio.file.Path;

/** One aligned line a record, for people. */
final class TextOutput implements DumpOutput {

  private final PrintWriter out;
  private final TreeText text;
  private Path segment;

  TextOutput(PrintWriter out, int maxTextChars) {
    this.out = out;
    this.text = new TreeText(maxTextChars);
  }

  @Override
  public void line(Line line) {
    if (!line.record().file().equals(segment)) {
      segment = line.record().file();
      out.printf("%n# %s%n", segment.getFileName());
      out.printf("# %8s  %-23s %6s %10s  %s%n", "offset", "type", "term", "index", "content");
    }
    String content = text.write(line.content());
    String row =
        String.format(
            "  %8d  %-23s %6s %10s  %s",
            line.record().offset(), line.kind(), dash(line.term()), dash(line.index()), content);
    out.println(row.stripTrailing());
  }

  private static String dash(long number) {
    return number == 0 ? "-" : Long.toUnsignedString(number);
  }

  @Override
  public void torn(Path file, long offset, String reason) {
    out.printf("%nTORN TAIL: %s at byte %d: %s.%n", file, offset, reason);
    out.println("The log ends there; a server cuts the rest off when it starts and goes on.");
  }

  @Override
  public void damage(Path file, long offset, String reason) {
    out.printf("%nDAMAGED: %s at byte %d: %s.%n", file, offset, reason);
    out.println("A server refuses this log. Restore the member from its peers or from a backup.");
  }

  @Override
  public void end(Summary summary) {
    out.printf(
        "%n%d segment(s), %d records, %d entries%s, committed up to %d.%n",
        summary.segments(),
        summary.records(),
        summary.entries(),
        summary.entries() == 0
            ? ""
            : " (index " + summary.firstIndex() + " to " + summary.lastIndex() + ")",
        summary.commit());
  }
}
