package dev.balsa.tools.balsautl;

import dev.balsa.mvcc.Store;
import dev.balsa.tools.output.Sizes;
import dev.balsa.wal.disk.FileDisk;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code balsautl defrag}: etcdutl's, which says nothing of the sizes. */
@Command(
    name = "defrag",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Gives the space of removed revisions in the data directory of a stopped member back. A"
          + " running one is asked with etcdctl defrag, and does most of it by itself.",
      ""
    })
final class DefragCommand implements Callable<Integer> {

  private static final long POLL_SECONDS = 1;

  @Spec private CommandSpec spec;

  @Option(names = "--data-dir", paramLabel = "DIR", required = true, description = "The directory.")
  private Path dataDir;

  @Option(
      names = "--wal-dir",
      paramLabel = "DIR",
      description = "Where the log is, if the member runs with --wal-dir.")
  private Path walDir;

  @Mixin private OutputFlags output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path wal = walDir == null ? DataDirectory.wal(dataDir) : walDir;
    InUse.refuse(new FileDisk(), wal);
    PrintWriter err = spec.commandLine().getErr();
    try (Store store = DataDirectory.openToChange(dataDir, wal, err)) {
      long before = store.sizeBytes();
      try (Progress progress = new Progress(err, "defragmenting", Progress.SECONDS, 0)) {
        await(merging(store), progress);
      }
      print(before, store.sizeBytes());
    }
    return 0;
  }

  private static CompletableFuture<Void> merging(Store store) {
    return CompletableFuture.runAsync(
        store::defragment, task -> new Thread(task, "balsautl-defrag").start());
  }

  private static void await(CompletableFuture<Void> work, Progress progress)
      throws InterruptedException {
    for (long seconds = POLL_SECONDS; ; seconds += POLL_SECONDS) {
      try {
        work.get(POLL_SECONDS, TimeUnit.SECONDS);
        return;
      } catch (TimeoutException notYet) {
        progress.accept(seconds);
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException failed
            ? failed
            : new CompletionException(e.getCause());
      }
    }
  }

  private void print(long before, long after) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("dataDir", dataDir.toString());
    json.put("sizeBefore", before);
    json.put("sizeAfter", after);
    output.print(
        spec.commandLine().getOut(),
        List.of("DATA DIRECTORY", "SIZE BEFORE", "SIZE AFTER"),
        new OutputFlags.Row(
            json, List.of(dataDir.toString(), Sizes.text(before), Sizes.text(after))));
  }
}
