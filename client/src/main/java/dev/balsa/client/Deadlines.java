package dev.balsa.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gives up what is not answered in time. Thread-safe.
 *
 * <p>There is one alarm for all requests, not one for each: it rings when the time of the one is
 * over that is due first of those that were under way when it was set. As a request is usually
 * answered long before, a client that makes thousands of them a second looks at those that are
 * under way once in a request time-out. gRPC's own deadlines set and cancel an alarm for each call,
 * on whichever event loop is next, and wake that for it.
 */
final class Deadlines {

  private final Timer timer;
  private final Set<Pending> pending = ConcurrentHashMap.newKeySet();

  /** Read by anyone; changed under the monitor of this. */
  private volatile Look next;

  Deadlines(Timer timer) {
    this.timer = timer;
  }

  /** Something that has a time to end by. */
  interface Pending {

    /** When it has to be over, on the clock of {@link System#nanoTime}. */
    long endNanos();

    /** Called at most once, on the client's clock thread, when it is not. */
    void expire();
  }

  /** A look at what is under way that will be taken. */
  private final class Look implements Runnable {
    private final long atNanos;
    private final Timer.Alarm alarm;

    private Look(long atNanos) {
      this.atNanos = atNanos;
      alarm = timer.after(Math.max(0, atNanos - System.nanoTime()), this);
    }

    @Override
    public void run() {
      look();
    }
  }

  /** Something is under way. */
  void add(Pending begun) {
    pending.add(begun);
    lookAt(begun.endNanos());
  }

  /** It is over. */
  void remove(Pending over) {
    pending.remove(over);
  }

  /** Sees to it that a look is taken at this time, or before. */
  private void lookAt(long atNanos) {
    if (isBefore(atNanos, next)) {
      synchronized (this) {
        if (isBefore(atNanos, next)) {
          if (next != null) {
            next.alarm.cancel();
          }
          next = new Look(atNanos);
        }
      }
    }
  }

  private static boolean isBefore(long atNanos, Look planned) {
    return planned == null || atNanos - planned.atNanos < 0;
  }

  private void look() {
    synchronized (this) {
      if (next != null) {
        next.alarm.cancel();
        next = null;
      }
    }
    long now = System.nanoTime();
    Pending first = null;
    List<Pending> late = new ArrayList<>();
    for (Pending each : pending) {
      if (each.endNanos() - now <= 0) {
        late.add(each);
      } else if (first == null || each.endNanos() - first.endNanos() < 0) {
        first = each;
      }
    }
    if (first != null) {
      lookAt(first.endNanos());
    }
    for (Pending each : late) {
      if (pending.remove(each)) {
        each.expire();
      }
    }
  }
}
