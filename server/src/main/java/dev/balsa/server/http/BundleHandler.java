package dev.balsa.server.http;

import dev.balsa.server.api.BundleMark;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.ByteBufHolder;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelOutboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.ChannelPromise;

/**
 * Takes bundles of messages apart on their way from gRPC's queue to its HTTP/2 handler: cuts off
 * the frame that gRPC has put around them, and the mark.
 *
 * <pre>
 *   00 LEN | mark | 00 LEN | message 1 | 00 LEN | message 2 ...
 *   |----- cut ---|
 * </pre>
 *
 * A message begins with a buffer of its own, which holds the frame's head and the mark. Stands last
 * in the pipeline. Stateless but for the mark.
 *
 * <p>Closes a connection whose client makes calls and does not read how they end.
 */
final class BundleHandler extends ChannelOutboundHandlerAdapter {

  private static final int FRAME_HEAD_BYTES = 5;
  private static final int CUT_BYTES = FRAME_HEAD_BYTES + BundleMark.BYTES;

  /**
   * What may wait for a client that does not read from its socket. gRPC's messages stop far below,
   * at the channel's mark for being writable; beyond are the ends of calls without end.
   */
  static final long MAX_WAITING_BYTES = 16 << 20;

  private final BundleMark mark;

  BundleHandler(BundleMark mark) {
    this.mark = mark;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof ByteBufHolder frame) {
      ByteBuf content = frame.content();
      if (isBundle(content)) {
        content.skipBytes(CUT_BYTES);
      }
    }
    var unused = ctx.write(message, promise); // the promise tells gRPC how it went
    if (ctx.channel().bytesBeforeWritable() > MAX_WAITING_BYTES) {
      unused = ctx.close();
    }
  }

  private boolean isBundle(ByteBuf content) {
    int at = content.readerIndex() + FRAME_HEAD_BYTES;
    return content.readableBytes() > CUT_BYTES
        && content.getLong(at) == mark.first()
        && content.getLong(at + Long.BYTES) == mark.second();
  }
}
