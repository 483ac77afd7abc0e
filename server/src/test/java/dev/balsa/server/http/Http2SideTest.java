package dev.balsa.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.PutRequest;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests over HTTP/2 that are not gRPC's, frame by frame. */
class Http2SideTest {

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RESET = 3;
  private static final int SETTINGS = 4;
  private static final int WINDOW_UPDATE = 8;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int INITIAL_WINDOW = 4;

  private record Frame(int type, int flags, int stream, byte[] payload) {
    boolean endsStream() {
      return (flags & END_STREAM) != 0;
    }
  }

  /** A client that reads when it is told to, and grants the windows that it is told to. */
  private static final class Client implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    Client(ServerFixture server, int windowBytes) throws IOException {
      socket = new Socket(server.address().getAddress(), server.address().getPort());
      socket.setSoTimeout(30_000);
      in = new DataInputStream(socket.getInputStream());
      out = new DataOutputStream(socket.getOutputStream());
      out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
      ByteArrayOutputStream settings = new ByteArrayOutputStream();
      new DataOutputStream(settings).writeShort(INITIAL_WINDOW);
      new DataOutputStream(settings).writeInt(windowBytes);
      send(SETTINGS, 0, 0, settings.toByteArray());
    }

    void send(int type, int flags, int stream, byte[] payload) throws IOException {
      out.writeByte(payload.length >> 16);
      out.writeShort(payload.length);
      out.writeByte(type);
      out.writeByte(flags);
      out.writeInt(stream);
      out.write(payload);
      out.flush();
    }

    void post(int stream, String path, String body) throws IOException {
      ByteArrayOutputStream headers = new ByteArrayOutputStream();
      literal(headers, ":method", "POST");
      literal(headers, ":scheme", "http");
      literal(headers, ":path", path);
      literal(headers, ":authority", "x");
      send(HEADERS, END_HEADERS, stream, headers.toByteArray());
      send(DATA, END_STREAM, stream, body.getBytes(StandardCharsets.UTF_8));
    }

    /** RFC 7541, section 6.2.2: a name and a value as they are, shorter than 127 bytes each. */
    private static void literal(ByteArrayOutputStream to, String name, String value) {
      to.write(0);
      to.write(name.length());
      to.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
      to.write(value.length());
      to.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }

    void grant(int stream, int bytes) throws IOException {
      byte[] more = {(byte) (bytes >> 24), (byte) (bytes >> 16), (byte) (bytes >> 8), (byte) bytes};
      send(WINDOW_UPDATE, 0, stream, more);
    }

    Frame read() throws IOException {
      int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      return new Frame(type, flags, stream, in.readNBytes(length));
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private final ServerFixture server = new ServerFixture();

  @AfterEach
  void stop() {
    server.close();
  }

  private void put(String key, int valueBytes) {
    KVGrpc.newBlockingStub(server.channel)
        .put(
            PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setValue(ByteString.copyFrom(new byte[valueBytes]))
                .build());
  }

  @Test
  void requestsWhoseAnswersNobodyReadsAreRefusedBeyondABound() throws IOException {
    put("a", 1_000);
    try (Client client = new Client(server, 0)) {
      for (int i = 0; i < Http2Side.MAX_REQUESTS + 1; i++) {
        client.post(2 * i + 1, "/v3/kv/range", "{\"key\":\"YQ==\",\"serializable\":true}");
      }
      Frame frame = client.read();
      while (frame.type() != RESET) {
        frame = client.read();
      }
      assertEquals(2 * Http2Side.MAX_REQUESTS + 1, frame.stream());
      assertEquals(7, frame.payload()[3], "REFUSED_STREAM");
      client.grant(1, 100_000);
      while (!(frame.stream() == 1 && frame.endsStream())) {
        frame = client.read();
      }
    }
  }

  @Test
  void twoDownloadsOverOneConnectionComeThroughToAClientThatReadsSlowly() throws IOException {
    for (int i = 0; i < 8; i++) {
      put("key" + i, 100_000);
    }
    try (Client client = new Client(server, 65_535)) {
      client.post(1, "/v3/maintenance/snapshot", "{}");
      client.post(3, "/v3/maintenance/snapshot", "{}");
      Map<Integer, Long> taken = new HashMap<>();
      int open = 2;
      while (open > 0) {
        Frame frame = client.read();
        if (frame.type() == DATA) {
          taken.merge(frame.stream(), (long) frame.payload().length, Long::sum);
          if (frame.endsStream()) {
            open--;
          } else if (frame.payload().length > 0) {
            client.grant(frame.stream(), frame.payload().length);
          }
          if (frame.payload().length > 0) {
            client.grant(0, frame.payload().length);
          }
        }
      }
      assertEquals(taken.get(1), taken.get(3));
      assertTrue(taken.get(1) > 800_000, taken.toString());
    }
  }
}
