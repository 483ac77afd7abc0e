package dev.balsa.server.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * One run of a list of etcdctl commands against one subject. Everything that is printed is
 * remembered in its plain form; {@link #sameOnBoth} runs the list on etcd and on Balsa and
 * compares.
 */
final class EtcdctlScript {
  private static final Pattern MEMBER_ID = Pattern.compile("\"ID\" : \\d+");

  private final Subject subject;
  private final Etcdctl etcdctl;
  private final PlainNames names;
  private final List<String> transcript = new ArrayList<>();

  private EtcdctlScript(Subject subject) {
    this.subject = subject;
    etcdctl = new Etcdctl(subject.endpoint(), subject.etcdctlFlags());
    names = new PlainNames(subject);
  }

  /** Runs the commands on an empty etcd and on an empty Balsa; both must print the same. */
  static void sameOnBoth(Consumer<EtcdctlScript> commands) {
    sameOnBoth(Subjects::etcd, Subjects::balsa, commands);
  }

  /** The same with servers of one's own. */
  static void sameOnBoth(
      Supplier<Subject> etcd, Supplier<Subject> balsa, Consumer<EtcdctlScript> commands) {
    Programs.assumeOnPath("etcd", "etcdctl");
    List<String> expected = run(etcd, commands);
    List<String> actual = run(balsa, commands);
    assertEquals(
        String.join("\n", expected), String.join("\n", actual), "etcd's output, then Balsa's");
  }

  /** Runs the commands on one server. */
  static void on(Supplier<Subject> subject, Consumer<EtcdctlScript> commands) {
    Programs.assumeOnPath("etcdctl");
    List<String> unused = run(subject, commands);
  }

  private static List<String> run(Supplier<Subject> subjects, Consumer<EtcdctlScript> commands) {
    try (Subject subject = subjects.get()) {
      EtcdctlScript script = new EtcdctlScript(subject);
      try {
        commands.accept(script);
      } catch (AssertionError e) {
        throw new AssertionError(
            subject.name()
                + ": "
                + e.getMessage()
                + "\nso far:\n"
                + String.join("\n", script.transcript),
            e);
      }
      return script.transcript;
    }
  }

  /** Runs one command, which must succeed; returns its plain output without the last line break. */
  String out(String... arguments) {
    return outWithInput("", arguments);
  }

  /** As {@link #out}, with text on the standard input. */
  String outWithInput(String input, String... arguments) {
    Etcdctl.Output output = etcdctl.runWithInput(input, arguments);
    assertEquals(0, output.exit(), () -> Arrays.toString(arguments) + " failed: " + output.err());
    return remember(withoutLastBreak(names.of(output.out())), arguments);
  }

  /** As {@link #out}, with durations replaced, of what comes on both output streams. */
  String timedOut(String... arguments) {
    Etcdctl.Output output = etcdctl.run(arguments);
    assertEquals(0, output.exit(), () -> Arrays.toString(arguments) + " failed: " + output.err());
    return remember(withoutLastBreak(names.ofTimed(output.out() + output.err())), arguments);
  }

  /**
   * As {@link #out}, for what lists members: they stand in the order of their ids, which are others
   * on every server.
   */
  String outInAnyOrder(String... arguments) {
    Etcdctl.Output output = etcdctl.run(arguments);
    assertEquals(0, output.exit(), () -> Arrays.toString(arguments) + " failed: " + output.err());
    String plain = MEMBER_ID.matcher(names.of(output.out())).replaceAll("\"ID\" : <n>");
    List<String> lines = new ArrayList<>();
    for (String line : plain.lines().sorted().toList()) {
      boolean list = line.startsWith("ETCD_INITIAL_CLUSTER=");
      lines.add(list ? Arrays.stream(line.split("[=\",]")).sorted().toList().toString() : line);
    }
    return remember(String.join("\n", lines), arguments);
  }

  /** Runs one command, which must succeed, and lets its output out of the comparison. */
  String outUncompared(String... arguments) {
    Etcdctl.Output output = etcdctl.run(arguments);
    assertEquals(0, output.exit(), () -> Arrays.toString(arguments) + " failed: " + output.err());
    return withoutLastBreak(output.out());
  }

  /** Runs one command, whose output is let out of the comparison; whether it succeeded. */
  boolean succeeds(String input, String... arguments) {
    return etcdctl.runWithInput(input, arguments).exit() == 0;
  }

  /** Runs one command, which must fail; returns the text of its error. */
  String fails(String... arguments) {
    Etcdctl.Output output = etcdctl.run(arguments);
    assertNotEquals(
        0, output.exit(), () -> Arrays.toString(arguments) + " succeeded: " + output.out());
    String error =
        output
            .err()
            .lines()
            .filter(line -> line.startsWith("Error: "))
            .findFirst()
            .orElse(output.err());
    transcript.add("exit " + output.exit());
    return remember(names.of(error.replaceFirst("^Error: ", "")), arguments);
  }

  /** Starts a command that goes on. */
  Etcdctl.Session start(String... arguments) {
    return etcdctl.start(arguments);
  }

  /** Waits for so many lines of a command that goes on. */
  String lines(Etcdctl.Session session, int count) {
    return remember(names.of(String.join("\n", session.lines(count))), "lines");
  }

  /** Writes down what was learned in another way than by etcdctl. */
  void note(String what, String plain) {
    transcript.add(what + "\n" + plain);
  }

  /** The server. */
  Subject subject() {
    return subject;
  }

  private String remember(String plain, String... arguments) {
    transcript.add("$ " + names.of(String.join(" ", arguments)) + "\n" + plain);
    return plain;
  }

  private static String withoutLastBreak(String text) {
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  @Override
  public String toString() {
    return subject.name() + " " + transcript;
  }
}
