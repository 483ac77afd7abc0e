package dev.balsa.tools.bench;

import dev.balsa.tools.bench.load.WatchPlan;
import dev.balsa.tools.bench.load.WatchRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code bench watch}. */
@Command(
    name = "watch",
    description = {
      "Watchers, and puts that they hear of. An operation is an event; its latency is its age,"
          + " from",
      "the moment the put was due to its arrival. Without --rate, puts go as fast as the slowest",
      "watcher keeps up; with it, so many puts a second."
    })
final class WatchCommand implements Callable<Integer> {
  private static final double MEBIBYTE = 1 << 20;

  @Mixin private LoadOptions options;
  @Spec private CommandSpec spec;

  @Option(
      names = "--watchers",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many watchers; ${DEFAULT-VALUE} unless said otherwise.")
  private long watchers;

  @Option(
      names = "--streams",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many streams they share; ${DEFAULT-VALUE} unless said otherwise.")
  private int streams;

  @Option(
      names = "--single-key",
      description = "Every watcher watches a key of its own instead of the prefix.")
  private boolean singleKey;

  @Option(
      names = "--window",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many puts may be ahead of the slowest watcher; ${DEFAULT-VALUE}.")
  private int window;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    ProgressLine progress = new ProgressLine(spec.commandLine().getErr(), "watch");
    WatchPlan plan = new WatchPlan(watchers, streams, singleKey, window);
    WatchRun.Result result = WatchRun.run("watch events", options.plan(), plan, progress);
    progress.clear();
    if (options.json()) {
      out.println(Report.json(result.events()));
    } else {
      Report.table(result.events(), out);
      Report.line(
          out,
          "creating the watchers",
          "%.2f s, %,.0f/s",
          result.createSeconds(),
          watchers / result.createSeconds());
      if (result.serverBytesAfter() > 0) {
        long grown = result.serverBytesAfter() - result.serverBytesBefore();
        Report.line(
            out,
            "memory of the watchers",
            "%.0f MiB, %,d bytes a watcher",
            grown / MEBIBYTE,
            grown / watchers);
      }
    }
    out.flush();
    return result.events().operations() == 0 ? LoadCommand.FAILED : 0;
  }
}
