package dev.balsa.tools.bench.scale;

import dev.balsa.tools.bench.compare.ScratchDirectory;
import dev.balsa.tools.bench.compare.ServerGroup;
import dev.balsa.tools.bench.compare.Subject;
import dev.balsa.tools.bench.load.CallMaker;
import dev.balsa.tools.bench.load.Figures;
import dev.balsa.tools.bench.load.LoadPlan;
import dev.balsa.tools.bench.load.LoadRun;
import dev.balsa.tools.bench.load.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code bench overload}. */
@Command(
    name = "overload",
    description = {
      "Far more requests than a server can have under way: starts one, puts ever more on it and",
      "counts what was answered, what was refused with \"too many requests\", what timed out and",
      "what failed otherwise; its memory before, at most and after; and whether it is as fast as",
      "before when the crowd has gone. Refused at once is right; a time-out never is."
    },
    footer = {
      "",
      "Examples:",
      "  bench overload                                    16,000 in flight on 1,600 connections",
      "  bench overload --connections 16000                each its own connection",
      "  bench overload --in-flight 64000                  beyond every bound",
      "  bench overload --value-size 65536                 a gibibyte of requests under way"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:No time-out, no other failure.", "1:There were."})
public final class OverloadCommand implements Callable<Integer> {
  private static final String HEAD =
      "| load | answered /s | too many requests /s | time-outs | other errors | p50 ms | p99 ms |"
          + " worst ms | CPU µs | resident MiB, most |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|";
  private static final double MEBIBYTE = 1 << 20;
  private static final int CALM_CONNECTIONS = 10;
  private static final int CALM_IN_FLIGHT = 100;
  private static final int KEY_BYTES = 16;
  private static final long KEYS = 10_000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "1600",
      description = "Connections; ${DEFAULT-VALUE} unless said otherwise.")
  private int connections;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      defaultValue = "16000",
      description = "Requests under way, over all connections; ${DEFAULT-VALUE}.")
  private int inFlight;

  @Option(
      names = "--value-size",
      paramLabel = "BYTES",
      defaultValue = "100",
      description = "How long a value is; ${DEFAULT-VALUE} unless said otherwise.")
  private int valueBytes;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "8",
      description = "How long each load lasts; ${DEFAULT-VALUE} unless said otherwise.")
  private double seconds;

  @Option(
      names = "--server",
      paramLabel = "CMD",
      defaultValue = "${env:BALSA_SERVER:-balsa} --quota-backend-bytes=-1",
      description = "The server; Balsa without a quota unless said otherwise.")
  private String command;

  @Option(
      names = "--members",
      paramLabel = "N",
      defaultValue = "1",
      description = "A cluster of so many members; connections are spread over them.")
  private int members;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Where the data goes; a disk, not memory. The current directory.")
  private Path directory;

  private boolean sound = true;

  @Override
  public Integer call() throws IOException, InterruptedException {
    say("%s", Subject.machine());
    say("%s, members: %d", Subject.of(command).version(), members);
    say("%,d in flight on %,d connections", inFlight, connections);
    say(HEAD);
    try (ScratchDirectory data = ScratchDirectory.in(directory);
        ServerGroup server = new ServerGroup(command, members, data.path())) {
      server.start();
      fill(server);
      calm("puts of a few, before", server);
      crowd("puts", server, CallMaker::puts);
      crowd("gets, linearizable", server, plan -> CallMaker.reads(plan, 1, false));
      crowd("update transactions", server, CallMaker::updates);
      crowd("1 put to 3 gets", server, plan -> CallMaker.mixed(plan, 3));
      calm("puts of a few, after", server);
      server.stop();
    }
    return sound ? 0 : 1;
  }

  private void fill(ServerGroup server) throws IOException, InterruptedException {
    LoadPlan plan = plan(server, CALM_CONNECTIONS, CALM_IN_FLIGHT, KEYS);
    LoadRun.run("fill", plan, CallMaker.puts(plan), Progress.SILENT);
  }

  private void calm(String name, ServerGroup server) throws IOException, InterruptedException {
    load(name, server, CALM_CONNECTIONS, CALM_IN_FLIGHT, CallMaker::puts);
  }

  private void crowd(String name, ServerGroup server, Function<LoadPlan, CallMaker> maker)
      throws IOException, InterruptedException {
    load(name, server, connections, inFlight, maker);
  }

  private void load(
      String name,
      ServerGroup server,
      int loadConnections,
      int loadInFlight,
      Function<LoadPlan, CallMaker> maker)
      throws IOException, InterruptedException {
    LoadPlan plan = plan(server, loadConnections, loadInFlight, 0);
    LargestMemory memory = new LargestMemory(server.pids(), progress(name));
    Figures done = LoadRun.run(name, plan, maker.apply(plan), memory);
    memory.look();
    Refusals refusals = Refusals.of(done.errors());
    sound &= refusals.timeouts() == 0 && refusals.others() == 0;
    report(done, refusals, memory);
  }

  private LoadPlan plan(ServerGroup server, int loadConnections, int loadInFlight, long count) {
    return new LoadPlan(
        server.endpoints(),
        loadConnections,
        loadInFlight,
        1,
        0,
        seconds,
        0,
        count,
        "crowd/",
        KEYS,
        KEY_BYTES,
        valueBytes,
        count == 0,
        server.pids());
  }

  private void report(Figures done, Refusals refusals, LargestMemory memory) {
    spec.commandLine().getErr().print("\r");
    say(
        "| %-22s | %,8.0f | %,8.0f | %,d | %,d | %,.1f | %,.1f | %,.1f | %.1f | %,.0f |",
        done.name(),
        done.perSecond(),
        refusals.tooMany() / done.seconds(),
        refusals.timeouts(),
        refusals.others(),
        done.millisAt(50),
        done.millisAt(99),
        done.millisAt(100),
        done.serverMicros(),
        memory.mostBytes() / MEBIBYTE);
    if (refusals.timeouts() + refusals.others() > 0) {
      done.errors().forEach((error, times) -> say("  %,d x %s", times, error));
    }
  }

  /** A line of the terminal that is written over. */
  private Progress progress(String name) {
    PrintWriter err = spec.commandLine().getErr();
    return (phase, left, perSecond) -> {
      err.print(String.format(Locale.ROOT, "\r%-24s %,11.0f/s     ", name, perSecond));
      err.flush();
    };
  }

  private void say(String format, Object... values) {
    spec.commandLine().getOut().println(String.format(Locale.ROOT, format, values));
    spec.commandLine().getOut().flush();
  }
}
