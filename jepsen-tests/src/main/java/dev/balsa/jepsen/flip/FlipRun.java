package dev.balsa.jepsen.flip;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.LongConsumer;

/** Changes the bytes of one image, each in a copy of its own, and tallies what comes of it. */
final class FlipRun {

  private static final int MASKS = 255;

  /** Other programs may be busy; nothing of this takes a tenth of it on an idle machine. */
  private static final long PATIENCE_SECONDS = 120;

  private final SmallDirectory image;
  private final Path trial;
  private final String classPath;
  private final Random random;

  /**
   * @param classPath what another JVM needs to run this
   */
  FlipRun(SmallDirectory image, String classPath, long seed) {
    this.classPath = classPath;
    this.image = image;
    this.trial = image.directory().resolveSibling("trial");
    this.random = new Random(seed);
  }

  /** Every byte of every file once, with bits that the seed chooses. */
  List<FlippedByte> everyByte() throws IOException {
    List<FlippedByte> all = new ArrayList<>();
    for (Path file : SmallDirectory.files(image.directory())) {
      Path name = image.directory().relativize(file);
      long size = Files.size(file);
      for (long offset = 0; offset < size; offset++) {
        all.add(new FlippedByte(name, offset, 1 + random.nextInt(MASKS)));
      }
    }
    return all;
  }

  /** So many of those that a start may read, which the seed chooses. */
  List<FlippedByte> sample(int count) throws IOException {
    List<FlippedByte> all = new ArrayList<>(everyByte());
    all.removeIf(FlippedByte::isUnread);
    Collections.shuffle(all, random);
    return all.subList(0, Math.min(count, all.size()));
  }

  /**
   * @param progress is told how many are done
   */
  Tally run(List<FlippedByte> bytes, LongConsumer progress)
      throws IOException, InterruptedException {
    Tally tally = new Tally();
    long done = 0;
    try (WatchedWorker worker = new WatchedWorker(image, trial, classPath, PATIENCE_SECONDS)) {
      for (FlippedByte each : bytes) {
        tally.add(each, worker.flip(each));
        progress.accept(++done);
      }
    }
    return tally;
  }
}
