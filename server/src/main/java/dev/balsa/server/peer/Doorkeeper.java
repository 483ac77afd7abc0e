package dev.balsa.server.peer;

import dev.balsa.server.logging.Log;
import dev.balsa.server.node.PeerHost;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Lets in who belongs to the cluster, and names everybody else in the log, once. */
final class Doorkeeper implements ServerInterceptor {

  /** Who calls, for the handlers. */
  static final Context.Key<Greeting> CALLER = Context.key("balsa-caller");

  /** Strangers whose refusal is remembered; beyond it nothing more is said. */
  private static final int MAX_REMEMBERED = 256;

  private static final Log LOG = Log.of(Doorkeeper.class);

  private final PeerTransport transport;
  private final Set<String> refused = ConcurrentHashMap.newKeySet();

  Doorkeeper(PeerTransport transport) {
    this.transport = transport;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    PeerHost host = transport.host();
    if (host == null) {
      return refuse(call, Status.UNAVAILABLE.withDescription("this member is starting"));
    }
    if (isOpenToAll(call)) {
      return next.startCall(call, headers);
    }
    Greeting greeting = Greeting.of(headers);
    String stranger = greeting == null ? "it did not introduce itself" : greeting.strangerTo(host);
    if (stranger != null) {
      String from = greeting == null ? "unknown" : Long.toHexString(greeting.from());
      if (refused.size() < MAX_REMEMBERED && refused.add(from + stranger)) {
        LOG.warn("refused a stranger at the peer port: " + stranger, "from", from);
      }
      String told =
          stranger
              + "; here is member "
              + Long.toHexString(host.memberId())
              + " of cluster "
              + Long.toHexString(host.clusterId());
      boolean removed = greeting != null && greeting.isRemoved(host);
      call.close(
          Status.FAILED_PRECONDITION.withDescription(told),
          removed ? Greeting.farewell() : new Metadata());
      return new ServerCall.Listener<>() {};
    }
    return Contexts.interceptCall(
        Context.current().withValue(CALLER, greeting), call, headers, next);
  }

  /** Who is about to join does not know yet which cluster this is, and who it is itself. */
  private static boolean isOpenToAll(ServerCall<?, ?> call) {
    String method = call.getMethodDescriptor().getFullMethodName();
    return method.equals(PeerMethods.MEMBERS.getFullMethodName());
  }

  private static <Q, A> ServerCall.Listener<Q> refuse(ServerCall<Q, A> call, Status status) {
    call.close(status, new Metadata());
    return new ServerCall.Listener<>() {};
  }
}
