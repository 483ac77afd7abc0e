package dev.balsa.tools.balsautl;

import dev.balsa.mvcc.MvccException;
import dev.balsa.server.config.ConfigException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code balsautl}. */
@Command(
    name = "balsautl",
    sortOptions = false,
    usageHelpAutoWidth = true,
    subcommands = {
      SnapshotCommand.class,
      MigrateCommand.class,
      HashKvCommand.class,
      CheckCommand.class,
      DefragCommand.class
    },
    description = {
      "Works on data that no server is using: backups, data directories, the data of an etcd."
          + " Takes etcdutl's options where etcdutl has the command.",
      ""
    },
    commandListHeading = "%nCommands (balsautl COMMAND --help tells more):%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Done; nothing is wrong.",
      "1:Refused, failed, or damage found.",
      "2:Wrong usage."
    },
    footer = {
      "",
      "Examples:",
      "  etcdctl snapshot save backup.db                        a backup of a running Balsa or"
          + " etcd",
      "  balsautl snapshot verify backup.db                     is it whole?",
      "  balsautl snapshot restore backup.db --data-dir new     a data directory from it",
      "  balsautl migrate --from-data-dir old.etcd --data-dir new",
      "                                                         take over the data of a stopped"
          + " etcd",
      "  balsautl check new                                     is a data directory in order?",
    })
final class BalsaUtl {

  static final int FAILED = 1;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = CommandLine.ScopeType.INHERIT,
      description = "This text.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it by itself
  private boolean help;

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    int exitCode = commandLine().setOut(out).execute(args);
    out.flush();
    System.exit(exitCode);
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new BalsaUtl());
    commandLine.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          command.getErr().println("balsautl: " + explain(failure));
          return FAILED;
        });
    return commandLine;
  }

  private static String explain(Exception failure) {
    if (failure instanceof NoSuchFileException) {
      return failure.getMessage() + ": no such file";
    }
    boolean ours =
        failure instanceof MvccException
            || failure instanceof ConfigException
            || (failure instanceof IOException && !(failure instanceof FileSystemException));
    return ours && failure.getMessage() != null ? failure.getMessage() : failure.toString();
  }
}
