package dev.balsa.tools.bench.compare;

import dev.balsa.tools.bench.load.CallMaker;
import dev.balsa.tools.bench.load.Figures;
import dev.balsa.tools.bench.load.LoadPlan;
import dev.balsa.tools.bench.load.LoadRun;
import dev.balsa.tools.bench.load.Progress;
import dev.balsa.tools.bench.load.Usage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileStore;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code bench large}. */
@Command(
    name = "large",
    description = {
      "Fills one server with more data than fits into its heap, or into the memory of the machine,",
      "and measures puts, gets, a stop with a restart, and a kill with a restart. Values are"
          + " random",
      "bytes, which no compression makes smaller. The directory is removed at the end."
    },
    footer = {
      "",
      "Example:",
      "  bench large --gib 40                    two and a half million values of 16 KiB",
      "",
      "It wants twice as many GiB on the disk: the log keeps what the store has not written yet."
    })
public final class LargeCommand implements Callable<Integer> {
  private static final double GIBIBYTE = 1 << 30;
  private static final double MEBIBYTE = 1 << 20;
  private static final int CONNECTIONS = 8;
  private static final int IN_FLIGHT = 64;
  private static final int KEY_BYTES = 16;

  @Spec private CommandSpec spec;

  @Option(names = "--gib", paramLabel = "N", required = true, description = "How much data.")
  private double gibibytes;

  @Option(
      names = "--value-size",
      paramLabel = "BYTES",
      defaultValue = "16384",
      description = "How long a value is; ${DEFAULT-VALUE} unless said otherwise.")
  private int valueBytes;

  @Option(
      names = "--server",
      paramLabel = "CMD",
      defaultValue =
          "env BALSA_JAVA_OPTS=-Xmx512m ${env:BALSA_SERVER:-balsa} --quota-backend-bytes=-1",
      description =
          "The server; a Balsa with a heap of 512 MiB and no quota unless said otherwise.")
  private String command;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "20",
      description = "How long each load is measured; ${DEFAULT-VALUE} unless said otherwise.")
  private double seconds;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Where the data goes; a disk, not memory. The current directory.")
  private Path directory;

  private long keys;
  private PrintWriter out;

  @Override
  public Integer call() throws IOException, InterruptedException {
    out = spec.commandLine().getOut();
    keys = (long) (gibibytes * GIBIBYTE / valueBytes);
    out.println(Subject.machine());
    say("%s", command);
    say("%,d keys, values of %,d bytes: %.1f GiB", keys, valueBytes, gibibytes);
    try (ScratchDirectory data = ScratchDirectory.in(directory);
        ServerGroup server = new ServerGroup(command, 1, data.path())) {
      server.start();
      measure(server, data.path());
      server.stop();
    }
    return 0;
  }

  private void measure(ServerGroup server, Path data) throws IOException, InterruptedException {
    load("fill, each key once", server, keys, true);
    say("%-28s %.1f GiB in the data directory", "", sizeOf(data) / GIBIBYTE);
    load("put, keys by chance", server, 0, true);
    load("get, keys by chance", server, 0, false);
    double stop = stop(server);
    say("%-28s %.2f s; until it serves again: %.2f s", "stop", stop, server.start());
    load("get after the restart", server, 0, false);
    load("put after the restart", server, 0, true);
    server.killAndWait();
    say("%-28s until it serves again: %.2f s", "kill -9", server.start());
    load("get after the kill", server, 0, false);
    FileStore disk = Files.getFileStore(data);
    say("%-28s %.1f GiB are left", "disk", disk.getUsableSpace() / GIBIBYTE);
  }

  private static double stop(ServerGroup server) throws InterruptedException {
    long begin = System.nanoTime();
    server.stop();
    return (System.nanoTime() - begin) / 1e9;
  }

  /**
   * Puts one load on the server and prints what came of it.
   *
   * @param count so many requests, keys in turn; 0: by time, keys by chance
   */
  private void load(String name, ServerGroup server, long count, boolean puts)
      throws IOException, InterruptedException {
    LoadPlan plan =
        new LoadPlan(
            server.endpoints(),
            CONNECTIONS,
            IN_FLIGHT,
            1,
            0,
            seconds,
            0,
            count,
            "large/",
            keys,
            KEY_BYTES,
            valueBytes,
            count == 0,
            server.pids());
    CallMaker maker = puts ? CallMaker.randomPuts(plan) : CallMaker.reads(plan, 1, false);
    Figures done = LoadRun.run(name, plan, maker, progress(name));
    say(
        "%-28s %,10.0f/s  %,.0f MiB/s  p50 %.2f  p99 %.2f  p99.9 %.2f ms  resident %,.0f MiB "
            + " errors %d",
        name,
        done.perSecond(),
        done.perSecond() * valueBytes / MEBIBYTE,
        done.millisAt(50),
        done.millisAt(99),
        done.millisAt(99.9),
        Usage.residentBytes(server.pids().get(0)) / MEBIBYTE,
        done.failed());
    done.errors().forEach((error, times) -> say("  %,d x %s", times, error));
  }

  /** A line of the terminal that is written over. */
  private Progress progress(String name) {
    PrintWriter err = spec.commandLine().getErr();
    return (phase, left, perSecond) -> {
      err.print(String.format(Locale.ROOT, "\r%-28s %,10.0f/s", name, perSecond));
      err.print(left < 0 ? "" : String.format(Locale.ROOT, ", %.0f s left   ", left));
      err.flush();
    };
  }

  private void say(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
    out.flush();
  }

  /** Counts what is there; a server at work may remove files meanwhile. */
  private static double sizeOf(Path directory) throws IOException {
    long[] bytes = {0};
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes[0] += attributes.size();
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
          }
        });
    return bytes[0];
  }
}
