package dev.balsa.jepsen.flip;

import com.google.protobuf.ByteString;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.PutRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/**
 * Starts a member on one copy of an image after the other, each with one byte changed. Reads lines
 * {@code FILE TAB OFFSET TAB MASK}, answers each with {@code = ENDING TAB MESSAGE}.
 */
public final class FlipWorker {

  /** Begins every line that is an answer. */
  static final String ANSWER = "= ";

  private static final long PATIENCE_SECONDS = 60;

  private final SmallDirectory image;
  private final Path trial;
  private final LogLines log = new LogLines();

  private FlipWorker(SmallDirectory image, Path trial) {
    this.image = image;
    this.trial = trial;
  }

  /** How a start ended, and what was said. */
  private record Found(Ending ending, String message) {}

  private Found flip(Path file, long offset, int mask) throws IOException {
    SmallDirectory.delete(trial);
    SmallDirectory.copy(image.directory(), trial);
    try (FileChannel channel =
        FileChannel.open(
            trial.resolve(file.toString()), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer octet = ByteBuffer.allocate(1);
      channel.read(octet, offset);
      octet.put(0, (byte) (octet.get(0) ^ mask)).clear();
      channel.write(octet, offset);
    }
    log.clear();
    return start();
  }

  private Found start() {
    try (QuietServer server = QuietServer.start(trial)) {
      return judge(server);
    } catch (StatusRuntimeException e) {
      boolean silent = e.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED;
      return new Found(
          silent ? Ending.HUNG : Ending.REFUSED_AT_READ, e.getStatus() + "; " + log.text());
    } catch (IOException e) {
      String message = String.valueOf(e.getMessage());
      boolean clear = message.contains(trial.getFileName().toString());
      return new Found(clear ? Ending.REFUSED : Ending.UNCLEAR, message);
    } catch (RuntimeException | Error e) {
      return new Found(Ending.UNCLEAR, e + "; " + log.text());
    }
  }

  private Found judge(QuietServer server) {
    String found = Contents.read(server.channel());
    if (!found.equals(image.full())) {
      boolean told = found.equals(image.withoutLast()) && log.text().contains("the file as it was");
      return new Found(told ? Ending.END_CUT_OFF : Ending.WRONG, found + "; " + log.text());
    }
    PutRequest more = PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("goes on")).build();
    var unused =
        KVGrpc.newBlockingStub(server.channel())
            .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .put(more);
    boolean rebuilt = log.text().contains("the saved key index is not used");
    return new Found(rebuilt ? Ending.INDEX_REBUILT : Ending.SERVED, log.text());
  }

  /** {@code IMAGE TRIAL FULL WITHOUT-LAST}. */
  public static void main(String[] arguments) throws IOException {
    FlipWorker worker =
        new FlipWorker(
            new SmallDirectory(Path.of(arguments[0]), arguments[2], arguments[3]),
            Path.of(arguments[1]));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] parts = line.split("\t", -1);
      Found found =
          worker.flip(Path.of(parts[0]), Long.parseLong(parts[1]), Integer.parseInt(parts[2]));
      out.println(
          ANSWER + found.ending() + "\t" + found.message().replace('\n', ' ').replace('\t', ' '));
    }
  }
}
