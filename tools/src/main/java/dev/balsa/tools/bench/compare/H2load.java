package dev.balsa.tools.bench.compare;

import com.google.protobuf.ByteString;
import dev.balsa.api.PutRequest;
import dev.balsa.tools.bench.load.Usage;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts of one key, driven by nghttp2's {@code h2load}: a generator in C takes less of the machine
 * than one in Java. It does not look at what gRPC says in trailers, so who uses it must see to it
 * that the puts were done.
 */
final class H2load {
  private static final Pattern RATE = Pattern.compile("finished in [^,]*, ([0-9.]+) req/s");
  private static final Pattern DONE = Pattern.compile("(\\d+) done, (\\d+) succeeded");
  private static final int KEY_BYTES = 16;
  private static final int VALUE_BYTES = 100;
  private static final long WARMUP_RUN_SECONDS = 5;

  /**
   * What came of it.
   *
   * @param perSecond answers a second
   * @param answers how many there were
   * @param serverMicros the server's processor time for each
   */
  record Figure(double perSecond, long answers, double serverMicros) {}

  private final long seconds;
  private final long warmup;
  private final Path request;

  /**
   * Makes one.
   *
   * @param seconds how long is measured
   * @param warmup how long the load runs before that
   * @param directory where the request is kept
   */
  H2load(long seconds, long warmup, Path directory) throws IOException {
    this.seconds = seconds;
    this.warmup = warmup;
    request = directory.resolve("put.grpc");
    byte[] message =
        PutRequest.newBuilder()
            .setKey(ByteString.copyFrom(new byte[KEY_BYTES]))
            .setValue(ByteString.copyFrom(new byte[VALUE_BYTES]))
            .build()
            .toByteArray();
    try (OutputStream file = Files.newOutputStream(request);
        DataOutputStream out = new DataOutputStream(file)) {
      out.writeByte(0);
      out.writeInt(message.length);
      out.write(message);
    }
  }

  /**
   * Puts on a server: first unmeasured, so that a JVM has compiled what it does often. In several
   * runs, because compiled code that has never seen a connection end is thrown away at the first.
   *
   * @param clients connections
   * @param streams requests under way on each
   * @throws IOException if h2load is not there or says that something failed
   */
  Figure run(String endpoint, long pid, int clients, int streams)
      throws IOException, InterruptedException {
    for (long left = warmup; left > 0; left -= WARMUP_RUN_SECONDS) {
      var unused = puts(endpoint, clients, streams, Math.min(left, WARMUP_RUN_SECONDS));
    }
    Usage before = Usage.now(List.of(pid));
    Said said = puts(endpoint, clients, streams, seconds);
    Usage used = Usage.now(List.of(pid)).since(before);
    return new Figure(
        said.perSecond(), said.answers(), used.serverCpuSeconds() * 1e6 / said.answers());
  }

  private record Said(double perSecond, long answers) {}

  private Said puts(String endpoint, int clients, int streams, long duration)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "h2load",
                "--duration=" + duration,
                "--clients=" + clients,
                "--max-concurrent-streams=" + streams,
                "--header=content-type: application/grpc",
                "--header=te: trailers",
                "--data=" + request,
                "http://" + endpoint + "/etcdserverpb.KV/Put")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = process.waitFor();
    Matcher rate = RATE.matcher(said);
    Matcher done = DONE.matcher(said);
    if (exit != 0 || !rate.find() || !done.find() || !done.group(1).equals(done.group(2))) {
      throw new IOException("h2load failed:\n" + said);
    }
    return new Said(Double.parseDouble(rate.group(1)), Long.parseLong(done.group(2)));
  }
}
