package dev.balsa.server.http;

import dev.balsa.server.api.AnswerLoop;
import dev.balsa.server.api.BundleMark;
import dev.balsa.server.api.UnreadAnswers;
import dev.balsa.server.auth.PeerCertificate;
import dev.balsa.server.tls.HandshakeGate;
import dev.balsa.server.tls.Subjects;
import dev.balsa.server.tls.TlsServer;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.shaded.io.grpc.netty.ProtocolNegotiationEvent;
import io.grpc.netty.shaded.io.netty.util.concurrent.EventExecutor;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLSession;

/**
 * What is known of a connection from its handshake.
 *
 * @param session null without TLS
 * @param caller whom the client's certificate names; null if it showed none, or if it does not
 *     count
 */
record Security(SSLSession session, String caller) {

  static final Security NONE = new Security(null, null);

  static Security of(TlsServer tls, SSLSession session) {
    X509Certificate shown =
        tls.plan().clientCertAuth() ? HandshakeGate.certificateOf(session) : null;
    return new Security(session, shown == null ? null : Subjects.commonName(shown));
  }

  boolean isSecure() {
    return session != null;
  }

  /** Whether the client's certificate has a name. */
  boolean namesCaller() {
    return caller != null && !caller.isEmpty();
  }

  /** gRPC's event with what all calls of the connection are to carry. */
  Object attachedTo(Object event, PortRules rules, EventExecutor loop) {
    if (!(event instanceof ProtocolNegotiationEvent negotiation)) {
      return event;
    }
    Attributes.Builder attributes =
        InternalProtocolNegotiationEvent.getAttributes(negotiation).toBuilder()
            .set(BundleMark.ATTRIBUTE, rules.bundleMark())
            .set(AnswerLoop.ATTRIBUTE, new AnswerLoop(loop, loop::inEventLoop))
            .set(UnreadAnswers.ATTRIBUTE, new UnreadAnswers(rules.unread()));
    if (session != null) {
      attributes.set(Grpc.TRANSPORT_ATTR_SSL_SESSION, session);
    }
    if (caller != null) { // one without a name is nobody who may do anything, not nobody at all
      attributes.set(PeerCertificate.COMMON_NAME, caller);
    }
    return InternalProtocolNegotiationEvent.withAttributes(negotiation, attributes.build());
  }
}
