package dev.balsa.tools.bench.wire;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;

/** The frames of HTTP/2, RFC 9113 sections 4.1 and 6. */
final class Frames {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 0x1;
  static final int ACK = 0x1;
  static final int END_HEADERS = 0x4;
  static final int PADDED = 0x8;
  static final int PRIORITY = 0x20;

  static final int HEADER_TABLE_SIZE = 1;
  static final int MAX_CONCURRENT_STREAMS = 3;
  static final int INITIAL_WINDOW_SIZE = 4;

  static final int FRAME_HEADER_BYTES = 9;
  static final int DEFAULT_WINDOW_BYTES = 65_535;

  /** The largest payload that every peer takes. */
  static final int MAX_PAYLOAD_BYTES = 16_384;

  private Frames() {}

  static void header(ByteBuf out, int length, int type, int flags, int stream) {
    out.writeMedium(length);
    out.writeByte(type);
    out.writeByte(flags);
    out.writeInt(stream);
  }

  static void windowUpdate(ByteBuf out, int stream, int bytes) {
    header(out, 4, WINDOW_UPDATE, 0, stream);
    out.writeInt(bytes);
  }

  static void setting(ByteBuf out, int id, int value) {
    out.writeShort(id);
    out.writeInt(value);
  }
}
