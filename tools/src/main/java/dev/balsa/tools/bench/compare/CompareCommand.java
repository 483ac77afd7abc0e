package dev.balsa.tools.bench.compare;

import dev.balsa.tools.bench.load.Figures;
import dev.balsa.tools.bench.load.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code bench compare}. */
@Command(
    name = "compare",
    description = {
      "Starts two servers in turn, A B A B, each time fresh on an empty directory, puts the same"
          + " loads on them and prints the ratios, pair by pair. --short takes about nine minutes,"
          + " the usual form an hour."
    },
    footer = {
      "",
      "Examples:",
      "  bench compare --short --page result.html         etcd from the PATH and Balsa",
      "  bench compare --a old/bin/balsa --rows put-100   did a change cost anything?",
      "  bench compare --members 3                        clusters of three",
      "",
      "A command may have flags of its own: --a 'etcd --quota-backend-bytes=8589934592'."
    })
public final class CompareCommand implements Callable<Integer> {
  private static final int SHORT_PAIRS = 3;
  private static final double SHORT_SECONDS = 3;
  private static final double SHORT_WARMUP = 3;
  private static final int LONG_PAIRS = 5;
  private static final double LONG_SECONDS = 8;
  private static final double LONG_WARMUP = 5;
  private static final double LONG_RUN_IN = 60;

  @Spec private CommandSpec spec;

  @Option(
      names = "--a",
      paramLabel = "CMD",
      defaultValue = "etcd",
      description = "Server A: ${DEFAULT-VALUE}.")
  private String commandA;

  @Option(
      names = "--b",
      paramLabel = "CMD",
      defaultValue = "${env:BALSA_SERVER:-balsa}",
      description = "Server B; Balsa unless said otherwise.")
  private String commandB;

  @Option(names = "--short", description = "Three pairs, short figures, no million of keys.")
  private boolean brief;

  @Option(names = "--pairs", paramLabel = "N", description = "How many pairs; 5, --short 3.")
  private Integer pairs;

  @Option(names = "--seconds", paramLabel = "S", description = "Measured per load; 8, --short 3.")
  private Double seconds;

  @Option(names = "--warmup", paramLabel = "S", description = "Before each load; 5, --short 3.")
  private Double warmup;

  @Option(
      names = "--run-in",
      paramLabel = "S",
      description =
          "How long each fresh server works under all loads in turn before the first is measured,"
              + " so that a JVM has compiled what matters; 60, --short 0.")
  private Double runIn;

  @Option(
      names = "--members",
      paramLabel = "N",
      defaultValue = "1",
      description = "Clusters of so many members, with loads on leader and follower.")
  private int members;

  @Option(
      names = "--rows",
      split = ",",
      paramLabel = "ROW",
      description =
          "Only these: put-1 put-100 put-1024 get get-serializable txn mixed list list-page watch"
              + " watch-age lease-grant lease-keepalive, million; of several members also"
              + " follower-put-1 follower-put-1024 follower-get.")
  private List<String> only = List.of();

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Where the data goes; a disk, not memory. The current directory.")
  private Path directory;

  @Option(names = "--page", paramLabel = "FILE", description = "Write a page with plots (HTML).")
  private Path page;

  @Option(names = "--markdown", paramLabel = "FILE", description = "Write the table (Markdown).")
  private Path markdown;

