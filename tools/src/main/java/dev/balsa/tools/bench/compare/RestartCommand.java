package dev.balsa.tools.bench.compare;

import dev.balsa.tools.bench.load.Usage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code bench restart}. */
@Command(
    name = "restart",
    description = {
      "How long a start takes with many keys: fills a server by big transactions, stops it, starts",
      "it, kills it, starts it again, and measures each time until its log says that it serves",
      "clients; then reads all keys by pages of 10,000. Server A is left out where it would take",
      "too long."
    },
    footer = {
      "",
      "Example:",
      "  bench restart --keys 1000000,10000000     etcd beside Balsa with a million, then Balsa",
      "                                            alone with ten",
    })
public final class RestartCommand implements Callable<Integer> {
  private static final double MEBIBYTE = 1 << 20;

  @Spec private CommandSpec spec;

  @Option(
      names = "--keys",
      split = ",",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "How many keys; several are measured one after the other. ${DEFAULT-VALUE}.")
  private List<Long> keys;

  @Option(
      names = "--value-size",
      paramLabel = "BYTES",
      defaultValue = "64",
      description = "How long a value is; ${DEFAULT-VALUE} unless said otherwise.")
  private int valueBytes;

  @Option(
      names = "--a",
      paramLabel = "CMD",
      defaultValue = "etcd --quota-backend-bytes=8589934592",
      description = "Server A: ${DEFAULT-VALUE}.")
  private String commandA;

  @Option(
      names = "--a-keys-max",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Server A only with so many keys; ${DEFAULT-VALUE} unless said otherwise.")
  private long keysMaxA;

  @Option(
      names = "--b",
      paramLabel = "CMD",
      defaultValue = "${env:BALSA_SERVER:-balsa} --quota-backend-bytes=-1",
      description = "Server B; Balsa without a quota unless said otherwise.")
  private String commandB;

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
    say(
        "| %12s | %-4s | %8s | %14s | %12s | %17s | %12s | %12s | %12s |",
        "keys",
        "side",
        "fill s",
        "after a stop s",
        "resident MiB",
        "after a kill -9 s",
        "resident MiB",
        "all pages s",
        "resident MiB");
    say("|--:|---|--:|--:|--:|--:|--:|--:|--:|");
    for (long count : keys) {
      if (count <= keysMaxA) {
        measure("A", commandA, count);
      }
      measure("B", commandB, count);
    }
    return 0;
  }

  private void measure(String side, String command, long count)
      throws IOException, InterruptedException {
    try (ScratchDirectory data = ScratchDirectory.in(directory);
        ServerGroup server = new ServerGroup(command, 1, data.path())) {
      server.start();
      long begin = System.nanoTime();
      BigTransactions.fill(server.endpoints().get(0), count, valueBytes);
      double filled = (System.nanoTime() - begin) / 1e9;
      server.stop();
      double stopped = server.startUntilSaid(ServerGroup.READY);
      double afterStop = residentMebibytes(server);
      server.killAndWait();
      double killed = server.startUntilSaid(ServerGroup.READY);
      double afterKill = residentMebibytes(server);
      double paged = Pages.read(server.endpoints().get(0), BigTransactions.PREFIX, count);
      say(
          "| %,12d | %-4s | %8.1f | %14.2f | %12.0f | %17.2f | %12.0f | %12.1f | %12.0f |",
          count,
          side,
          filled,
          stopped,
          afterStop,
          killed,
          afterKill,
          paged,
          residentMebibytes(server));
      server.stop();
    }
  }

  private static double residentMebibytes(ServerGroup server) throws IOException {
    return Usage.residentBytes(server.pids().get(0)) / MEBIBYTE;
  }

  private void say(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
    out.flush();
  }
}
