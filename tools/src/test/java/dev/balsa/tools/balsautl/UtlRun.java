package dev.balsa.tools.balsautl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** One run of balsautl in this JVM, and what it printed. */
record UtlRun(int exit, String out, String err) {

  static UtlRun of(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine balsautl =
        BalsaUtl.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    String[] texts = new String[arguments.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = arguments[i].toString();
    }
    int exit = balsautl.execute(texts);
    return new UtlRun(exit, out.toString().strip(), err.toString().strip());
  }

  /** What a run printed that must succeed. */
  static String ok(Object... arguments) {
    UtlRun run = of(arguments);
    assertEquals(0, run.exit(), run.toString());
    return run.out();
  }

  /** The complaint of a run that must fail. */
  static String refused(Object... arguments) {
    UtlRun run = of(arguments);
    assertEquals(BalsaUtl.FAILED, run.exit(), run.toString());
    return run.err();
  }
}
