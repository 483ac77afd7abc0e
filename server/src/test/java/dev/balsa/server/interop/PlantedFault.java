package dev.balsa.server.interop;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall;
import io.grpc.ForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.function.UnaryOperator;

/**
 * A fault put into a server's replies on their way to the test, to see whether the test notices.
 */
final class PlantedFault implements ClientInterceptor {
  private final UnaryOperator<Object> messages;
  private final UnaryOperator<Status> ends;

  private PlantedFault(UnaryOperator<Object> messages, UnaryOperator<Status> ends) {
    this.messages = messages;
    this.ends = ends;
  }

  /** Changes messages of one type. */
  static <T> PlantedFault inMessages(Class<T> type, UnaryOperator<T> change) {
    return new PlantedFault(
        message -> type.isInstance(message) ? change.apply(type.cast(message)) : message,
        UnaryOperator.identity());
  }

  /** Changes how calls end. */
  static PlantedFault inEnds(UnaryOperator<Status> change) {
    return new PlantedFault(UnaryOperator.identity(), change);
  }

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    return new ForwardingClientCall.SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<R> listener, Metadata headers) {
        super.start(new FaultyListener<>(listener), headers);
      }
    };
  }

  private final class FaultyListener<R>
      extends ForwardingClientCallListener.SimpleForwardingClientCallListener<R> {
    private FaultyListener(ClientCall.Listener<R> listener) {
      super(listener);
    }

    @Override
    @SuppressWarnings("unchecked") // The change keeps the type of the message.
    public void onMessage(R message) {
      super.onMessage((R) messages.apply(message));
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      super.onClose(ends.apply(status), trailers);
    }
  }
}
