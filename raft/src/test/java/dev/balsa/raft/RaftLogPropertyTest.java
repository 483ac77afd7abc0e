package dev.balsa.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** {@link RaftLog} against a list that does the same the slow way. */
class RaftLogPropertyTest {

  private static final int STEPS = 300;

  /** One run: the log, its naive double, and every slice that was ever handed out. */
  private static final class Run {
    private final SplittableRandom random;
    private final RaftLog log;
    private final List<Entry> naive = new ArrayList<>();
    private final IdentityHashMap<List<Entry>, List<Entry>> slices = new IdentityHashMap<>();
    private long floor;
    private long commit;
    private long applied;
    private long handed;

    /** What is on the naive disk: index to term. */
    private final List<Entry> disk = new ArrayList<>();

    private List<Entry> inFlight;
    private long term = 1;

    Run(long seed) {
      random = new SplittableRandom(seed);
      log = new RaftLog(SnapshotMark.EMPTY, List.of(), 0, 0);
    }

    private long last() {
      return naive.size();
    }

    private Entry entry(long entryTerm, long index) {
      return new Entry(entryTerm, index, EntryType.NORMAL, new byte[random.nextInt(10)]);
    }

    void step() {
      switch (random.nextInt(8)) {
        case 0, 1 -> append();
        case 2 -> merge();
        case 3 -> commit();
        case 4 -> write();
        case 5 -> apply();
        case 6 -> compact();
        default -> slice();
      }
      check();
    }

    private void append() {
      Entry entry = entry(term, last() + 1);
      log.append(entry);
      naive.add(entry);
    }

    /** A leader of a newer term replaces the end, after some entries that are there already. */
    private void merge() {
      long agreed = commit + random.nextLong(last() - commit + 1);
      long kept = agreed + random.nextLong(last() - agreed + 1);
      List<Entry> message = new ArrayList<>(naive.subList((int) agreed, (int) kept));
      int added = random.nextInt(4);
      term++;
      for (int i = 0; i < added; i++) {
        message.add(entry(term, kept + 1 + i));
      }
      log.merge(message);
      if (added > 0) {
        naive.subList((int) kept, naive.size()).clear();
        naive.addAll(message.subList((int) (kept - agreed), message.size()));
      }
    }

    private void commit() {
      long index = random.nextLong(last() + 1);
      assertEquals(index > commit, log.commitTo(index));
      commit = Math.max(commit, index);
    }

    private void write() {
      if (inFlight == null) {
        inFlight = log.takeUnwritten();
        remember(inFlight);
        return;
      }
      for (Entry entry : inFlight) {
        disk.subList((int) entry.index() - 1, disk.size()).clear();
        disk.add(entry);
      }
      inFlight = null;
      log.batchPersisted();
    }

    /** What of the log is on disk, as long as it agrees. */
    private long persisted() {
      int agreed = 0;
      while (agreed < Math.min(disk.size(), naive.size())
          && disk.get(agreed).equals(naive.get(agreed))) {
        agreed++;
      }
      return agreed;
    }

    private void apply() {
      long bytes = random.nextInt(30);
      long to = Math.min(commit, persisted());
      List<Entry> taken = log.takeCommitted(bytes);
      assertEquals(naiveSlice(handed, to, bytes, Integer.MAX_VALUE), taken);
      handed += taken.size();
      remember(taken);
      long index = applied + random.nextLong(handed - applied + 1);
      log.appliedTo(index);
      applied = index;
    }

    private void compact() {
      if (random.nextBoolean()) {
        floor += random.nextLong(applied - floor + 1);
        log.compactTo(floor);
        return;
      }
      long maxBytes = random.nextInt(60);
      long limit = floor + random.nextLong(applied - floor + 1);
      while (floor < limit && naiveBytes(floor) > maxBytes) {
        floor++;
      }
      log.compactWhileAbove(maxBytes, limit);
      assertEquals(floor, log.floor());
    }

    private long naiveBytes(long from) {
      return naive.subList((int) from, naive.size()).stream().mapToLong(Entry::sizeBytes).sum();
    }

    private void slice() {
      long from = floor + random.nextLong(last() - floor + 1);
      long bytes = random.nextInt(40);
      int count = 1 + random.nextInt(6);
      List<Entry> slice = log.slice(from, last(), bytes, count);
      assertEquals(naiveSlice(from, last(), bytes, count), slice);
      remember(slice);
    }

    private List<Entry> naiveSlice(long from, long to, long maxBytes, int maxEntries) {
      List<Entry> slice = new ArrayList<>();
      long bytes = 0;
      for (long index = from + 1; index <= to && slice.size() < maxEntries; index++) {
        Entry entry = naive.get((int) index - 1);
        bytes += entry.sizeBytes();
        if (!slice.isEmpty() && bytes > maxBytes) {
          break;
        }
        slice.add(entry);
      }
      return slice;
    }

    private void remember(List<Entry> slice) {
      slices.put(slice, new ArrayList<>(slice));
    }

    private void check() {
      assertEquals(last(), log.lastIndex());
      assertEquals(commit, log.commit());
      assertEquals(persisted(), Math.max(log.persisted(), 0));
      for (long index = floor + 1; index <= last(); index++) {
        assertEquals(naive.get((int) index - 1), log.at(index));
      }
      assertEquals(floor == 0 ? 0 : naive.get((int) floor - 1).term(), log.termAt(floor));
      assertEquals(-1, log.termAt(last() + 1));
      long bound = random.nextLong(term + 1);
      long hint = log.lastIndexWithTermAtMost(last(), bound);
      assertTrue(hint == floor || log.termAt(hint) <= bound);
      assertTrue(hint == last() || log.termAt(hint + 1) > bound);
    }

    /** What was handed out has not changed, whatever happened to the log since. */
    void checkSlices() {
      slices.forEach((slice, copy) -> assertEquals(copy, slice));
    }
  }

  @Property(tries = 300)
  void theLogDoesWhatANaiveListDoes(@ForAll long seed) {
    Run run = new Run(seed);
    for (int i = 0; i < STEPS; i++) {
      run.step();
    }
    run.checkSlices();
  }

  /** The window against the definition: free what ends at or before the index. */
  @Property(tries = 300)
  void theWindowDoesWhatANaiveListDoes(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    SendWindow window = new SendWindow(40, 200);
    List<long[]> naive = new ArrayList<>();
    long last = 0;
    for (int i = 0; i < STEPS; i++) {
      long bytes = naive.stream().mapToLong(message -> message[1]).sum();
      boolean isFull = naive.size() >= 40 || bytes >= 200;
      assertEquals(isFull, window.isFull());
      assertEquals(naive.size(), window.count());
      assertEquals(bytes, window.bytes());
      if (!isFull && random.nextInt(5) > 0) {
        last += 1 + random.nextInt(3);
        long size = random.nextInt(12);
        window.add(last, size);
        naive.add(new long[] {last, size});
      } else {
        long freed = last - random.nextInt(30);
        window.freeUpTo(freed);
        naive.removeIf(message -> message[0] <= freed);
      }
    }
  }
}
