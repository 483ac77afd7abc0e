package dev.balsa.jepsen.sim;

import java.util.List;
import java.util.logging.LogManager;

/** The command {@code jepsen-tests/bin/sim}. */
public final class SimMain {

  private static final int USAGE = 2;

  private SimMain() {}

  /** Runs seeds; {@code --help} says how. */
  public static void main(String[] arguments) throws InterruptedException {
    List<String> words = List.of(arguments);
    if (words.contains("--help") || words.contains("-h")) {
      System.out.print(Options.HELP);
      return;
    }
    Options options;
    try {
      options = Options.parse(words, System.nanoTime() & 0xffff_ffffL);
    } catch (Options.UsageException e) {
      System.err.println("sim: " + e.getMessage());
      System.exit(USAGE);
      return;
    }
    LogManager.getLogManager().reset(); // what members log would drown the progress
    String commit = System.getProperty("balsa.commit", "unknown");
    System.exit(new Soak(options, System.out, commit).run());
  }
}
