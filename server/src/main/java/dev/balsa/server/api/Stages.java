package dev.balsa.server.api;

import dev.balsa.server.tracing.CallTrace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How far a unary call has come, and when: for whoever asks what took so long. Written by the
 * threads that serve it, one after the other; 0 stands for what has not been reached. The last part
 * ends with the answer, and so holds the way back to the thread of the connection too.
 */
final class Stages {

  private volatile long proposedNanos;
  private volatile long committedNanos;
  private volatile long confirmedNanos;

  /** Consensus has taken the command. */
  void proposed(long nanos) {
    proposedNanos = nanos;
  }

  /** A majority has the command on disk. */
  void committed(long nanos) {
    committedNanos = nanos;
  }

  /** It is known how new the state has to be that a read sees, and this member's is. */
  void confirmed(long nanos) {
    confirmedNanos = nanos;
  }

  /** What each part took, as fields of a line of the log. */
  List<Object> fields(long startedNanos, long endedNanos) {
    List<Object> fields = new ArrayList<>();
    long last = startedNanos;
    last = add(fields, "queued", last, proposedNanos);
    last = add(fields, "replicated", last, committedNanos);
    if (last == committedNanos && last != 0) {
      add(fields, "applied", last, endedNanos);
    }
    if (confirmedNanos != 0) {
      last = add(fields, "confirmed", startedNanos, confirmedNanos);
      add(fields, "read", last, endedNanos);
    }
    return fields;
  }

  private static long add(List<Object> fields, String name, long from, long to) {
    if (to == 0) {
      return from;
    }
    fields.add(name);
    fields.add(Duration.ofNanos(to - from));
    return to;
  }

  /** The same as events of a span. */
  void tell(CallTrace trace, long startedNanos, long endedNanos) {
    tell(trace, "proposed", startedNanos, proposedNanos);
    tell(trace, "committed", startedNanos, committedNanos);
    if (committedNanos != 0) {
      tell(trace, "applied", startedNanos, endedNanos);
    }
    tell(trace, "confirmed", startedNanos, confirmedNanos);
  }

  private static void tell(CallTrace trace, String stage, long startedNanos, long nanos) {
    if (nanos != 0) {
      trace.reached(stage, nanos - startedNanos);
    }
  }
}
