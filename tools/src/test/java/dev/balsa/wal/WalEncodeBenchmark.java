package dev.balsa.wal;

import dev.balsa.raft.Entry;
import dev.balsa.raft.EntryType;
import dev.balsa.raft.HardState;
import dev.balsa.wal.disk.DiskFile;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A batch of entries and a hard state into the log's buffer; the file takes it and does nothing.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WalEncodeBenchmark {
  private static final int BATCH = 64;

  /** Of one entry. */
  @Param({"128", "4096"})
  public int bytes;

  private final Entry[] entries = new Entry[BATCH];
  private RecordWriter writer;

  /** Makes the entries. */
  @Setup
  public void prepare() {
    Random random = new Random(1);
    for (int i = 0; i < BATCH; i++) {
      byte[] data = new byte[bytes];
      random.nextBytes(data);
      entries[i] = new Entry(2, 1_000_000L + i, EntryType.NORMAL, data);
    }
    writer = new RecordWriter(new RollingCrc());
    writer.startAt(nowhere(), 0);
  }

  /** A file that takes everything and keeps nothing. */
  private static DiskFile nowhere() {
    return (DiskFile)
        Proxy.newProxyInstance(
            DiskFile.class.getClassLoader(),
            new Class<?>[] {DiskFile.class},
            (proxy, method, arguments) -> null);
  }

  /** Nanoseconds for one entry of a batch. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long encode() throws IOException {
    for (Entry entry : entries) {
      writer.entry(entry);
    }
    writer.state(new HardState(2, 1, 1_000_000));
    writer.flush();
    return writer.position();
  }
}
