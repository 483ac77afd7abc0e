package dev.balsa.server;

import dev.balsa.server.backup.BackupAgent;
import dev.balsa.server.backup.BackupPlan;
import dev.balsa.server.config.BackupSettings;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.env.AgentHandle;
import dev.balsa.server.env.Environment;
import dev.balsa.server.metrics.Metrics;
import dev.balsa.server.node.Replica;
import java.nio.file.Path;

/** Starts what takes backups, if somebody asked for them. */
final class Backups {

  private Backups() {}

  /** Null if nobody did. */
  static AgentHandle start(
      BalsaConfig config, Environment environment, Metrics metrics, Replica replica) {
    String directory = config.get(BackupSettings.DIRECTORY);
    if (directory.isEmpty()) {
      return null;
    }
    BackupPlan plan =
        new BackupPlan(
            Path.of(directory),
            config.get(BackupSettings.INTERVAL).toNanos(),
            config.get(BackupSettings.RETENTION),
            config.apiVersion());
    return environment.start(
        new BackupAgent(
            plan,
            environment,
            metrics.backup,
            replica.memberId(),
            replica::pin,
            () -> replica.view().revision()));
  }
}
