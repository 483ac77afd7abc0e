package dev.balsa.tools.balsautl;

import dev.balsa.mvcc.MvccException;
import dev.balsa.mvcc.SavedIndex;
import dev.balsa.mvcc.Store;
import dev.balsa.server.apply.ClusterState;
import dev.balsa.wal.disk.Disk;
import dev.balsa.wal.disk.FileDisk;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** The command {@code balsautl check}. */
@Command(
    name = "check",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Checks the data directory of a stopped member, reading every byte that counts and changing"
          + " none: the chain of checksums of the log, every record of the store with its checksum,"
          + " the history against itself, the saved key index against the history, and whether"
          + " store and log belong together.",
      ""
    },
    footer = {
      "",
      "What to do about damage is said with it. A torn end of the log is no damage: the server",
      "cuts it off when it starts. A damaged key index does no harm: delete the file, or leave it;",
      "the next start reads the history instead, and it is saved anew.",
    })
final class CheckCommand implements Callable<Integer> {

  private static final String OK = "ok";
  private static final String DAMAGED = "damaged";
  private static final String INDEX = "index";

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "The data directory.")
  private Path dataDir;

  @Option(
      names = "--wal-dir",
      paramLabel = "DIR",
      description = "Where the log is, if the member runs with --wal-dir.")
  private Path walDir;

  @Mixin private OutputFlags output;

  private final List<OutputFlags.Row> rows = new ArrayList<>();
  private boolean damaged;

  /** Whether something is damaged that no start can make up for. */
  private boolean beyondRepair;

  @Override
  public Integer call() throws IOException {
    Disk disk = new FileDisk();
    Path wal = walDir == null ? DataDirectory.wal(dataDir) : walDir;
    InUse.refuse(disk, wal);
    LogCheck log = LogCheck.read(disk, wal);
    row("log", log.problem(), log.summary());
    checkStore(log, wal);
    output.print(spec.commandLine().getOut(), List.of("PART", "STATE", "DETAILS"), rows);
    advise();
    return damaged ? BalsaUtl.FAILED : 0;
  }

  /** What to do, for people; a program reads the rows. */
  private void advise() {
    if (beyondRepair) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("What to do: this directory must not be served any more.");
      err.println("  One of several members, which the others then bring up to date:");
      err.println("    balsactl --endpoints OTHER-MEMBERS member rebuild --data-dir " + dataDir);
      err.println("  The only member, from its last backup:");
      err.println("    balsautl snapshot restore BACKUP --data-dir NEW-DIRECTORY");
      err.flush();
    }
  }

  private void checkStore(LogCheck log, Path wal) throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    Path directory = DataDirectory.storeOf(dataDir, wal);
    IndexCheck index = new IndexCheck(directory);
    boolean whole = false;
    try (Store store = DataDirectory.openStore(directory, err, SavedIndex.NONE)) {
      ClusterState cluster = ClusterState.load(store);
      // Reads every record of every space, with its checksum.
      int hash = store.view().hash();
      row(
          "store",
          null,
          String.format(
              "revision %d, compacted %d, %d keys, %d leases, %d members, hash %08x",
              store.view().revision(),
              store.view().compactRevision(),
              store.view().keyCount(),
              store.leases().size(),
              cluster.snapshot().members().size(),
              hash));
      String apart = log.problem() == null ? log.apartFrom(store.appliedIndex()) : null;
      row("together", apart, "the store has applied the log up to " + store.appliedIndex());
      index.expect(store);
      whole = true;
    } catch (MvccException | IllegalArgumentException e) {
      row("store", e.getMessage(), "");
    }
    if (whole && index.isThere()) {
      index.read(err);
      row(INDEX, index.problem(), index.summary());
    }
  }

  private void row(String part, String problem, String details) {
    damaged |= problem != null;
    beyondRepair |= problem != null && !part.equals(INDEX);
    String state = problem == null ? OK : DAMAGED;
    String text = problem == null ? details : problem;
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("part", part);
    json.put("state", state);
    json.put("details", text);
    rows.add(new OutputFlags.Row(json, List.of(part, state, text)));
  }
}
