package dev.balsa.tools.balsautl;

import dev.balsa.mvcc.Store;
import dev.balsa.mvcc.StoreConfig;
import java.io.IOException;
import java.io.PrintWriter;
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

/** The command {@code balsautl snapshot verify}. */
@Command(
    name = "verify",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Checks a snapshot as thoroughly as it can be without restoring it: the checksum at its end,"
          + " every page of the file, and the history: no revision is missing above the compacted"
          + " one, and every version of a key follows its predecessor.",
      ""
    })
final class VerifyCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The snapshot.")
  private Path file;

  @Option(names = "--skip-hash-check", description = "Do not ask for the checksum at the end.")
  private boolean skipHashCheck;

  @Mixin private OutputFlags output;

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    try (BackupFile backup = BackupFile.open(file)) {
      if (!skipHashCheck) {
        backup.verifyChecksum(err);
      }
      long records = backup.checkPages(err).getOrDefault("key", 0L);
      try (Store store = history(backup, err, records)) {
        print(store);
      }
    }
    return 0;
  }

  private static Store history(BackupFile backup, PrintWriter err, long records) {
    try (Progress progress = new Progress(err, "reading", "revisions", records)) {
      return Store.open(
          new BoltBackend(backup.bolt()), StoreConfig.DEFAULT.withRebuildProgress(progress));
    }
  }

  private void print(Store store) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("ok", true);
    json.put("checksum", !skipHashCheck);
    json.put("revision", store.view().revision());
    json.put("compactRevision", store.view().compactRevision());
    json.put("keys", store.view().keyCount());
    json.put("leases", store.leases().size());
    List<String> cells =
        List.of(
            "ok",
            Long.toString(store.view().revision()),
            Long.toString(store.view().compactRevision()),
            Long.toString(store.view().keyCount()),
            Integer.toString(store.leases().size()));
    output.print(
        spec.commandLine().getOut(),
        List.of("SNAPSHOT", "REVISION", "COMPACTED", "KEYS", "LEASES"),
        new OutputFlags.Row(json, cells));
  }
}
