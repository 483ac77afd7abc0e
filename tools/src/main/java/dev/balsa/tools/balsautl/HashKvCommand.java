package dev.balsa.tools.balsautl;

import dev.balsa.mvcc.HashKv;
import dev.balsa.mvcc.Store;
import dev.balsa.mvcc.StoreConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code balsautl hashkv}. */
@Command(
    name = "hashkv",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Prints the hash over the history of all keys up to a revision, the same that etcdctl"
          + " endpoint hashkv prints of a running member. Two are comparable when revision and"
          + " compacted revision agree.",
      ""
    })
final class HashKvCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE|DIR",
      description =
          "A snapshot, an etcd's member/snap/db, or the data directory of a stopped Balsa.")
  private Path source;

  @Option(
      names = "--rev",
      paramLabel = "REVISION",
      defaultValue = "0",
      description = "The last revision to take in (default: the current one).")
  private long revision;

  @Mixin private OutputFlags output;

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    if (Files.isDirectory(source)) {
      try (Store store = DataDirectory.openStore(source, DataDirectory.wal(source), err)) {
        print(store);
      }
    } else {
      try (BackupFile file = BackupFile.open(source);
          Progress progress = new Progress(err, "reading", "revisions", 0);
          Store store =
              Store.open(
                  new BoltBackend(file.bolt()),
                  StoreConfig.DEFAULT.withRebuildProgress(progress))) {
        print(store);
      }
    }
    return 0;
  }

  private void print(Store store) {
    HashKv hash = store.view().hashKv(revision);
    long number = Integer.toUnsignedLong(hash.hash());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("hash", number);
    json.put("hashRevision", hash.hashRevision());
    json.put("compactRevision", hash.compactRevision());
    output.print(
        spec.commandLine().getOut(),
        List.of("HASH", "HASH REVISION", "COMPACT REVISION"),
        new OutputFlags.Row(
            json,
            List.of(
                Long.toString(number),
                Long.toString(hash.hashRevision()),
                Long.toString(hash.compactRevision()))));
  }
}
