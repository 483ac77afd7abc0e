package dev.balsa.server.tls;

import dev.balsa.server.logging.Log;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandler;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.grpc.netty.shaded.io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Lets a connection through when its handshake is over and its caller is found good; closes it
 * otherwise. Puts the handler that speaks TLS before itself.
 *
 * <p>A handshake that stands still holds nothing but its own connection, and that for {@value
 * TlsServer#HANDSHAKE_MILLIS} ms at most.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel that fails closes, and that is noticed
public final class HandshakeGate extends ChannelInboundHandlerAdapter {

  private static final String JDK_NO_CERTIFICATE = "Empty client certificate chain";
  private static final Log LOG = Log.of(HandshakeGate.class);

  private final TlsServer tls;
  private final Executor background;
  private final Secured secured;

  /** What came behind the handshake while the caller's origin is looked up: one read at most. */
  private final Queue<Object> early = new ArrayDeque<>();

  private final boolean http2;
  private Object event;
  private boolean over;

  /**
   * @param background where certificates are checked and names looked up, which may take long
   * @param event what gRPC has told already; null if it has not
   * @param http2 whether HTTP/2 is offered, beside HTTP/1.1
   */
  public HandshakeGate(
      TlsServer tls, Executor background, Secured secured, Object event, boolean http2) {
    this.tls = tls;
    this.background = background;
    this.secured = secured;
    this.event = event;
    this.http2 = http2;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    ctx.pipeline().addBefore(ctx.name(), null, tls.newHandler(ctx.alloc(), background, http2));
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object news) {
    if (news instanceof SslHandshakeCompletionEvent end) {
      handshakeEnded(ctx, end);
    } else if (event == null) {
      event = news;
    } else {
      ctx.fireUserEventTriggered(news);
    }
  }

  private void handshakeEnded(ChannelHandlerContext ctx, SslHandshakeCompletionEvent end) {
    if (!end.isSuccess()) {
      refuse(ctx, end.cause());
      return;
    }
    SSLSession session = ctx.pipeline().get(SslHandler.class).engine().getSession();
    X509Certificate caller = certificateOf(session);
    if (!tls.plan().checkOrigin()
        || caller == null
        || !(ctx.channel().remoteAddress() instanceof InetSocketAddress from)) {
      pass(ctx, session);
      return;
    }
    ctx.channel().config().setAutoRead(false);
    background.execute(
        () -> {
          String wrong = CallerOrigin.complaint(caller, from.getAddress());
          ctx.executor().execute(() -> originKnown(ctx, session, wrong));
        });
  }

  private void originKnown(ChannelHandlerContext ctx, SSLSession session, String wrong) {
    if (wrong != null) {
      refuse(ctx, new SSLPeerUnverifiedException(wrong));
    } else if (ctx.channel().isActive()) {
      ctx.channel().config().setAutoRead(true);
      pass(ctx, session);
    }
  }

  /** The caller's own certificate; null if it showed none. */
  public static X509Certificate certificateOf(SSLSession session) {
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate own ? own : null;
    } catch (SSLPeerUnverifiedException e) {
      return null; // it was not asked for one
    }
  }

  private void pass(ChannelHandlerContext ctx, SSLSession session) {
    over = true;
    ctx.pipeline().addAfter(ctx.name(), null, secured.next(ctx, session, event));
    if (event != null) {
      ctx.fireUserEventTriggered(event);
    }
    for (Object message = early.poll(); message != null; message = early.poll()) {
      ctx.fireChannelRead(message);
    }
    ctx.fireChannelReadComplete();
    ctx.pipeline().remove(this);
  }

  private void refuse(ChannelHandlerContext ctx, Throwable cause) {
    if (!over) {
      over = true;
      // In etcd's words. A flood of them fills the log's queue, which has a bound, and nothing
      // else.
      LOG.warn(
          "rejected connection on " + tls.plan().endpoint() + " endpoint",
          "remote-addr",
          String.valueOf(ctx.channel().remoteAddress()),
          "error",
          rootOf(cause));
    }
    ctx.close();
  }

  private static String rootOf(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String words = String.valueOf(root.getMessage() == null ? root : root.getMessage());
    return words.contains("PEER_DID_NOT_RETURN_A_CERTIFICATE") || words.equals(JDK_NO_CERTIFICATE)
        ? "tls: client didn't provide a certificate"
        : words;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (over) {
      ReferenceCountUtil.release(message); // refused; the connection closes
    } else {
      early.add(message);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    refuse(ctx, cause);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    early.forEach(ReferenceCountUtil::release);
    early.clear();
  }
}