  private Progress progress = Progress.SILENT;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    List<Row> rows = rows();
    Subject a = Subject.of(commandA);
    Subject b = Subject.of(commandB);
    out.println("A: " + a.version() + "   B: " + b.version());
    out.println(Subject.machine());
    Comparison comparison = new Comparison(rows, Bars.beside(a, members));
    for (int pair = 1; pair <= pairs(); pair++) {
      Turn ofA = turn("A", commandA, rows, pair);
      Turn ofB = turn("B", commandB, rows, pair);
      comparison.add(ofA, ofB);
    }
    out.println();
    out.print(TextTable.of(comparison));
    write(a, b, comparison);
    out.flush();
    return 0;
  }

  private int pairs() {
    return pairs != null ? pairs : brief ? SHORT_PAIRS : LONG_PAIRS;
  }

  private List<Row> rows() {
    List<Row> all = members == 1 ? Row.ALONE : Row.SEVERAL;
    List<Row> chosen =
        all.stream().filter(row -> only.isEmpty() || only.contains(row.id())).toList();
    int known = chosen.size() + (only.contains("million") ? 1 : 0);
    if (known < only.size() || (only.isEmpty() && chosen.isEmpty())) {
      throw new ParameterException(spec.commandLine(), "unknown row in " + only);
    }
    return chosen;
  }

  private Turn turn(String side, String command, List<Row> rows, int pair)
      throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    List<Figures> figures = new ArrayList<>();
    try (ScratchDirectory data = ScratchDirectory.in(directory);
        ServerGroup servers = new ServerGroup(command, members, data.path())) {
      if (!rows.isEmpty()) {
        servers.start();
        Row.FILL.run(servers, 0, 0, Row.KEYS, progress);
        runIn(servers, rows);
        for (Row row : rows) {
          Figures done = row.run(servers, seconds(), warmup(), 0, progress);
          figures.add(done);
          out.println(line(side, pair, done));
          out.flush();
        }
        servers.stop();
      }
    }
    return new Turn(figures, readings(command));
  }

  private void runIn(ServerGroup servers, List<Row> rows) throws IOException, InterruptedException {
    double each = runInSeconds() / rows.size();
    for (Row row : each > 0 ? rows : List.<Row>of()) {
      var unused = row.run(servers, each, 0, 0, progress);
    }
    if (each > 0) {
      Rest.await(servers.pids());
    }
  }

  private static String line(String side, int pair, Figures done) {
    return String.format(
        Locale.ROOT,
        "%s %d  %-36s %,10.0f/s  p50 %.2f  p99 %.2f ms  CPU %.1f µs  generator %.1f µs%s",
        side,
        pair,
        done.name(),
        done.perSecond(),
        done.millisAt(50),
        done.millisAt(99),
        done.serverMicros(),
        done.clientMicros(),
        done.failed() == 0 ? "" : "  ERRORS " + done.errors());
  }

  private List<Turn.Reading> readings(String command) throws IOException, InterruptedException {
    boolean wanted = only.isEmpty() ? !brief && members == 1 : only.contains("million");
    if (!wanted) {
      return List.of();
    }
    try (ScratchDirectory data = ScratchDirectory.in(directory)) {
      return MillionKeys.measure(command, data.path(), progress);
    }
  }

  private double seconds() {
    return seconds != null ? seconds : brief ? SHORT_SECONDS : LONG_SECONDS;
  }

  private double warmup() {
    return warmup != null ? warmup : brief ? SHORT_WARMUP : LONG_WARMUP;
  }

  private double runInSeconds() {
    return runIn != null ? runIn : brief ? 0 : LONG_RUN_IN;
  }

  private void write(Subject a, Subject b, Comparison comparison) throws IOException {
    String how = how(a);
    if (page != null) {
      Files.writeString(page, new Page(a, b, comparison, how).html(Subject.machine()));
    }
    if (markdown != null) {
      Files.writeString(
          markdown,
          "A: "
              + a.version()
              + ", B: "
              + b.version()
              + ". "
              + Subject.machine()
              + ". `"
              + how
              + "`, "
              + comparison.pairs()
              + " pairs.\n\n"
              + TextTable.of(comparison));
    }
  }

  private String how(Subject a) {
    return "tools/bin/bench compare"
        + (brief ? " --short" : "")
        + (members == 1 ? "" : " --members " + members)
        + (pairs == null ? "" : " --pairs " + pairs)
        + (seconds == null ? "" : " --seconds " + seconds)
        + (warmup == null ? "" : " --warmup " + warmup)
        + (runIn == null ? "" : " --run-in " + runIn)
        + (only.isEmpty() ? "" : " --rows " + String.join(",", only))
        + (a.command().equals("etcd") ? "" : " --a '" + a.command() + "'");
  }
}
