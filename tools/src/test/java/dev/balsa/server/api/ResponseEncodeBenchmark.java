package dev.balsa.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.balsa.mvcc.KeyValue;
import dev.balsa.mvcc.OpResult;
import io.grpc.Drainable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From the result of a read to the bytes of its response, as gRPC asks for them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ResponseEncodeBenchmark {
  private static final byte[] IDENTITY = new byte[20];
  private static final byte[] VALUE = "x".repeat(64).getBytes(UTF_8);

  /** How many keys the response has. */
  @Param({"1", "500"})
  public int keys;

  private OpResult.RangeResult result;
  private final OutputStream target = OutputStream.nullOutputStream();

  /** Makes the result. */
  @Setup
  public void prepare() {
    List<KeyValue> kvs =
        IntStream.range(0, keys)
            .mapToObj(i -> KeyValue.of(("k" + i).getBytes(UTF_8), i + 2, i + 2, 1, VALUE, 0))
            .toList();
    result = new OpResult.RangeResult(kvs, false, keys, keys + 2);
  }

  /** One response. */
  @Benchmark
  public int encode() throws IOException {
    WireMessage answer = KvAnswers.of(new Header(IDENTITY, result.revision(), 2), result);
    return ((Drainable) Marshallers.response().stream(answer)).drainTo(target);
  }
}
