package dev.balsa.server.http;

import static dev.balsa.server.api.Calls.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.api.KVGrpc;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.server.api.ApiServices;
import dev.balsa.server.api.ApiSettings;
import dev.balsa.server.api.BundleMark;
import dev.balsa.server.api.DirectReplica;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.metrics.Metrics;
import dev.balsa.server.node.Reply;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class ClientPortTest {

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EMPTY_SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final ServerFixture server = new ServerFixture();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void servesGrpcAndHttpOnTheSamePort() throws IOException {
    KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(server.channel);
    kv.put(PutRequest.newBuilder().setKey(bytes("a")).build());
    assertEquals(200, HttpClientProbe.get(server.address(), "/version").status());
    assertEquals(1, kv.range(RangeRequest.newBuilder().setKey(bytes("a")).build()).getCount());
  }

  @Test
  void understandsAClientThatSendsByteByByte() throws IOException {
    try (Socket socket = connect()) {
      for (byte octet : PREFACE) {
        socket.getOutputStream().write(octet);
      }
      for (byte octet : EMPTY_SETTINGS) {
        assertEquals(0, socket.getInputStream().available());
        socket.getOutputStream().write(octet);
      }
      byte[] head = socket.getInputStream().readNBytes(9);
      assertEquals(4, head[3], "the server answers with its SETTINGS frame");
    }
    try (HttpClientProbe probe = new HttpClientProbe(server.address())) {
      for (char c : "GET /version HTTP/1.1\r\nHost: x\r\n\r\n".toCharArray()) {
        probe.send(String.valueOf(c));
      }
      assertEquals(200, probe.read().status());
    }
  }

  @Test
  void tellsApartWhatBeginsLikeHttp2() throws IOException {
    try (HttpClientProbe probe = new HttpClientProbe(server.address())) {
      probe.send("PRI");
      probe.send("NT /version HTTP/1.1\r\nHost: x\r\n\r\n");
      assertEquals(405, probe.read().status());
    }
  }

  @Test
  void closesWhatIsNeitherProtocol() throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(new byte[] {0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0});
      assertEnds(socket.getInputStream());
    }
  }

  @Test
  void closesAnHttp2ConnectionThatGoesWrong() throws IOException {
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(PREFACE);
      out.write(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, 4, 0, 0, 0, 0, 0, 1, 2, 3});
      assertEnds(socket.getInputStream());
    }
  }

  private static void assertEnds(InputStream in) throws IOException {
    try {
      in.readAllBytes();
    } catch (SocketException e) {
      assertTrue(e.getMessage().contains("reset"), e.getMessage());
    }
  }

  @Test
  void answersSeveralRequestsOnAConnectionInOrder() throws IOException {
    try (HttpClientProbe probe = new HttpClientProbe(server.address())) {
      String get = " HTTP/1.1\r\nHost: x\r\n\r\n";
      probe.send("GET /metrics" + get + "GET /version" + get + "GET /nothing" + get);
      assertTrue(probe.read().body().startsWith("# HELP"));
      assertTrue(probe.read().body().startsWith("{\"etcdserver\""));
      assertEquals(404, probe.read().status());
      probe.send("GET /livez" + get);
      assertEquals("ok\n", probe.read().body());
    }
  }

  @Test
  void closesWhenTheClientAsksForIt() throws IOException {
    try (HttpClientProbe probe = new HttpClientProbe(server.address())) {
      probe.send("GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      assertEquals("close", probe.read().header("Connection"));
      assertNull(probe.read());
    }
    try (HttpClientProbe probe = new HttpClientProbe(server.address())) {
      probe.send("GET /livez HTTP/1.0\r\n\r\n");
      assertEquals(200, probe.read().status());
      assertNull(probe.read());
    }
  }

  @Test
  void boundsTheSizeOfRequests() throws IOException {
    try (HttpClientProbe probe = new HttpClientProbe(server.address())) {
      probe.send("GET /" + "x".repeat(9000) + " HTTP/1.1\r\n\r\n");
      assertEquals(400, probe.read().status());
      assertNull(probe.read());
    }
    try (HttpClientProbe probe = new HttpClientProbe(server.address())) {
      probe.send("GET / HTTP/1.1\r\nA: " + "x".repeat(20_000) + "\r\n\r\n");
      assertEquals(400, probe.read().status());
    }
    try (HttpClientProbe probe = new HttpClientProbe(server.address())) {
      probe.send("POST /version HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n");
      assertEquals(413, probe.read().status());
    }
  }

  @Test
  void refusesWhatIsNoRequest() throws IOException {
    try (HttpClientProbe probe = new HttpClientProbe(server.address())) {
      probe.send("HELLO\r\n\r\n");
      assertEquals(400, probe.read().status());
    }
    assertEquals(400, HttpClientProbe.get(server.address(), "/livez?x=%zz").status());
  }

  @Test
  void listensOnSeveralAddresses() throws IOException {
    DirectReplica replica = new DirectReplica();
    try (replica;
        ClientPort port =
            ClientPort.open(
                ListenSettings.on(List.of(ANY_PORT, ANY_PORT)), api(replica), pages(replica))) {
      assertEquals(2, port.addresses().size());
      assertNotEquals(port.addresses().get(0), port.addresses().get(1));
      for (InetSocketAddress address : port.addresses()) {
        assertEquals(200, HttpClientProbe.get(address, "/health").status());
        ManagedChannel channel = NettyChannelBuilder.forAddress(address).usePlaintext().build();
        KVGrpc.newBlockingStub(channel).put(PutRequest.newBuilder().setKey(bytes("a")).build());
        channel.shutdownNow();
      }
    }
  }

  @Test
  void saysWhenAPortIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        DirectReplica replica = new DirectReplica()) {
      InetSocketAddress address = (InetSocketAddress) taken.getLocalSocketAddress();
      assertThrows(
          IOException.class,
          () ->
              ClientPort.open(
                  ListenSettings.on(List.of(ANY_PORT, address)), api(replica), pages(replica)));
    }
    assertEquals(List.of(), threadsBesides(server));
  }

  @Test
  void closesWithinASecondAndLeavesNoThread() throws IOException {
    DirectReplica replica = new DirectReplica();
    ClientPort port = ClientPort.open(ListenSettings.on(ANY_PORT), api(replica), pages(replica));
    InetSocketAddress address = port.addresses().get(0);
    ManagedChannel channel = NettyChannelBuilder.forAddress(address).usePlaintext().build();
    KVGrpc.newBlockingStub(channel).put(PutRequest.newBuilder().setKey(bytes("a")).build());
    try (HttpClientProbe idle = new HttpClientProbe(address);
        Socket silent = new Socket(address.getAddress(), address.getPort())) {
      idle.send("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n");
      idle.read();
      Assertions.assertTimeout(Duration.ofSeconds(2), port::close);
      assertNull(idle.read());
      assertEnds(silent.getInputStream());
    }
    assertThrows(IOException.class, () -> new Socket(address.getAddress(), address.getPort()));
    assertEquals(List.of(), threadsBesides(server));
    channel.shutdownNow();
    replica.close();
  }

  /** Threads of client ports other than the fixture's. */
  private static List<String> threadsBesides(ServerFixture fixture) throws IOException {
    assertEquals(200, HttpClientProbe.get(fixture.address(), "/livez").status());
    List<String> names = new ArrayList<>(portThreads());
    int fixtures = Runtime.getRuntime().availableProcessors();
    assertFalse(names.isEmpty());
    return names.size() <= fixtures ? List.of() : names;
  }

  private static List<String> portThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(Thread::getName)
        .filter(name -> name.startsWith("balsa-client-port"))
        .collect(Collectors.toList());
  }

  private static ApiServices api(DirectReplica replica) {
    return new ApiServices(
        replica,
        ApiSettings.DEFAULT,
        new Metrics(),
        System::nanoTime,
        new BundleMark(new SecureRandom()));
  }

  private static HttpPages pages(DirectReplica replica) {
    return new HttpPages(replica, ApiSettings.DEFAULT, new Metrics());
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(server.address().getAddress(), server.address().getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
    return socket;
  }

  @Test
  void whoeverStillWaitsWhenTheServerEndsIsToldSoInEtcdsWords() throws InterruptedException {
    BlockingQueue<Reply> waiting = new LinkedBlockingQueue<>();
    DirectReplica slow =
        new DirectReplica() {
          @Override
          public void propose(CommandKind kind, byte[] body, Reply reply) {
            waiting.add(reply);
          }
        };
    try (ServerFixture fixture = new ServerFixture(slow, ApiSettings.DEFAULT)) {
      PutRequest put = PutRequest.newBuilder().setKey(bytes("a")).build();
      var answer = KVGrpc.newFutureStub(fixture.channel).put(put);
      Reply reply = waiting.take();
      assertFalse(fixture.port.drain(), "a call is under way");
      reply.done(new Outcome.Failed(EtcdError.STOPPED));
      fixture.port.close();
      ExecutionException failure = assertThrows(ExecutionException.class, answer::get);
      assertEquals("UNAVAILABLE: etcdserver: server stopped", failure.getCause().getMessage());
    }
  }
}
