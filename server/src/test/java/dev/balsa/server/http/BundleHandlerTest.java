package dev.balsa.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.server.api.BundleMark;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.DefaultByteBufHolder;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelOutboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.embedded.EmbeddedChannel;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BundleHandlerTest {

  private final BundleMark mark = new BundleMark(new Random(7));
  private final EmbeddedChannel channel = new EmbeddedChannel(new BundleHandler(mark));

  /** What is left of a frame's bytes behind the handler. */
  private ByteBuf passed(ByteBuf content) {
    DefaultByteBufHolder frame = new DefaultByteBufHolder(content);
    channel.writeOutbound(frame);
    assertSame(frame, channel.readOutbound());
    return frame.content();
  }

  private ByteBuf frameOf(int length) {
    return Unpooled.buffer().writeByte(0).writeInt(length);
  }

  @Test
  void cutsOffTheOuterFrameAndTheMark() {
    ByteBuf inner = Unpooled.buffer().writeByte(0).writeInt(3).writeMedium(0x0a0b0c);
    ByteBuf bundle = frameOf(24).writeLong(mark.first()).writeLong(mark.second());
    assertEquals(inner, passed(bundle.writeBytes(inner.duplicate())));
  }

  @Test
  void leavesAloneWhatIsNoBundle() {
    ByteBuf message = frameOf(24).writeLong(mark.first()).writeLong(mark.second() + 1).writeLong(0);
    ByteBuf later = frameOf(25).writeByte(1).writeLong(mark.first()).writeLong(mark.second());
    ByteBuf small = frameOf(1).writeByte(1);
    for (ByteBuf content : new ByteBuf[] {message, later, small, Unpooled.EMPTY_BUFFER}) {
      ByteBuf before = content.copy();
      assertEquals(before, passed(content));
    }
  }

  @Test
  void passesOnWhatHasNoBytes() {
    Object command = new Object();
    channel.writeOutbound(command);
    assertSame(command, channel.readOutbound());
  }

  @Test
  @SuppressWarnings("FutureReturnValueIgnored") // nothing is ever written
  void closesAConnectionWhoseClientDoesNotRead() {
    long piece = 1 << 20;
    EmbeddedChannel stuck =
        new EmbeddedChannel(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void flush(ChannelHandlerContext ctx) {
                // the socket's buffer is full
              }
            },
            new BundleHandler(mark));
    for (long written = 0; written < BundleHandler.MAX_WAITING_BYTES; written += piece) {
      assertTrue(stuck.isOpen(), "after " + written + " bytes");
      stuck.write(Unpooled.buffer((int) piece).writeZero((int) piece));
    }
    stuck.write(Unpooled.buffer((int) piece).writeZero((int) piece));
    assertFalse(stuck.isOpen());
  }
}
