package dev.balsa.server.peer;

import dev.balsa.raft.Message;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.List;

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

    /**
     * The stream has ended, or could not be opened.
     *
     * @param unsent messages that waited and have not been given to the transport
     */
    void broken(Status status, List<Message> unsent);
  }

  /** Ticks between attempts at most; they begin with one tick and double. */
  static final int MAX_WAIT_TICKS = 16;

  /** Messages that may wait for the transport. */
  static final int MAX_WAITING = 4_096;

  /** Bytes of messages that may wait for the transport; one larger message may wait alone. */
  static final long MAX_WAITING_BYTES = 64L << 20;

  private record Waiting(Message message, int bytes) {}

  private final ManagedChannel channel;
  private final MethodDescriptor<Message, Void> method;
  private final Greeting greeting;
  private final Listener listener;

  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private ClientCall<Message, Void> call;
  private int waitTicks;
  private int nextWaitTicks = 1;
  private boolean closed;

  PeerStream(
      ManagedChannel channel,
      MethodDescriptor<Message, Void> method,
      Greeting greeting,
      Listener listener) {
    this.channel = channel;
    this.method = method;
    this.greeting = greeting;
    this.listener = listener;
  }

  /** Opens the stream again when its time has come. */
  void tick() {
    ClientCall<Message, Void> fresh;
    synchronized (this) {
      if (closed || call != null || --waitTicks > 0) {
        return;
      }
      waitTicks = nextWaitTicks;
      nextWaitTicks = Math.min(MAX_WAIT_TICKS, 2 * nextWaitTicks);
      channel.resetConnectBackoff(); // how long to wait is decided here
      fresh = channel.newCall(method, CallOptions.DEFAULT);
      call = fresh;
    }
    fresh.start(new Events(fresh), greeting.toMetadata());
    fresh.request(1);
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

  private synchronized void drain(ClientCall<Message, Void> ready) {
    while (call == ready && !waiting.isEmpty() && ready.isReady()) {
      Waiting next = waiting.poll();
      waitingBytes -= next.bytes();
      ready.sendMessage(next.message());
    }
  }

  private synchronized void accepted() {
    nextWaitTicks = 1;
  }

  /** What had not left when a stream ended; null if nobody is to be told. */
  private synchronized List<Message> ended(ClientCall<Message, Void> which) {
    if (call != which) {
      return null;
    }
    call = null;
    List<Message> unsent = waiting.stream().map(Waiting::message).toList();
    waiting.clear();
    waitingBytes = 0;
    return closed ? null : unsent;
  }

  /** Ends the stream for good. */
  void close() {
    ClientCall<Message, Void> last;
    synchronized (this) {
      closed = true;
      last = call;
    }
    if (last != null) {
      last.cancel("this member stops", null);
    }
  }

  private final class Events extends ClientCall.Listener<Void> {
    private final ClientCall<Message, Void> mine;

    private Events(ClientCall<Message, Void> mine) {
      this.mine = mine;
    }

    @Override
    public void onHeaders(Metadata headers) {
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
        listener.broken(status, unsent);
      }
    }
  }
}
