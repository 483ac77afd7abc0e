package dev.balsa.server.config;

import java.util.List;
import java.util.function.Predicate;

/**
 * Cuts a command line into flags by the rules of Go's flag package: one or two dashes, {@code
 * --name=value} or {@code --name value}, a bare switch is {@code true} and never takes the next
 * word.
 */
final class FlagReader {

  /** Takes what was found. */
  interface Sink {
    /** One flag; called in order, so that the last of several wins. */
    void flag(String name, String value);
  }

  private final Predicate<String> isKnown;
  private final Predicate<String> isSwitch;

  FlagReader(Predicate<String> isKnown, Predicate<String> isSwitch) {
    this.isKnown = isKnown;
    this.isSwitch = isSwitch;
  }

  /**
   * Reads all arguments.
   *
   * @throws ConfigException at the first that is no flag, has no name or lacks its value
   */
  void read(List<String> args, Sink sink) {
    int next = 0;
    while (next < args.size()) {
      String arg = args.get(next++);
      if (!arg.startsWith("-") || arg.equals("-") || arg.equals("--")) {
        throw new ConfigException("\"" + arg + "\" is not a valid flag" + hint(args, next - 1));
      }
      String body = arg.substring(arg.startsWith("--") ? 2 : 1);
      int equals = body.indexOf('=');
      String name = equals < 0 ? body : body.substring(0, equals);
      if (name.isEmpty() || name.startsWith("-")) {
        throw new ConfigException("bad flag syntax: " + arg);
      }
      if (!isKnown.test(name)) {
        throw new ConfigException("unknown flag --" + name);
      }
      if (equals >= 0) {
        sink.flag(name, body.substring(equals + 1));
      } else if (isSwitch.test(name)) {
        sink.flag(name, "true");
      } else if (next < args.size()) {
        sink.flag(name, args.get(next++));
      } else {
        throw new ConfigException("flag needs an argument: --" + name);
      }
    }
  }

  /** A word after a switch is the one mistake that nearly everybody makes. */
  private String hint(List<String> args, int at) {
    if (at == 0 || !args.get(at - 1).startsWith("-")) {
      return "";
    }
    String before = args.get(at - 1);
    String name = before.substring(before.startsWith("--") ? 2 : 1);
    return isSwitch.test(name)
        ? "; a switch takes its value after an equals sign: --" + name + "=" + args.get(at)
        : "";
  }
}
