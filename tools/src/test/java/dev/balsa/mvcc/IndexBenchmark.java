package dev.balsa.mvcc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The key index, full of keys, asked and changed in random order. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class IndexBenchmark {
  private static final int ORDER = 1 << 16;
  private static final int BATCH = 64;

  /** How many keys there are. */
  @Param({"10000", "1000000"})
  public int keys;

  private final byte[][] asked = new byte[ORDER][];
  private final Random random = new Random(1);
  private KeyIndex index;
  private IndexSnapshot snapshot;
  private long revision;
  private int at;

  /** Fills it. The updated keys grow histories, so each iteration has a new one. */
  @Setup(Level.Iteration)
  public void fill() {
    index = new KeyIndex();
    revision = 1;
    for (int i = 0; i < keys; i++) {
      index.put(key(i), ++revision, 0);
    }
    for (int i = 0; i < ORDER; i++) {
      asked[i] = key(random.nextInt(keys));
    }
    snapshot = index.publish();
  }

  private static byte[] key(int number) {
    return "/registry/pods/default/%010d".formatted(number).getBytes(UTF_8);
  }

  private byte[] next() {
    return asked[at++ & (ORDER - 1)];
  }

  /** The newest entry of one key. */
  @Benchmark
  public long lookup() {
    KeyHistory history = snapshot.get(next());
    return history.main(history.size() - 1);
  }

  /** One more version of a key; published to readers after each batch of 64, as the store does. */
  @Benchmark
  public KeyHistory update() {
    KeyHistory after = index.put(next(), ++revision, 0);
    if (revision % BATCH == 0) {
      snapshot = index.publish();
    }
    return after;
  }

  /** A key that was not there, between those that are; the index grows. */
  @Benchmark
  public KeyHistory insert() {
    byte[] near = next();
    byte[] key = java.util.Arrays.copyOf(near, near.length + Long.BYTES);
    java.nio.ByteBuffer.wrap(key).putLong(near.length, ++revision);
    KeyHistory after = index.put(key, revision, 0);
    if (revision % BATCH == 0) {
      snapshot = index.publish();
    }
    return after;
  }
}
