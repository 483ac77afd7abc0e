package dev.balsa.tools.bench;

import dev.balsa.tools.bench.compare.CeilingCommand;
import dev.balsa.tools.bench.compare.CompareCommand;
import dev.balsa.tools.bench.compare.LargeCommand;
import dev.balsa.tools.bench.compare.RestartCommand;
import dev.balsa.tools.bench.compare.UpkeepCommand;
import dev.balsa.tools.bench.scale.OverloadCommand;
import dev.balsa.tools.bench.scale.ScaleCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code bench}. */
@Command(
    name = "bench",
    description = {
      "Puts load on any server that speaks etcd's v3 API and says how much it did, how long it"
          + " took",
      "and what it cost. The generator speaks HTTP/2 itself and takes a few microseconds a request",
      "once its code is compiled, so that little is missing on the machine of the server; what it",
      "took is in every result.",
      ""
    },
    subcommands = {
      Loads.PutCommand.class,
      Loads.FillCommand.class,
      Loads.RangeCommand.class,
      Loads.TxnCommand.class,
      Loads.MixedCommand.class,
      WatchCommand.class,
      Loads.GrantCommand.class,
      Loads.KeepAliveCommand.class,
      Loads.EchoCommand.class,
      EchoServerCommand.class,
      CompareCommand.class,
      CeilingCommand.class,
      LargeCommand.class,
      UpkeepCommand.class,
      RestartCommand.class,
      ScaleCommand.class,
      OverloadCommand.class,
    },
    commandListHeading = "%nCommands (each has --help):%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:The load ran; errors, if any, are in the table.",
      "1:Nothing succeeded, or a server could not be reached or went away.",
      "2:Wrong usage."
    },
    footer = {
      "",
      "Examples:",
      "  bench put --server-pid $(pgrep -n etcd)          100 puts in flight on 10 connections",
      "  bench put --connections 32 --in-flight 1024      as many as the server can do",
      "  bench put --rate 5000                            latencies at half of that, honestly",
      "  bench fill && bench range --serializable         reads of keys that exist",
      "  bench range --width 500                          lists of 500 keys",
      "  bench watch --watchers 1000 --streams 10         how many events a second",
      "  bench watch --rate 50                            how old they are when they come",
      "  bench echo-server & bench echo                   what gRPC alone can do here",
      "",
      "How to read it:",
      "  Per second says what the machine did, generator included. When both share the cores, the",
      "  processor time of the server for an operation is the fairer figure. Percentiles of a load",
      "  without --rate are those of a server that is as busy as it can be.",
    })
final class Bench {
  private static final int HELP_WIDTH = 100;

  private Bench() {}

  /** Runs it. */
  public static void main(String[] arguments) {
    System.exit(command().execute(arguments));
  }

  static CommandLine command() {
    CommandLine command = new CommandLine(new Bench());
    command.setUsageHelpWidth(HELP_WIDTH);
    command.setCaseInsensitiveEnumValuesAllowed(true);
    for (CommandLine one : command.getSubcommands().values()) {
      one.getCommandSpec().mixinStandardHelpOptions(true);
    }
    command.getCommandSpec().mixinStandardHelpOptions(true);
    command.setExecutionExceptionHandler(
        (failure, line, result) -> {
          line.getErr().println("bench: " + failure.getMessage());
          return LoadCommand.FAILED;
        });
    return command;
  }
}
