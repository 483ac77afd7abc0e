package dev.balsa.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The servers; which of them to ask next, and who waits until one of them is there. Thread-safe.
 */
final class Endpoints {

  /** Requests that may wait for a connection. */
  private static final int WAITING_MAX = 10_000;

  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long CLOSING_MILLIS = 2_000;

  private final ClientSettings settings;
  private final Channels channels;
  private final Timer timer;
  private final AtomicInteger turn = new AtomicInteger(ThreadLocalRandom.current().nextInt());
  private final ConcurrentLinkedQueue<Waiter> waiters = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Set<Endpoint> retired = ConcurrentHashMap.newKeySet();
  private volatile Endpoint[] all = {};
  private volatile Endpoint[] ready = {};
  private volatile boolean closed;

  Endpoints(ClientSettings settings, Timer timer) {
    this.settings = settings;
    this.timer = timer;
    channels = new Channels(settings);
    replace(settings.endpoints());
    Timer.Alarm ignored = timer.every(TICK_NANOS, () -> Arrays.stream(all).forEach(Endpoint::tick));
  }

  /** Someone who waits for a connection. */
  private final class Waiter {
    private final Runnable go;
    private Timer.Alarm alarm;
    private boolean gone;

    private Waiter(Runnable go) {
      this.go = go;
    }

    private synchronized boolean leave() {
      if (gone) {
        return false;
      }
      gone = true;
      if (alarm != null) {
        alarm.cancel();
      }
      waiting.decrementAndGet();
      return true;
    }
  }

  /**
   * A server to ask: the next one that is connected, one that does well before one that does not.
   *
   * @param avoid the one that failed last, asked again only if there is no other; may be null
   * @return null if none is connected
   */
  Endpoint pick(Endpoint avoid) {
    Endpoint[] candidates = ready;
    if (candidates.length == 1) {
      return candidates[0];
    }
    Endpoint lastResort = null;
    int first = (turn.getAndIncrement() & Integer.MAX_VALUE);
    for (int i = 0; i < candidates.length; i++) {
      Endpoint candidate = candidates[(first + i) % candidates.length];
      if (candidate != avoid && !candidate.isPenalized()) {
        return candidate;
      }
      if (lastResort == null || lastResort == avoid) {
        lastResort = candidate;
      }
    }
    return lastResort;
  }

  /** The server of a name, or null. */
  Endpoint named(String name) {
    String uniform = uniform(name);
    for (Endpoint each : all) {
      if (each.name().equals(uniform)) {
        return each;
      }
    }
    return null;
  }

  List<String> names() {
    return Arrays.stream(all).map(Endpoint::name).toList();
  }

  int size() {
    return all.length;
  }

  /**
   * Runs something when a server is connected, or when waiting took too long.
   *
   * @return false if too many are waiting already; then nothing will run
   */
  boolean whenReady(long nanosMax, Runnable go, Runnable late) {
    if (waiting.incrementAndGet() > WAITING_MAX) {
      waiting.decrementAndGet();
      return false;
    }
    Waiter waiter = new Waiter(go);
    waiter.alarm =
        timer.after(
            nanosMax,
            () -> {
              waiters.remove(waiter);
              if (waiter.leave()) {
                late.run();
              }
            });
    waiters.add(waiter);
    if (ready.length > 0 || closed) {
      wakeAll();
    }
    return true;
  }

  private void changed() {
    synchronized (this) {
      ready = Arrays.stream(all).filter(Endpoint::isReady).toArray(Endpoint[]::new);
    }
    if (ready.length > 0) {
      wakeAll();
    }
  }

  private void wakeAll() {
    for (Waiter each = waiters.poll(); each != null; each = waiters.poll()) {
      if (each.leave()) {
        each.go.run();
      }
    }
  }

  /** From here on these are the servers; connections to those that stay are kept. */
  void replace(List<String> names) {
    List<Endpoint> fresh = new ArrayList<>();
    List<Endpoint> gone = new ArrayList<>();
    synchronized (this) {
      if (closed) {
        return;
      }
      Map<String, Endpoint> old = new LinkedHashMap<>();
      Arrays.stream(all).forEach(each -> old.put(each.name(), each));
      List<Endpoint> next = new ArrayList<>();
      for (String name : names.stream().map(this::uniform).distinct().toList()) {
        Endpoint endpoint = old.remove(name);
        if (endpoint == null) {
          endpoint = new Endpoint(name, channels, settings, timer, this::changed);
          fresh.add(endpoint);
        }
        next.add(endpoint);
      }
      gone.addAll(old.values());
      // Not every client should ask the first one first.
      Collections.shuffle(next, ThreadLocalRandom.current());
      all = next.toArray(Endpoint[]::new);
    }
    fresh.forEach(Endpoint::connect);
    changed();
    // What is under way may end where it is; streams move when that time is over.
    long patience = settings.requestTimeout().toNanos();
    for (Endpoint each : gone) {
      retired.add(each);
      Timer.Alarm ignored = timer.after(patience, () -> close(each));
    }
  }

  private void close(Endpoint gone) {
    gone.close();
    retired.remove(gone);
  }

  /** The same server under one name, however it is written. */
  private String uniform(String name) {
    return settings.channels().isPresent() ? name : Address.parse(name).toString();
  }

  boolean isClosed() {
    return closed;
  }

  /** Ends every connection; what waits is told. */
  void close() {
    Endpoint[] last;
    synchronized (this) {
      closed = true;
      last = all;
      ready = new Endpoint[0];
    }
    for (Endpoint each : last) {
      each.close();
    }
    retired.forEach(Endpoint::close);
    wakeAll();
    try {
      for (Endpoint each : last) {
        each.awaitClosed(CLOSING_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
