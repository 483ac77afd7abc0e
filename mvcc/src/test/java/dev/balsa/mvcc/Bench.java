package dev.balsa.mvcc;

import dev.balsa.mvcc.backend.Backend;
import dev.balsa.mvcc.backend.MemoryBackend;
import dev.balsa.mvcc.backend.RocksBackend;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/**
 * A rough measure of the store, run by hand: {@code Bench memory|rocks DIRECTORY KEYS VALUE_BYTES
 * BATCH}. Prints operations a second of processor time and heap bytes a key; not a test.
 */
final class Bench {

  private final Store store;
  private final int keys;
  private final int valueBytes;
  private final int batch;
  private final Random random = new Random(1);
  private long index;

  private Bench(Store store, int keys, int valueBytes, int batch) {
    this.store = store;
    this.keys = keys;
    this.valueBytes = valueBytes;
    this.batch = batch;
    this.index = store.appliedIndex();
  }

  public static void main(String[] args) {
    Path directory = Path.of(args[1]);
    int keys = Integer.parseInt(args[2]);
    int valueBytes = Integer.parseInt(args[3]);
    int batch = Integer.parseInt(args[4]);
    StoreConfig small = new StoreConfig(16_384, 4_096, records -> {});
    long heapBefore = usedHeap();
    Backend backend = args[0].equals("rocks") ? RocksBackend.open(directory) : new MemoryBackend();
    long opening = now();
    Store store = Store.open(backend, small);
    rate("open, versions read", store.view().revision() - 1, opening);
    Bench bench = new Bench(store, keys, valueBytes, batch);
    bench.puts("puts, new keys", keys, true);
    long perKey = (usedHeap() - heapBefore) / keys;
    System.out.printf(Locale.ROOT, "%-34s %,12d%n", "heap bytes a key (of 32 bytes)", perKey);
    long heapSingle = usedHeap();
    bench.puts("puts, random existing keys", keys, false);
    bench.puts("puts, random existing keys", keys, false);
    bench.puts("puts, random existing keys", keys, false);
    long perVersion = (usedHeap() - heapSingle) / (3L * keys);
    System.out.printf(Locale.ROOT, "%-34s %,12d%n", "heap bytes a further version", perVersion);
    bench.gets("gets, random", keys, false);
    bench.gets("gets, just written", keys, true);
    bench.lists();
    bench.compact();
    long closing = now();
    store.close();
    rate("close", 1, closing);
  }

  /**
   * Time this thread spent on a processor, so that a busy machine does not count against the store.
   */
  private static long now() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static void rate(String what, long count, long startNanos) {
    double seconds = (now() - startNanos) / 1e9;
    System.out.printf(Locale.ROOT, "%-34s %,12.0f /s   (%.2f s)%n", what, count / seconds, seconds);
  }

  private static byte[] key(int number) {
    return String.format(Locale.ROOT, "/registry/pods/namespace/%07d", number)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private void puts(String what, int count, boolean fresh) {
    byte[][] names = new byte[count][];
    for (int i = 0; i < count; i++) {
      names[i] = key(fresh ? (int) (i * 7919L % keys) : random.nextInt(keys));
    }
    byte[] value = new byte[valueBytes];
    long start = now();
    for (int i = 0; i < count; ) {
      store.beginBatch();
      for (int j = 0; j < batch && i < count; j++) {
        store.apply(Op.Put.of(names[i++], value));
      }
      store.commitBatch(++index, 1);
    }
    rate(what, count, start);
  }

  private void gets(String what, int count, boolean justWritten) {
    byte[][] names = new byte[count][];
    for (int i = 0; i < count; i++) {
      names[i] = key(justWritten ? i % 8_000 : random.nextInt(keys));
    }
    if (justWritten) {
      puts("  (writing 8,000 of them)", 8_000, true);
      for (int i = 0; i < count; i++) {
        names[i] = key((int) (i % 8_000 * 7919L % keys));
      }
    }
    long start = now();
    long found = 0;
    View view = store.view();
    for (byte[] name : names) {
      found += view.range(Op.Range.of(KeyRange.single(name), 0)).kvs().size();
    }
    rate(what + " (" + found * 100 / count + "% found)", count, start);
  }

  private void lists() {
    View view = store.view();
    KeyRange all = KeyRange.prefix("/registry/".getBytes(StandardCharsets.US_ASCII));
    long start = now();
    int pages = 200;
    for (int i = 0; i < pages; i++) {
      KeyRange from = new KeyRange(key(random.nextInt(keys)), all.end());
      view.range(Op.Range.page(from, 0, 500));
    }
    rate("keys in pages of 500, with count", pages * 500L, start);
    start = now();
    for (int i = 0; i < 100_000; i++) {
      KeyRange from = new KeyRange(key(random.nextInt(keys)), all.end());
      view.range(new Op.Range(from, 0, 0, SortOrder.NONE, SortTarget.KEY, false, true, 0, 0, 0, 0));
    }
    rate("counts of a range", 100_000, start);
  }

  private void compact() {
    store.beginBatch();
    store.compact(store.revision());
    store.commitBatch(++index, 1);
    long start = now();
    long work = 0;
    long longest = 0;
    for (int done = 1; done > 0; ) {
      long stepStart = now();
      done = store.compactStep(1000);
      work += done;
      longest = Math.max(longest, now() - stepStart);
    }
    rate("compaction work", work, start);
    System.out.printf(Locale.ROOT, "%-34s %,12.2f ms%n", "longest step of 1,000", longest / 1e6);
  }
}
