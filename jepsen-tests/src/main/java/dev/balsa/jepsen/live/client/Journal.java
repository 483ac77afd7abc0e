package dev.balsa.jepsen.live.client;

import dev.balsa.jepsen.history.History;
import dev.balsa.jepsen.history.Recorder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the clients of one run saw: the history that the checkers judge afterwards, what was seen to
 * be wrong at once, and what all clients together know at a moment. Thread-safe.
 */
public final class Journal {
  private static final int VIOLATIONS_MAX = 20;

  private final Recorder recorder = new Recorder(System::nanoTime);
  private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Long> acknowledgedAt = new ConcurrentLinkedQueue<>();
  private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();
  private final LongAdder acknowledgedWrites = new LongAdder();
  private final LongAdder answeredReads = new LongAdder();

  /** The newest revision that any answer named: whoever asks afterwards must not get an older. */
  private final AtomicLong revision = new AtomicLong();

  /** The same for each key that was read or compared and set. */
  private final Map<String, Long> modRevisions = new ConcurrentHashMap<>();

  /** Where operations and watches are recorded. */
  public Recorder recorder() {
    return recorder;
  }

  long revision() {
    return revision.get();
  }

  long modRevision(String key) {
    return modRevisions.getOrDefault(key, 0L);
  }

  void sawRevision(long seen) {
    revision.accumulateAndGet(seen, Math::max);
  }

  void sawKey(String key, long modRevision) {
    modRevisions.merge(key, modRevision, Math::max);
  }

  void wrote() {
    acknowledgedWrites.increment();
    acknowledgedAt.add(System.nanoTime());
  }

  void read() {
    answeredReads.increment();
  }

  void failed(String error) {
    errors.computeIfAbsent(error, name -> new LongAdder()).increment();
    if (!Errors.isAllowed(error)) {
      violation("an error that no fault explains: " + error);
    }
  }

  /** A promise that was seen broken; the same is told once. */
  public void violation(String what) {
    if (violations.size() < VIOLATIONS_MAX && !violations.contains(what)) {
      violations.add(what);
    }
  }

  /** What was seen broken while it happened. */
  public List<String> violations() {
    return List.copyOf(violations);
  }

  /** Writes acknowledged until now. */
  public long acknowledgedWrites() {
    return acknowledgedWrites.sum();
  }

  /** Linearizable reads answered until now. */
  public long answeredReads() {
    return answeredReads.sum();
  }

  /** How often each error was seen. */
  public Map<String, Long> errors() {
    Map<String, Long> counted = new TreeMap<>();
    errors.forEach((name, times) -> counted.put(name, times.sum()));
    return counted;
  }

  /** When writes were acknowledged, ascending, on {@link System#nanoTime}. */
  public List<Long> acknowledgedAt() {
    List<Long> times = new ArrayList<>(acknowledgedAt);
    times.sort(null);
    return times;
  }

  /** Everything that was recorded. */
  public History history() {
    return recorder.history();
  }
}
