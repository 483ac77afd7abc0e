package dev.balsa.tools.localcluster;

import java.io.PrintWriter;

/** The terminal, line by line, each with the name of who says it. Thread-safe. */
final class Console {
  private static final String RESET = "\u001b[0m";
  private static final String BOLD = "\u001b[1m";
  private static final String RED = "\u001b[31m";
  private static final String YELLOW = "\u001b[33m";
  private static final String[] MEMBERS = {
    "\u001b[36m", "\u001b[32m", "\u001b[35m", "\u001b[34m", "\u001b[96m", "\u001b[92m", "\u001b[95m"
  };
  private static final int NAME_CHARS = 7;

  private final PrintWriter out;
  private final boolean coloured;

  Console(PrintWriter out, boolean coloured) {
    this.out = out;
    this.coloured = coloured;
  }

  /** A line of a member; the level decides the colour of the text. */
  void member(int member, LogLine line) {
    String text =
        switch (line.level()) {
          case "warn" -> paint(YELLOW, line.text());
          case "error", "fatal", "panic" -> paint(RED, line.text());
          default -> line.text();
        };
    print(MEMBERS[(member - 1) % MEMBERS.length], "m" + member, text);
  }

  /** Something about the cluster as a whole. */
  void say(String text) {
    print(BOLD, "cluster", text);
  }

  /** Something about the cluster that is not as it should be. */
  void alarm(String text) {
    print(RED, "cluster", paint(RED, text));
  }

  private void print(String colour, String name, String text) {
    String padded = name + " ".repeat(Math.max(0, NAME_CHARS - name.length()));
    synchronized (out) {
      out.println(paint(colour, padded + " |") + " " + text);
      out.flush();
    }
  }

  private String paint(String colour, String text) {
    return coloured ? colour + text + RESET : text;
  }
}
