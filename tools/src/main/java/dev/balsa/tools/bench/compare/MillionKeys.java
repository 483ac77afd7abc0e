package dev.balsa.tools.bench.compare;

import dev.balsa.tools.bench.load.CallMaker;
import dev.balsa.tools.bench.load.LoadPlan;
import dev.balsa.tools.bench.load.LoadRun;
import dev.balsa.tools.bench.load.Progress;
import dev.balsa.tools.bench.load.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A million keys of 256 bytes: memory while filled, time of a restart, memory after it. */
final class MillionKeys {
  static final String FILLED = "resident memory when filled";
  static final String RESTART = "restart to the line that says it serves";
  static final String RESTARTED = "resident memory after the restart";
  private static final long KEYS = 1_000_000;
  private static final int VALUE_BYTES = 256;
  private static final double MEBIBYTE = 1 << 20;

  private MillionKeys() {}

  static List<Turn.Reading> measure(String command, Path directory, Progress progress)
      throws IOException, InterruptedException {
    try (ServerGroup server = new ServerGroup(command, 1, directory)) {
      server.start();
      LoadPlan plan =
          new LoadPlan(
              server.endpoints(),
              10,
              200,
              1,
              0,
              0,
              0,
              KEYS,
              "bench/",
              KEYS,
              16,
              VALUE_BYTES,
              false,
              server.pids());
      double seconds =
          LoadRun.run("a million keys", plan, CallMaker.puts(plan), progress).seconds();
      double filled = Usage.residentBytes(server.pids().get(0)) / MEBIBYTE;
      server.stop();
      double restart = server.startUntilSaid(ServerGroup.READY);
      double restarted = Usage.residentBytes(server.pids().get(0)) / MEBIBYTE;
      server.stop();
      return List.of(
          new Turn.Reading("a million keys of 256 bytes: filled in", "s", seconds),
          new Turn.Reading(FILLED, "MiB", filled),
          new Turn.Reading(RESTART, "s", restart),
          new Turn.Reading(RESTARTED, "MiB", restarted));
    }
  }
}
