package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.BadHistoryException;
import dev.balsa.jepsen.history.History;
import dev.balsa.jepsen.history.HistoryFile;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command {@code check}: judges history files and prints what it finds. */
public final class CheckFiles {

  static final int FINE = 0;
  static final int VIOLATION = 1;
  static final int BAD_INPUT = 2;
  static final int UNDECIDED = 3;

  private static final String HELP =
      """
      Judges histories that clients of a cluster recorded.

      usage: check [options] FILE...

        --drift FRACTION            by how much a member's clock may run fast (default 0.02)
        --lease-gone-after SECONDS  leases must be gone so long after their end (default: no limit)
        --max-executions N          when to give up the search for an order (default 100000000)
        --quiet                     one line for each file, without the findings
        --help                      this page

      Exit codes: 0 every promise was kept, 1 a promise was broken, 2 a file cannot be read or an
      option is wrong, 3 nothing was found, but not everything could be decided.
      """;

  private final PrintStream out;
  private final PrintStream err;
  private final List<Path> files = new ArrayList<>();
  private CheckOptions options = CheckOptions.DEFAULT;
  private boolean quiet;

  private CheckFiles(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Runs the command and ends the process. */
  public static void main(String[] arguments) {
    System.exit(run(arguments, System.out, System.err));
  }

  /** Runs the command; the exit code. */
  static int run(String[] arguments, PrintStream out, PrintStream err) {
    if (List.of(arguments).contains("--help")) {
      out.print(HELP);
      return FINE;
    }
    CheckFiles command = new CheckFiles(out, err);
    try {
      command.parse(List.of(arguments));
    } catch (IllegalArgumentException e) {
      err.println("check: " + e.getMessage() + "; --help tells more");
      return BAD_INPUT;
    }
    int worst = FINE;
    for (Path file : command.files) {
      worst = worse(worst, command.judge(file));
    }
    return worst;
  }

  private static int worse(int one, int other) {
    int[] order = {FINE, UNDECIDED, VIOLATION, BAD_INPUT};
    for (int i = order.length - 1; i > 0; i--) {
      if (one == order[i] || other == order[i]) {
        return order[i];
      }
    }
    return FINE;
  }

  private void parse(List<String> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("--quiet")) {
        quiet = true;
      } else if (argument.startsWith("--")) {
        if (i + 1 == arguments.size()) {
          throw new IllegalArgumentException("nothing follows " + argument);
        }
        set(argument, arguments.get(++i));
      } else {
        files.add(Path.of(argument));
      }
    }
    if (files.isEmpty()) {
      throw new IllegalArgumentException("no file was named");
    }
  }

  private void set(String name, String value) {
    double number;
    try {
      number = Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " takes a number, not " + value, e);
    }
    if (!(number >= 0)) {
      throw new IllegalArgumentException(name + " takes a number from 0 on, not " + value);
    }
    options =
        switch (name) {
          case "--drift" -> options.withClockDriftMax(number);
          case "--lease-gone-after" -> options.withLeaseGoneAfterNanos((long) (number * 1e9));
          case "--max-executions" ->
              new CheckOptions(
                  options.clockDriftMax(),
                  options.leaseGoneAfterNanos(),
                  (long) number,
                  options.maxFindings());
          default -> throw new IllegalArgumentException("no option is called " + name);
        };
  }

  private int judge(Path file) {
    History history;
    try {
      history = HistoryFile.read(file);
    } catch (NoSuchFileException e) {
      err.println(file + ": no such file");
      return BAD_INPUT;
    } catch (IOException e) {
      err.println(file + ": " + e);
      return BAD_INPUT;
    } catch (BadHistoryException e) {
      err.println(file + ": " + e.getMessage());
      return BAD_INPUT;
    }
    long start = System.nanoTime();
    Verdict verdict = Checks.judge(history, options);
    print(file, history, verdict, (System.nanoTime() - start) / 1_000_000);
    if (!verdict.findings().isEmpty()) {
      return VIOLATION;
    }
    return verdict.ok() ? FINE : UNDECIDED;
  }

  private void print(Path file, History history, Verdict verdict, long millis) {
    String result = verdict.findings().size() + " findings";
    if (verdict.findings().isEmpty()) {
      result = verdict.ok() ? "every promise kept" : "undecided";
    }
    out.println(
        file
            + ": "
            + result
            + "  ("
            + history.operations().size()
            + " operations, "
            + history.watches().size()
            + " watches, "
            + history.messages().size()
            + " watch messages, "
            + millis
            + " ms)");
    if (quiet) {
      return;
    }
    verdict.undecided().forEach(text -> out.println("\nundecided: " + text));
    for (Finding finding : verdict.findings()) {
      out.println("\n" + finding);
      if (finding.part() != null) {
        out.println("\n  The smallest part that shows it, as a history:");
        out.println("    " + text(finding.part()).strip().replace("\n", "\n    "));
      }
    }
  }

  private static String text(History history) {
    StringWriter text = new StringWriter();
    try {
      HistoryFile.write(text, history);
    } catch (IOException e) {
      throw new UncheckedIOException("a string takes everything", e);
    }
    return text.toString();
  }
}
