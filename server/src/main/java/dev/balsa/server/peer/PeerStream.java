package dev.balsa.server.peer;

import dev.balsa.raft.Message;
import dev.balsa.server.peer.PeerMethods.Pong;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One stream of messages to one other member: connected, or waiting for the next attempt.
 *
 * <p>The node agent sends and ticks; the transport's threads drain. What does not fit into the
 * transport waits here, up to a bound.
 */
final class PeerStream {

  /** What the owner wants to know; called without any lock held. */
  interface Listener {
    /** The other side has accepted the stream. */
    void connected();

    /** A ping was answered, so long after it was sent. */
    void answered(long nanos);

    /**
     * The stream has ended, or could not be opened.
     *
     * @param unsent messages that waited and have not been given to the transport
     */
    void broken(Status status, Metadata trailers, List<Message> unsent);
  }

  /** Ticks between attempts at most; they begin with one tick and double. */
  static final int MAX_WAIT_TICKS = 16;

  /**
   * How much longer an opening may take at most than silence on an open stream: each attempt that
   * ran out of time gives the next one twice as much. On a machine so busy that the handshake takes
   * longer than an election timeout there would be no connection otherwise, ever.
   */
  static final int MAX_OPENING_PATIENCE = 4;

  /** Messages that may wait for the transport. */
  static final int MAX_WAITING = 4_096;

  /** Bytes of messages that may wait for the transport; one larger message may wait alone. */
  static final long MAX_WAITING_BYTES = 64L << 20;

  private record Waiting(Message message, int bytes) {}

  /** A stream that ended because nothing came: the other side may well live. */
  static final Status SILENT =
      Status.UNAVAILABLE.withDescription("nothing was heard from the other side");

  private final List<ManagedChannel> channels;
  private final MethodDescriptor<Message, Pong> method;
  private final Supplier<Greeting> greeting;
  private final int pingTicks;
  private final int patienceTicks;
  private final LongSupplier nanoTime;
  private final Listener listener;

  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private ClientCall<Message, Pong> call;
  private int waitTicks;
  private int nextWaitTicks = 1;

  /** Ticks since the stream was opened, or gave the last sign of life. */
  private int silentTicks;

  /** Whether the other side has accepted the stream. */
  private boolean open;

  /** How many times the patience an opening gets: 1, 2, 4. */
  private int openingPatience = 1;

  private int untilPing;

  /** Pings that no pong has answered yet, and when the first of them was sent. */
  private int unanswered;

  private long pingNanos;
  private boolean closed;

  /** Which of the channels is used. */
  private int current;

  PeerStream(
      List<ManagedChannel> channels,
      MethodDescriptor<Message, Pong> method,
      Supplier<Greeting> greeting,
      int pingTicks,
      int patienceTicks,
      LongSupplier nanoTime,
      Listener listener) {
    this.channels = List.copyOf(channels);
    this.method = method;
    this.greeting = greeting;
    this.pingTicks = pingTicks;
    this.patienceTicks = patienceTicks;
    this.nanoTime = nanoTime;
    this.listener = listener;
  }

  /**
   * Opens the stream again when its time has come; asks for a sign of life when there was none for
   * a while; gives the connection up when there was none for too long.
   *
   * @return whether the connection was given up
   */
  boolean tick() {
    ClientCall<Message, Pong> fresh;
    synchronized (this) {
      if (closed || channels.isEmpty()) {
        return false;
      }
      if (call != null) {
        return isSilentForTooLong();
      }
      if (--waitTicks > 0) {
        return false;
      }
      silentTicks = 0;
      open = false;
      unanswered = 0;
      untilPing = pingTicks;
      waitTicks = nextWaitTicks;
      nextWaitTicks = Math.min(MAX_WAIT_TICKS, 2 * nextWaitTicks);
      ManagedChannel channel = channels.get(current);
      channel.resetConnectBackoff(); // how long to wait is decided here
      fresh = channel.newCall(method, CallOptions.DEFAULT);
      call = fresh;
    }
    fresh.start(new Events(fresh), greeting.get().toMetadata());
    fresh.request(1);
    return false;
  }

