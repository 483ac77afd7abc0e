package dev.balsa.tools.balsactl;

import dev.balsa.client.BalsaException;
import dev.balsa.tools.output.Sizes;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The commands {@code balsactl snapshot …}; what needs no server is balsautl's. */
@Command(
    name = "snapshot",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {"Backups of a running server. For status and restore see balsautl.", ""})
final class SnapshotCommand extends Group {

  @Command(
      name = "save",
      description = "Writes everything a server has into a file, which appears when it is whole.")
  int save(@Parameters(paramLabel = "FILE", arity = "0..*") List<String> arguments)
      throws IOException {
    exactly(1, arguments, "snapshot save expects one argument");
    if (ctl().flags().endpoints().size() != 1) {
      throw new Complaint(
          Complaint.BAD_ARGS,
          "snapshot must be requested to one selected node, not multiple "
              + ctl().flags().endpoints());
    }
    Path file = Path.of(arguments.get(0));
    Path part = Path.of(arguments.get(0) + ".part");
    try (FileOutputStream out = new FileOutputStream(part.toFile())) {
      client().maintenance().snapshot(new Counted(out)).await();
      out.getChannel().force(true);
    } catch (BalsaException | UncheckedIOException e) {
      Files.deleteIfExists(part);
      throw new Complaint(Complaint.FAILED, "no snapshot: " + e.getMessage());
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    terminal().progress("");
    terminal().println(Octets.of("Snapshot saved at " + file));
    return 0;
  }

  /** Shows how much has come. */
  private final class Counted extends OutputStream {

    private static final long STEP_BYTES = 16 << 20;
    private final OutputStream out;
    private long bytes;
    private long shown;

    private Counted(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int from, int length) throws IOException {
      out.write(buffer, from, length);
      bytes += length;
      if (bytes - shown >= STEP_BYTES) {
        shown = bytes;
        terminal().progress(Sizes.text(bytes) + " saved");
      }
    }
  }
}
