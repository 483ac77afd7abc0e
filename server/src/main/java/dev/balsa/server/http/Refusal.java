package dev.balsa.server.http;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Last words to a client that came to the wrong port, in the protocol that it speaks. */
final class Refusal {

  private static final int GOAWAY = 7;

  /** RFC 9113, section 7: the transport does not meet the requirements. */
  private static final int INADEQUATE_SECURITY = 0xc;

  private static final int HTTP_1_1_REQUIRED = 0xd;

  private static final byte[] EMPTY_SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};
  private static final String TO_PLAIN = "Client sent an HTTP request to an HTTPS server.";
  private static final String TO_TLS = "Client sent a TLS handshake to an HTTP server.";
  private static final String NO_HTTP2 = "This port serves HTTP/1.1 only.";
  private static final String NO_HTTP = "This port serves gRPC only.";

  private Refusal() {}

  /** To HTTP/1 at a port for TLS. */
  static ByteBuf ofPlainHttp() {
    return http(TO_PLAIN);
  }

  /** To TLS at a port without; clients show the first letters, which are HTTP. */
  static ByteBuf ofTls() {
    return http(TO_TLS);
  }

  /** To HTTP/1 at a port for gRPC alone. */
  static ByteBuf ofHttp() {
    return http(NO_HTTP);
  }

  /** To HTTP/2 at a port for TLS. */
  static ByteBuf ofPlainHttp2() {
    return http2(INADEQUATE_SECURITY, TO_PLAIN);
  }

  /** To HTTP/2 at a port that does not speak it. */
  static ByteBuf ofHttp2() {
    return http2(HTTP_1_1_REQUIRED, NO_HTTP2);
  }

  /** An empty SETTINGS frame, and a GOAWAY frame that says why. */
  private static ByteBuf http2(int code, String text) {
    byte[] words = text.getBytes(StandardCharsets.US_ASCII);
    return Unpooled.buffer()
        .writeBytes(EMPTY_SETTINGS)
        .writeMedium(8 + words.length)
        .writeByte(GOAWAY)
        .writeByte(0)
        .writeInt(0)
        .writeInt(0)
        .writeInt(code)
        .writeBytes(words);
  }

  private static ByteBuf http(String words) {
    return Unpooled.copiedBuffer(
        "HTTP/1.0 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
            + "Connection: close\r\n\r\n"
            + words
            + "\n",
        StandardCharsets.US_ASCII);
  }
}
