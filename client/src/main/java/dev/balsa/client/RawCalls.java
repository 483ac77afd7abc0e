package dev.balsa.client;

import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.function.Function;

/**
 * etcd's own messages, for what the rest of this client has no method for. Servers are chosen,
 * tokens carried and failures told as everywhere else; the namespace is not put in front of keys.
 * Thread-safe.
 *
 * <pre>{@code
 * RangeResponse all = client.raw().read(KVGrpc.getRangeMethod(), request).await();
 * }</pre>
 *
 * <p>Of a method that answers with a stream, the reply is the last message of it.
 */
public final class RawCalls {

  private final Calls calls;

  RawCalls(Calls calls) {
    this.calls = calls;
  }

  /** A request that changes nothing, so that it may be sent as often as it takes. */
  public <Q, A> Reply<A> read(MethodDescriptor<Q, A> method, Q request) {
    return calls.unary(method, request, Safety.READ, Function.identity());
  }

  /** A request that is sent again only if it certainly had no effect. */
  public <Q, A> Reply<A> write(MethodDescriptor<Q, A> method, Q request) {
    return calls.unary(method, request, Safety.ONCE, Function.identity());
  }

  /** A request to one server that changes nothing, with a time of its own. */
  public <Q, A> Reply<A> readAt(
      String endpoint, MethodDescriptor<Q, A> method, Q request, Duration timeout) {
    return calls.unaryAt(endpoint, method, request, Safety.READ, Function.identity(), timeout);
  }

  /** A request to one server, sent again only if it certainly had no effect. */
  public <Q, A> Reply<A> writeAt(
      String endpoint, MethodDescriptor<Q, A> method, Q request, Duration timeout) {
    return calls.unaryAt(endpoint, method, request, Safety.ONCE, Function.identity(), timeout);
  }
}
