package dev.balsa.tools.balsautl;

import dev.balsa.mvcc.backend.Space;
import dev.balsa.mvcc.bolt.BoltCursor;
import dev.balsa.mvcc.bolt.BoltFile;
import dev.balsa.tools.output.Sizes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.zip.CRC32C;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code balsautl snapshot status}: what etcdutl's prints, from the same bytes. */
@Command(
    name = "status",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Prints what a snapshot holds: its hash as etcdutl computes it, the last revision, how many"
          + " records, its size and the storage version (empty before 3.6). Checks every page.",
      ""
    })
final class StatusCommand implements Callable<Integer> {

  private static final byte[] STORAGE_VERSION =
      "storageVersion".getBytes(StandardCharsets.US_ASCII);

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The snapshot.")
  private Path file;

  @Mixin private OutputFlags output;

  private final CRC32C hash = new CRC32C();
  private long revision;
  private long records;

  @Override
  public Integer call() throws IOException {
    try (BackupFile backup = BackupFile.open(file)) {
      BoltFile bolt = backup.bolt();
      readAll(backup);
      byte[] version = new BoltBackend(bolt).get(Space.META, STORAGE_VERSION);
      String versionText = version == null ? "" : new String(version, StandardCharsets.UTF_8);
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("hash", hash.getValue());
      json.put("revision", revision);
      json.put("totalKey", records);
      json.put("totalSize", bolt.sizeBytes());
      json.put("version", versionText);
      List<String> cells =
          List.of(
              Long.toHexString(hash.getValue()),
              Long.toString(revision),
              Long.toString(records),
              Sizes.text(bolt.sizeBytes()),
              versionText);
      output.print(
          spec.commandLine().getOut(),
          List.of("HASH", "REVISION", "TOTAL KEYS", "TOTAL SIZE", "VERSION"),
          new OutputFlags.Row(json, cells));
    }
    return 0;
  }

  private void readAll(BackupFile backup) throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    long total = backup.checkPages(err).values().stream().mapToLong(Long::longValue).sum();
    try (Progress progress = new Progress(err, "reading", "records", total)) {
      for (String bucket : backup.bolt().buckets()) {
        read(backup.bolt(), bucket, progress);
      }
    }
  }

  private void read(BoltFile bolt, String bucket, Progress progress) throws IOException {
    hash.update(bucket.getBytes(StandardCharsets.UTF_8));
    BoltCursor cursor = bolt.cursor(bucket, null);
    while (cursor.next()) {
      hash.update(cursor.key());
      hash.update(cursor.value());
      progress.accept(++records);
      if (bucket.equals("key") && cursor.key().length >= Long.BYTES) {
        revision = ByteBuffer.wrap(cursor.key()).getLong();
      }
    }
  }
}
