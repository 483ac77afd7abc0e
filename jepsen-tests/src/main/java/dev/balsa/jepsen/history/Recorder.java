package dev.balsa.jepsen.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Writes down what clients do. Any thread; an operation costs two stamps and one append.
 *
 * <p>Every stamp is the clock's time, or one more than the last stamp where the clock has not moved
 * on: no two are equal, so that the order of stamps is the order in which things really happened,
 * and a simulator whose clock stands still within an event still gets exact intervals.
 *
 * <pre>
 * Recorder recorder = new Recorder(System::nanoTime);
 * Recorder.Call call = recorder.invoke(client, "m1", Request.Put.of("a", "1"));   // before it is sent
 * call.answered(new Reply.Put(revision, null));       // or refused(text), or unknown(reason)
 * History history = recorder.history();               // whoever has not returned has an unknown outcome
 * </pre>
 */
public final class Recorder {

  /** Records that a recorder takes unless told otherwise. */
  public static final int DEFAULT_MAX_RECORDS = 5_000_000;

  private final LongSupplier nanoClock;
  private final int maxRecords;
  private final AtomicLong lastStamp = new AtomicLong(Long.MIN_VALUE);
  private final AtomicInteger records = new AtomicInteger();
  private final AtomicInteger nextWatch = new AtomicInteger();
  private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
  private final Queue<WatchLog> watches = new ConcurrentLinkedQueue<>();
  private final Queue<StateReading> finals = new ConcurrentLinkedQueue<>();
  private final Queue<Note> notes = new ConcurrentLinkedQueue<>();
  private volatile StateReading initial;

  /** A recorder on this clock, for {@link #DEFAULT_MAX_RECORDS} records. */
  public Recorder(LongSupplier nanoClock) {
    this(nanoClock, DEFAULT_MAX_RECORDS);
  }

  /** A recorder on this clock, for so many records. */
  public Recorder(LongSupplier nanoClock, int maxRecords) {
    this.nanoClock = nanoClock;
    this.maxRecords = maxRecords;
  }

  /** The present on the clock of the history; every call gives another, later one. */
  public long stamp() {
    long now = nanoClock.getAsLong();
    return lastStamp.updateAndGet(last -> Math.max(now, last + 1));
  }

  /** Whether there is room for no more records: time for the workload to stop. */
  public boolean isFull() {
    return records.get() >= maxRecords;
  }

  void count() {
    if (records.incrementAndGet() > maxRecords) {
      throw new IllegalStateException("the history holds its " + maxRecords + " records");
    }
  }

  /** A client is about to send a request. Throws IllegalStateException if the recorder is full. */
  public Call invoke(int client, String member, Request request) {
    count();
    Call call = new Call(client, member, stamp(), request);
    calls.add(call);
    return call;
  }

  /**
   * A client is about to ask for a watch. The number, the time and the client's place are filled
   * in; those of {@code wanted} do not count.
   */
  public WatchLog watch(WatchStart wanted) {
    count();
    WatchLog log = new WatchLog(this, wanted, nextWatch.getAndIncrement(), stamp());
    watches.add(log);
    return log;
  }

  /** The store as it was before the first operation. */
  public void initialState(StateReading reading) {
    initial = reading;
  }

  /** A member's state after everything came to rest. */
  public void finalState(StateReading reading) {
    count();
    finals.add(reading);
  }

  /** Something for a person's eyes: a fault, its end. */
  public void note(String text) {
    count();
    notes.add(new Note(stamp(), text));
  }

  /** What has been written down so far. */
  public History history() {
    List<Operation> operations = new ArrayList<>();
    calls.forEach(call -> operations.add(call.operation()));
    operations.sort(Comparator.comparingLong(Operation::invoked));
    List<WatchStart> starts = new ArrayList<>();
    List<WatchMessage> messages = new ArrayList<>();
    for (WatchLog log : watches) {
      starts.add(log.start());
      messages.addAll(log.messages());
    }
    starts.sort(Comparator.comparingLong(WatchStart::asked));
    messages.sort(Comparator.comparingLong(WatchMessage::time));
    List<Note> remarks = new ArrayList<>(notes);
    remarks.sort(Comparator.comparingLong(Note::time));
    return new History(initial, operations, starts, messages, List.copyOf(finals), remarks);
  }

  /** One operation under way. One thread invokes, any one thread ends it. */
  public final class Call {
    private final int client;
    private final String member;
    private final long invoked;
    private final Request request;
    private volatile Operation ended;

    private Call(int client, String member, long invoked, Request request) {
      this.client = client;
      this.member = member;
      this.invoked = invoked;
      this.request = request;
    }

    /** The server answered. */
    public void answered(Reply reply) {
      end(stamp(), new Outcome.Answered(reply));
    }

    /** The server refused; use only where that is certain, see {@link Refusals#isCertain}. */
    public void refused(String error) {
      end(stamp(), new Outcome.Refused(error));
    }

    /** Nobody knows whether it takes effect. */
    public void unknown(String reason) {
      end(Operation.NEVER, new Outcome.Unknown(reason));
    }

    /** The server ended it with an error, which decides between refused and unknown. */
    public void failed(String error) {
      if (Refusals.isCertain(error)) {
        refused(error);
      } else {
        unknown(error);
      }
    }

    private void end(long returned, Outcome outcome) {
      ended = new Operation(client, member, invoked, returned, request, outcome);
    }

    Operation operation() {
      Operation result = ended;
      return result != null
          ? result
          : new Operation(
              client,
              member,
              invoked,
              Operation.NEVER,
              request,
              new Outcome.Unknown("did not return"));
    }
  }
}
