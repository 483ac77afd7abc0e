package dev.balsa.tools.waldump;

import dev.balsa.wal.TornTail;
import dev.balsa.wal.WalDamagedException;
import dev.balsa.wal.WalReader;
import dev.balsa.wal.WalRecord;
import dev.balsa.wal.disk.Disk;
import dev.balsa.wal.disk.FileDisk;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code wal-dump}. */
@Command(
    name = "wal-dump",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Prints what stands in a log: whose it is, the entries with the requests they carry, hard"
          + " states and snapshot marks. Reads Balsa's log and etcd's, and never changes a file.",
      ""
    },
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:The whole log could be read. A torn tail, which a crash may leave, is named.",
      "1:The log is damaged: file and offset are named.",
      "2:Wrong usage, or there is no log."
    },
    footer = {
      "",
      "Examples:",
      "  wal-dump default.etcd                     everything, one line a record",
      "  wal-dump default.etcd --type put,txn      only what these clients' requests wrote",
      "  wal-dump default.etcd --from 100 --to 120 what happened around entry 110",
      "  wal-dump default.etcd --type conf-change  how the members changed",
      "  wal-dump default.etcd --json | jq -r 'select(.kind == \"put\").content.key | @base64d'",
      "",
      "How to read it:",
      "  An entry is one change, at an index, made by the leader of a term. Up to the commit index",
      "  of the last state it is decided; after it, a later entry of the same index replaces it",
      "  and all that follow. The type of an entry is the request it carries (put, txn,",
      "  lease-grant, ...), conf-change for a change of members, or empty: how a new leader begins.",
      "  A snapshot says that the data on disk stands for the log up to its index.",
    })
final class WalDump implements Callable<Integer> {

  private static final int DAMAGED = 1;
  private static final int WRONG_USE = 2;
  private static final int SHORT_TEXT_CHARS = 120;

  private final Disk disk;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      description = "A data directory (such as default.etcd), or the directory of the log itself.")
  private Path directory;

  @Option(
      names = "--from",
      paramLabel = "INDEX",
      description = "Only entries and snapshots from this index on.")
  private Long from;

  @Option(
      names = "--to",
      paramLabel = "INDEX",
      description = "Only entries and snapshots up to this index.")
  private Long to;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      split = ",",
      description = {
        "Only these types: metadata, entry, state, snapshot, crc (checksums, else left out); of"
            + " entries: normal, conf-change, conf-change-v2, empty; of requests: put,"
            + " delete-range, txn, compaction, lease-grant, ... Several with commas."
      })
  private List<String> types = new ArrayList<>();

  @Option(
      names = "--json",
      description = "One JSON object a line; bytes in base64, 64-bit numbers as texts.")
  private boolean json;

  @Option(names = "--full", description = "Do not shorten long keys and values.")
  private boolean full;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "This text.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it by itself
  private boolean help;

  private long records;
  private long entries;
  private long firstIndex;
  private long lastIndex;
  private long commit;
  private boolean damaged;

  WalDump(Disk disk) {
    this.disk = disk;
  }

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    int exitCode = commandLine(new FileDisk()).setOut(out).execute(args);
    out.flush();
    System.exit(exitCode);
  }

  static CommandLine commandLine(Disk disk) {
    return new CommandLine(new WalDump(disk))
        .setExecutionExceptionHandler(
            (failure, commandLine, parsed) -> {
              commandLine.getErr().println("wal-dump: " + explain(failure));
              return WRONG_USE;
            });
  }

  private static String explain(Exception failure) {
    if (failure instanceof NotDirectoryException) {
      return failure.getMessage() + ": not a directory";
    }
    return failure instanceof FileSystemException ? failure.getMessage() : failure.toString();
  }

  @Override
  public Integer call() throws IOException {
    checkTypes();
    PrintWriter out = spec.commandLine().getOut();
    DumpOutput output =
        json
            ? new JsonOutput(out)
            : new TextOutput(out, full ? Integer.MAX_VALUE : SHORT_TEXT_CHARS);
    RecordFilter filter = new RecordFilter(from, to, types);
    try (WalReader reader = WalReader.open(disk, LogLocation.find(disk, directory))) {
      read(reader, filter, output);
      output.end(
          new DumpOutput.Summary(
              reader.segments().size(), records, entries, firstIndex, lastIndex, commit));
    }
    out.flush();
    return damaged ? DAMAGED : 0;
  }

  private void read(WalReader reader, RecordFilter filter, DumpOutput output) throws IOException {
    try {
      for (WalRecord record = reader.next(); record != null; record = reader.next()) {
        Line line = decode(record, output);
        count(line);
        if (filter.shows(line)) {
          output.line(line);
        }
      }
      TornTail torn = reader.torn();
      if (torn != null) {
        output.torn(torn.file(), torn.offset(), torn.reason());
      }
    } catch (WalDamagedException e) {
      damaged = true;
      output.damage(e.file(), e.offset(), e.reason());
    }
  }

  /** A record that is whole but says nothing sensible is damage too; the ones behind it are not. */
  private Line decode(WalRecord record, DumpOutput output) {
    try {
      return RecordDecoder.decode(record);
    } catch (IllegalArgumentException e) {
      damaged = true;
      output.damage(record.file(), record.offset(), e.getMessage());
      return RecordDecoder.undecoded(record);
    }
  }

  private void count(Line line) {
    records++;
    if (line.labels().get(0).equals("entry")) {
      entries++;
      firstIndex = firstIndex == 0 ? line.index() : firstIndex;
      lastIndex = line.index();
    } else if (line.content().get("commit") instanceof Long index) {
      commit = index;
    }
  }

  private void checkTypes() {
    types = types.stream().map(type -> type.strip().toLowerCase(Locale.ROOT)).toList();
    Set<String> known = RecordFilter.knownTypes();
    for (String type : types) {
      if (!known.contains(type)) {
        throw new ParameterException(
            spec.commandLine(),
            "no type is called " + type + "; there are: " + String.join(", ", known));
      }
    }
  }
}
