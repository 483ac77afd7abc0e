package dev.balsa.server.http;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelDuplexHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelPromise;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Closes an HTTP connection on which a request takes too long to arrive, or on which nothing comes.
 * Nothing is timed while a request is being served.
 *
 * <p>Nor is the connection closed meanwhile: gRPC's server closes all its connections when it
 * begins to stop, and knows of no calls on this one. It ends behind the answer.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel that fails closes, and that is noticed
final class HttpTimeouts extends ChannelDuplexHandler {

  /** From the first byte of a request to its last, however the bytes trickle in. */
  static final long REQUEST_MILLIS = 30_000;

  /** Between requests. */
  static final long IDLE_MILLIS = 120_000;

  private Future<?> timer;
  private boolean idle;

  /** Whether a request has arrived whose answer has not been written. */
  private boolean serving;

  /** Whoever closed the connection meanwhile; null if nobody did. */
  private ChannelPromise closing;

  private ChannelHandlerContext own;

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    own = ctx;
    // Bytes of the first request are waiting already.
    start(ctx, REQUEST_MILLIS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    stop();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    stop();
    if (closing != null) {
      closing.trySuccess();
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (idle) {
      idle = false;
      start(ctx, REQUEST_MILLIS);
    }
    ctx.fireChannelRead(message);
  }

  /**
   * Lets bytes through. What else reaches this end of the pipeline is a command that gRPC's server
   * writes to its connections when it is forced to stop: close.
   */
  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf) {
      ctx.write(message, promise);
    } else {
      ctx.close(promise);
    }
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (!serving) {
      ctx.close(promise);
    } else if (closing == null) {
      closing = promise;
    } else {
      closing.addListener(closed -> promise.trySuccess());
    }
  }

  /** The connection may be closed from now on, whatever is being served. */
  void mayClose() {
    serving = false;
  }

  /** A whole request has arrived. */
  void requestArrived() {
    idle = false;
    serving = true;
    stop();
  }

  /** Everything that arrived has been answered. */
  void answered(ChannelHandlerContext ctx) {
    idle = true;
    serving = false;
    start(ctx, IDLE_MILLIS);
    if (closing != null) {
      own.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> own.close());
    }
  }

  private void start(ChannelHandlerContext ctx, long millis) {
    stop();
    timer = ctx.executor().schedule(() -> ctx.close(), millis, TimeUnit.MILLISECONDS);
  }

  private void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
