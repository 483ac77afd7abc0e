package dev.balsa.tools.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;

/**
 * A process with one client in it. Each line of standard input is a turn, {@code <kind> <in flight>
 * <seconds>}; each is answered by a line on standard output, {@link #FIGURES} or {@link #FAILED}.
 * Ends with its input.
 */
final class Worker {

  /** How a line of figures begins. */
  static final String FIGURES = "figures ";

  /** How a line begins that says why there are none. */
  static final String FAILED = "failed ";

  /** The clients by name. */
  enum Subject {
    BALSA,
    JETCD;

    Driver driver(String endpoint) {
      return this == BALSA ? new BalsaDriver(endpoint) : new JetcdDriver(endpoint);
    }
  }

  private Worker() {}

  /** Arguments: which client, and the endpoint. */
  public static void main(String[] arguments) throws Exception {
    PrintStream out = System.out;
    System.setOut(System.err);
    try (Driver driver = Subject.valueOf(arguments[0]).driver(arguments[1])) {
      serve(driver, new BufferedReader(new InputStreamReader(System.in, UTF_8)), out);
    }
  }

  private static void serve(Driver driver, BufferedReader in, PrintStream out) throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] turn = line.split(" ", -1);
      try {
        Load load = Load.parse(turn[0], turn[1]);
        out.println(FIGURES + new Turn(driver, load, Double.parseDouble(turn[2])).run().line());
      } catch (Exception e) {
        e.printStackTrace();
        out.println(FAILED + e);
      }
      out.flush();
    }
  }
}
