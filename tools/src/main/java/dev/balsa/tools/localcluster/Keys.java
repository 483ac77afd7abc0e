package dev.balsa.tools.localcluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a person types: a letter and a member's number. */
final class Keys {
  private static final Pattern COMMAND = Pattern.compile("([a-z?])\\s*m?(\\d*)");

  static final String HELP =
      "type k 2 and Enter to kill m2, r 2 to start it again, s for the state, q or Ctrl-C to stop";

  /** Does what was typed. */
  interface Actions {
    void kill(int member);

    void start(int member) throws IOException;

    void state();

    void quit();

    /** The number is none of a member, or the letter means nothing. */
    void help();
  }

  private final Actions actions;
  private final int members;

  Keys(Actions actions, int members) {
    this.actions = actions;
    this.members = members;
  }

  /** Reads until there is nothing more to read. */
  void readAll(InputStream in) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (!line.isBlank()) {
        typed(line.strip().toLowerCase(Locale.ROOT));
      }
    }
  }

  private void typed(String line) throws IOException {
    Matcher command = COMMAND.matcher(line);
    if (!command.matches()) {
      actions.help();
      return;
    }
    String number = command.group(2);
    int member = number.isEmpty() || number.length() > 1 ? 0 : Integer.parseInt(number);
    boolean named = member >= 1 && member <= members;
    switch (command.group(1)) {
      case "q" -> actions.quit();
      case "s" -> actions.state();
      case "k" -> act(named, () -> actions.kill(member));
      case "r" -> act(named, () -> actions.start(member));
      default -> actions.help();
    }
  }

  /** Something to do to one member. */
  private interface Act {
    void run() throws IOException;
  }

  private void act(boolean named, Act act) throws IOException {
    if (named) {
      act.run();
    } else {
      actions.help();
    }
  }
}
