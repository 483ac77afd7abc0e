package dev.balsa.tools.bench.compare;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code bench upkeep}. */
@Command(
    name = "upkeep",
    description = {
      "How long puts take while a server compacts its history, streams snapshots and defragments,",
      "beside the same puts on a server with nothing else to do. Two servers in turn, A B A B,",
      "each time fresh. Puts come at a fixed rate and count from the moment they were due. --short",
      "takes about two minutes, the usual form about ten."
    },
    footer = {
      "",
      "Examples:",
      "  bench upkeep --short                  etcd from the PATH and Balsa",
      "  bench upkeep --rate 2000 --keys 1000000",
    })
public final class UpkeepCommand implements Callable<Integer> {
  private static final int SHORT_PAIRS = 2;
  private static final int LONG_PAIRS = 3;
  private static final double SHORT_SECONDS = 4;
  private static final double LONG_SECONDS = 15;
  private static final double WARMUP_SHARE = 0.25;
  private static final long SHORT_KEYS = 40_000;
  private static final long LONG_KEYS = 300_000;
  private static final double SHARE_OF_MAXIMUM = 0.5;

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

  @Option(names = "--short", description = "Two pairs, less data, short figures.")
  private boolean brief;

  @Option(names = "--pairs", paramLabel = "N", description = "How many pairs; 3, --short 2.")
  private Integer pairs;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "How long each figure is measured; 15, --short 4.")
  private Double seconds;

  @Option(
      names = "--keys",
      paramLabel = "N",
      description = "How many keys of 256 bytes; 300,000, --short 40,000.")
  private Long keys;

  @Option(
      names = "--versions",
      paramLabel = "N",
      defaultValue = "4",
      description = "How often each is put before; what is compacted. ${DEFAULT-VALUE}.")
  private int versions;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Puts a second; half of what the slower server can do unless said otherwise.")
  private Double rate;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Where the data goes; a disk, not memory. The current directory.")
  private Path directory;

  private PrintWriter out;

  @Override
  public Integer call() throws IOException, InterruptedException {
    out = spec.commandLine().getOut();
    say("A: %s   B: %s", Subject.of(commandA).version(), Subject.of(commandB).version());
    say("%s", Subject.machine());
    double perSecond = rate != null ? rate : halfOfTheSlower();
    say("%,.0f puts a second over %,d keys, each put %d times before", perSecond, keys(), versions);
    UpkeepTable table = new UpkeepTable();
    for (int pair = 1; pair <= pairs(); pair++) {
      Map<Upkeep, UpkeepRun.Done> ofA = turn("A", commandA, pair, perSecond);
      table.add(ofA, turn("B", commandB, pair, perSecond));
    }
    out.println();
    out.print(table.text());
    out.flush();
    return 0;
  }

  private double halfOfTheSlower() throws IOException, InterruptedException {
    double slower = Double.MAX_VALUE;
    for (String command : new String[] {commandA, commandB}) {
      try (ScratchDirectory data = ScratchDirectory.in(directory);
          ServerGroup server = new ServerGroup(command, 1, data.path())) {
        server.start();
        UpkeepRun run = run(server);
        run.fill(); // a JVM that has just been started can do little
        double most = run.maximumRate();
        say("at most %,.0f puts a second: %s", most, command);
        slower = Math.min(slower, most);
        server.stop();
      }
    }
    return Math.max(1, Math.floor(slower * SHARE_OF_MAXIMUM));
  }

  private Map<Upkeep, UpkeepRun.Done> turn(String side, String command, int pair, double perSecond)
      throws IOException, InterruptedException {
    Map<Upkeep, UpkeepRun.Done> turn = new EnumMap<>(Upkeep.class);
    try (ScratchDirectory data = ScratchDirectory.in(directory);
        ServerGroup server = new ServerGroup(command, 1, data.path())) {
      server.start();
      UpkeepRun run = run(server);
      run.fill();
      for (Upkeep upkeep : Upkeep.values()) {
        UpkeepRun.Done done = run.measure(upkeep, perSecond);
        turn.put(upkeep, done);
        say(
            "%s %d  %-16s p50 %.2f  p99 %.2f  p99.9 %.2f  worst %.1f ms  %,.0f/s  %d x upkeep,"
                + " %.2f s%s",
            side,
            pair,
            upkeep.words(),
            done.puts().millisAt(UpkeepTable.P50),
            done.puts().millisAt(UpkeepTable.P99),
            done.puts().millisAt(UpkeepTable.P999),
            done.puts().millisAt(UpkeepTable.WORST),
            done.puts().perSecond(),
            done.times(),
            done.upkeepSeconds(),
            done.puts().failed() == 0 ? "" : "  ERRORS " + done.puts().errors());
      }
      server.stop();
    }
    return turn;
  }

  private UpkeepRun run(ServerGroup server) {
    double measured = seconds != null ? seconds : brief ? SHORT_SECONDS : LONG_SECONDS;
    return new UpkeepRun(server, keys(), versions, measured, measured * WARMUP_SHARE);
  }

  private long keys() {
    return keys != null ? keys : brief ? SHORT_KEYS : LONG_KEYS;
  }

  private int pairs() {
    return pairs != null ? pairs : brief ? SHORT_PAIRS : LONG_PAIRS;
  }

  private void say(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
    out.flush();
  }
}
