package dev.balsa.tools.balsautl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.server.BalsaServer;
import dev.balsa.server.config.BackupSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a member puts aside by itself is a backup like any other. */
class ScheduledBackupTest {

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);

  private final Path directory = Scratch.directory();
  private final Path backups = directory.resolve("backups");

  @AfterEach
  void clean() throws IOException {
    Scratch.delete(directory);
  }

  @Test
  void aBackupThatAMemberTookByItselfIsRestoredIntoAnother() throws Exception {
    try (BalsaServer first = Balsa.start(directory.resolve("first"));
        State state = new State(first.clientPort())) {
      state.lease(7, 1_000);
      state.put("greeting", "hello", 7);
    }
    Path backup;
    try (BalsaServer balsa =
        BalsaServer.start(
            Balsa.config(directory.resolve("first"))
                .set(BackupSettings.DIRECTORY, backups.toString())
                .set(BackupSettings.INTERVAL, Duration.ofHours(1))
                .build())) {
      backup = awaitBackup();
      try (State state = new State(balsa.clientPort())) {
        UtlRun.ok("snapshot", "verify", backup);
        UtlRun.ok("snapshot", "restore", backup, "--data-dir", directory.resolve("second"));
        try (BalsaServer second = Balsa.start(directory.resolve("second"));
            State restored = new State(second.clientPort())) {
          assertEquals(state.keys(0), restored.keys(0));
          assertEquals(state.leases(), restored.leases());
          assertEquals(state.revision(), restored.revision());
        }
      }
    }
    assertTrue(backup.getFileName().toString().matches("balsa-[0-9a-f]+-\\d{8}T\\d{6}Z-r2.db"));
  }

  private Path awaitBackup() throws IOException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (System.nanoTime() < end) {
      if (Files.isDirectory(backups)) {
        try (Stream<Path> files = Files.list(backups)) {
          List<Path> whole = files.filter(file -> file.toString().endsWith(".db")).toList();
          if (!whole.isEmpty()) {
            return whole.get(0);
          }
        }
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    throw new AssertionError("no backup came");
  }
}