  private boolean isSilentForTooLong() {
    if (++silentTicks >= (open ? patienceTicks : openingPatience * patienceTicks)) {
      if (!open) {
        openingPatience = Math.min(MAX_OPENING_PATIENCE, 2 * openingPatience);
      }
      return true;
    }
    if (--untilPing <= 0 && waiting.isEmpty() && call.isReady()) {
      untilPing = pingTicks;
      if (unanswered++ == 0) {
        pingNanos = nanoTime.getAsLong();
      }
      call.sendMessage(PeerMethods.PING);
    }
    return false;
  }

  /**
   * Gives the connection up: packets may vanish in it for minutes before the machine notices. The
   * next attempt uses another one.
   */
  void giveUp() {
    ClientCall<Message, Pong> dead;
    ManagedChannel channel;
    synchronized (this) {
      dead = call;
      channel = channel();
    }
    if (channel != null) {
      channel.enterIdle();
    }
    if (dead != null) {
      List<Message> unsent = ended(dead);
      dead.cancel("nothing was heard from the other side", null);
      if (unsent != null) {
        listener.broken(SILENT, new Metadata(), unsent);
      }
    }
  }

  private synchronized void heard() {
    silentTicks = 0;
  }

  /**
   * A pong has come. Returns how long it took, or -1 if it is not known which ping it answers: the
   * time of the first of those under way is the only one that is kept.
   */
  private synchronized long roundTripNanos(ClientCall<Message, Pong> from) {
    if (call != from || unanswered == 0) {
      return -1;
    }
    boolean first = unanswered == 1;
    unanswered--;
    return first ? nanoTime.getAsLong() - pingNanos : -1;
  }

  /** The channel that is used at the moment; null if there is none at all. */
  synchronized ManagedChannel channel() {
    return channels.isEmpty() ? null : channels.get(current);
  }

  /** Sends a message, or queues it; false if it was dropped. */
  synchronized boolean send(Message message, int bytes) {
    if (call == null) {
      return false;
    }
    if (waiting.isEmpty() && call.isReady()) {
      call.sendMessage(message);
      return true;
    }
    boolean fits =
        waiting.isEmpty()
            || (waiting.size() < MAX_WAITING && waitingBytes + bytes <= MAX_WAITING_BYTES);
    if (fits) {
      waiting.add(new Waiting(message, bytes));
      waitingBytes += bytes;
    }
    return fits;
  }

  private synchronized void drain(ClientCall<Message, Pong> ready) {
    silentTicks = 0; // there is room again, so something has arrived
    while (call == ready && !waiting.isEmpty() && ready.isReady()) {
      Waiting next = waiting.poll();
      waitingBytes -= next.bytes();
      ready.sendMessage(next.message());
    }
  }

  private synchronized void accepted() {
    nextWaitTicks = 1;
    openingPatience = 1;
    open = true;
  }

  /** What had not left when a stream ended; null if nobody is to be told. */
  private synchronized List<Message> ended(ClientCall<Message, Pong> which) {
    if (call != which) {
      return null;
    }
    call = null;
    current = (current + 1) % channels.size(); // perhaps another address is better
    List<Message> unsent = waiting.stream().map(Waiting::message).toList();
    waiting.clear();
    waitingBytes = 0;
    return closed ? null : unsent;
  }

  /** Ends the stream for good. */
  void close() {
    ClientCall<Message, Pong> last;
    synchronized (this) {
      closed = true;
      last = call;
    }
    if (last != null) {
      last.cancel("this member stops", null);
    }
  }

  private final class Events extends ClientCall.Listener<Pong> {
    private final ClientCall<Message, Pong> mine;

    private Events(ClientCall<Message, Pong> mine) {
      this.mine = mine;
    }

    @Override
    public void onMessage(Pong answer) {
      heard();
      long nanos = roundTripNanos(mine);
      if (nanos >= 0) {
        listener.answered(nanos);
      }
      mine.request(1);
    }

    @Override
    public void onHeaders(Metadata headers) {
      heard();
      accepted();
      listener.connected();
    }

    @Override
    public void onReady() {
      drain(mine);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      List<Message> unsent = ended(mine);
      if (unsent != null) {
        listener.broken(status, trailers, unsent);
      }
    }
  }
}
