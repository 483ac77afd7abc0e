package dev.balsa.jepsen.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** Makes what one connection sends. All of it follows from the random numbers. */
final class Malice {

  private static final int MAX_NOISE_BYTES = 4096;
  private static final int HEADERS = 1;
  private static final int DATA = 0;
  private static final int END_HEADERS = 4;
  private static final int MAX_FRAMES = 40;

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final List<String> METHODS =
      List.of(
          "/etcdserverpb.KV/Range",
          "/etcdserverpb.KV/Put",
          "/etcdserverpb.KV/DeleteRange",
          "/etcdserverpb.KV/Txn",
          "/etcdserverpb.KV/Compact",
          "/etcdserverpb.Watch/Watch",
          "/etcdserverpb.Lease/LeaseGrant",
          "/etcdserverpb.Lease/LeaseKeepAlive",
          "/etcdserverpb.Lease/LeaseTimeToLive",
          "/etcdserverpb.Cluster/MemberList",
          "/etcdserverpb.Maintenance/Status",
          "/etcdserverpb.Maintenance/HashKV",
          "/etcdserverpb.Auth/Authenticate",
          "/v3lockpb.Lock/Lock",
          "/v3electionpb.Election/Campaign",
          "/no.such/Method");

  private static final List<String> PATHS =
      List.of(
          "/v3/kv/range",
          "/v3/kv/put",
          "/v3/kv/txn",
          "/v3/watch",
          "/v3/lease/grant",
          "/v3/maintenance/status",
          "/health",
          "/metrics",
          "/version",
          "/nothing");

  private static final List<String> JSON =
      List.of(
          "{\"key\":\"YQ==\",\"value\":\"Yg==\"}",
          "{\"compare\":[{\"key\":\"YQ==\",\"result\":\"EQUAL\"}],\"success\":[{\"request_put\":{}}]}",
          "{\"create_request\":{\"key\":\"YQ==\",\"range_end\":\"AA==\"}}",
          "{\"TTL\":\"60\",\"ID\":0}",
          "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
          "{\"key\":\"%%%\",\"limit\":1e400}",
          "\"\\ud800\"");

  private final SplittableRandom random;

  Malice(SplittableRandom random) {
    this.random = random;
  }

  byte[] noise() {
    byte[] bytes = new byte[1 + random.nextInt(MAX_NOISE_BYTES)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Frames of all kinds, most of them wrong. */
  byte[] http2() {
    ByteArrayOutputStream out = begin();
    int frames = 1 + random.nextInt(MAX_FRAMES);
    for (int i = 0; i < frames; i++) {
      byte[] body = new byte[random.nextInt(64)];
      random.nextBytes(body);
      int told = random.nextInt(4) == 0 ? random.nextInt(1 << 24) : body.length;
      frame(out, told, random.nextInt(12), random.nextInt(256), stream(), body);
    }
    return damage(out.toByteArray());
  }

  private int stream() {
    return random.nextInt(8) == 0 ? random.nextInt() : random.nextInt(9);
  }

  /** Calls of real methods whose messages are noise, or are cut, or lie about their length. */
  byte[] grpc() {
    ByteArrayOutputStream out = begin();
    int calls = 1 + random.nextInt(8);
    for (int i = 0; i < calls; i++) {
      int stream = 2 * i + 1;
      byte[] head = head(METHODS.get(random.nextInt(METHODS.size())));
      frame(out, head.length, HEADERS, END_HEADERS, stream, head);
      byte[] message = new byte[random.nextInt(200)];
      random.nextBytes(message);
      int told = random.nextInt(4) == 0 ? random.nextInt() : message.length;
      ByteBuffer data = ByteBuffer.allocate(5 + message.length);
      data.put((byte) (random.nextInt(8) == 0 ? 1 : 0)).putInt(told).put(message);
      frame(out, data.capacity(), DATA, random.nextInt(2), stream, data.array());
    }
    return random.nextInt(3) == 0 ? damage(out.toByteArray()) : out.toByteArray();
  }

  private static ByteArrayOutputStream begin() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(PREFACE);
    frame(out, 0, 4, 0, 0, new byte[0]);
    return out;
  }

  private static void frame(
      ByteArrayOutputStream out, int length, int type, int flags, int stream, byte[] body) {
    out.write(length >> 16);
    out.write(length >> 8);
    out.write(length);
    out.write(type);
    out.write(flags);
    out.writeBytes(ByteBuffer.allocate(4).putInt(stream).array());
    out.writeBytes(body);
  }

  /** HPACK (RFC 7541): POST and http from the static table, the others as literals. */
  private static byte[] head(String path) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x83);
    out.write(0x86);
    literal(out, ":path", path);
    literal(out, ":authority", "x");
    literal(out, "content-type", "application/grpc");
    literal(out, "te", "trailers");
    return out.toByteArray();
  }

  private static void literal(ByteArrayOutputStream out, String name, String value) {
    out.write(0);
    out.write(name.length());
    out.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    out.write(value.length());
    out.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
  }

  byte[] http1() {
    String json = JSON.get(random.nextInt(JSON.size()));
    StringBuilder text = new StringBuilder();
    text.append(random.nextBoolean() ? "POST " : "GET ");
    text.append(PATHS.get(random.nextInt(PATHS.size()))).append(" HTTP/1.1\r\nHost: x\r\n");
    for (int i = random.nextInt(50); i > 0; i--) {
      text.append("H")
          .append(i)
          .append(": ")
          .append("v".repeat(random.nextInt(400)))
          .append("\r\n");
    }
    if (random.nextInt(3) == 0) {
      text.append("Transfer-Encoding: chunked\r\n\r\n");
      text.append(Integer.toHexString(random.nextInt())).append("\r\n").append(json);
    } else {
      int length = random.nextInt(3) == 0 ? random.nextInt() : json.length();
      text.append("Content-Length: ").append(length).append("\r\n\r\n").append(json);
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
    return random.nextBoolean() ? damage(bytes) : bytes;
  }

  /** A client's first words over TLS, not quite as they should be. */
  byte[] tls(SSLContext context) throws SSLException {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(true);
    ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), hello);
    byte[] bytes = new byte[hello.position()];
    hello.flip().get(bytes);
    return damage(bytes);
  }

  /** Changes a few bytes, and cuts the end off now and then. */
  private byte[] damage(byte[] bytes) {
    for (int i = random.nextInt(4); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(3) == 0
        ? java.util.Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length))
        : bytes;
  }
}
