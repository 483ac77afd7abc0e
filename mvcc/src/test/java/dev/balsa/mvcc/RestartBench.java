package dev.balsa.mvcc;

import dev.balsa.mvcc.backend.RocksBackend;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * How long opening a large store takes, run by hand: {@code RestartBench DIRECTORY KEYS
 * VALUE_BYTES}. Fills the directory on the first run. Not a test.
 */
final class RestartBench {

  private static final int BATCH = 500;

  private RestartBench() {}

  public static void main(String[] args) throws IOException {
    Path directory = Path.of(args[0]);
    int keys = Integer.parseInt(args[1]);
    byte[] value = new byte[Integer.parseInt(args[2])];
    for (int run = 0; run < 3; run++) {
      long start = System.nanoTime();
      RocksBackend backend = RocksBackend.open(directory);
      long opened = System.nanoTime();
      Path image = directory.resolveSibling(directory.getFileName() + ".index");
      try (Store store = Store.open(backend, StoreConfig.DEFAULT, new InFile(image))) {
        System.out.printf(
            Locale.ROOT,
            "%,d revisions: files %.2f s, index %.2f s%n",
            store.revision(),
            (opened - start) / 1e9,
            (System.nanoTime() - opened) / 1e9);
        if (store.revision() == 1) {
          fill(store, keys, value);
        } else if (run == 1) {
          long saving = System.nanoTime();
          try (FileChannel out =
              FileChannel.open(image, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long unused = store.saveIndex(out);
            System.out.printf(
                Locale.ROOT,
                "saved %,d bytes in %.2f s%n",
                out.size(),
                (System.nanoTime() - saving) / 1e9);
          }
        }
      }
    }
  }

  private record InFile(Path file) implements SavedIndex {

    @Override
    public ReadableByteChannel open() throws IOException {
      return Files.exists(file) ? FileChannel.open(file) : null;
    }

    @Override
    public void used(long savedRevision, long revision) {
      System.out.printf(Locale.ROOT, "from the index of revision %,d%n", savedRevision);
    }

    @Override
    public void refused(String reason) {
      System.out.println("not from the index: " + reason);
    }
  }

  private static void fill(Store store, int keys, byte[] value) {
    for (int i = 0; i < keys; ) {
      store.beginBatch();
      for (int j = 0; j < BATCH && i < keys; j++, i++) {
        String name = String.format(Locale.ROOT, "/registry/pods/ns/%08d", i * 7919L % keys);
        store.apply(Op.Put.of(name.getBytes(StandardCharsets.US_ASCII), value));
      }
      store.commitBatch(store.appliedIndex() + 1, 1);
    }
  }
}
