package dev.balsa.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Which watchers want an event: some of one key, some of a prefix, most of something else. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EventMatchBenchmark {
  private static final int ORDER = 1 << 16;

  /** How many watched ranges there are; half of them single keys. */
  @Param({"1000", "100000"})
  public int ranges;

  private final WatcherIndex index = new WatcherIndex();
  private final byte[][] changed = new byte[ORDER][];
  private int at;

  /** Sets the watchers up. */
  @Setup
  public void prepare() {
    Random random = new Random(1);
    for (int i = 0; i < ranges / 2; i++) {
      index.join(text("/n%07d/0", i), null);
      index.join(text("/n%07d/", i), text("/n%07d0", i));
    }
    for (int i = 0; i < ORDER; i++) {
      // Every other one is of interest to a single key's watcher too.
      changed[i] = text("/n%07d/" + (i & 1), random.nextInt(ranges));
    }
  }

  private static byte[] text(String form, int number) {
    return form.formatted(number).getBytes(UTF_8);
  }

  /** One event; half of them nobody wants. */
  @Benchmark
  public void match(Blackhole hole) {
    index.holding(changed[at++ & (ORDER - 1)], hole::consume);
  }
}
