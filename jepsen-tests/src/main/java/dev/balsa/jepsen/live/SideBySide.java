package dev.balsa.jepsen.live;

import com.google.protobuf.ByteString;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The same load to two servers in turn (A B A B), each alone at its time: puts with 1 and with
 * 1,024 in flight, linearizable and serializable gets with 1,024 in flight. Prints operations a
 * second, the server's processor time an operation, and the ratios. Requests and replies stay bytes
 * on the client's side, so that the client costs little.
 *
 * <pre>
 * jepsen-tests/bin/side-by-side /usr/bin/etcd server/bin/balsa 5      five seconds a figure
 * </pre>
 */
public final class SideBySide {
  private static final int TURNS = 2;
  private static final int IN_FLIGHT = 1_024;
  private static final int VALUE_BYTES = 100;
  private static final int KEYS = 10_000;
  private static final double NANOS_A_TICK = 10_000_000;

  private SideBySide() {}

  /** One kind of load. */
  private record Load(String name, String method, int inFlight, boolean put, boolean serializable) {
    byte[] request(long number) {
      ByteString key = ByteString.copyFromUtf8("k%08d".formatted(number % KEYS));
      return put
          ? PutRequest.newBuilder()
              .setKey(key)
              .setValue(ByteString.copyFrom(new byte[VALUE_BYTES]))
              .build()
              .toByteArray()
          : RangeRequest.newBuilder()
              .setKey(key)
              .setSerializable(serializable)
              .build()
              .toByteArray();
    }
  }

  /** What one server did under one load. */
  private record Figure(double perSecond, double microsOfServer) {}

  private static final List<Load> LOADS =
      List.of(
          new Load("put, 1 in flight", "etcdserverpb.KV/Put", 1, true, false),
          new Load("put, 1024 in flight", "etcdserverpb.KV/Put", IN_FLIGHT, true, false),
          new Load(
              "linearizable get, 1024 in flight", "etcdserverpb.KV/Range", IN_FLIGHT, false, false),
          new Load(
              "serializable get, 1024 in flight", "etcdserverpb.KV/Range", IN_FLIGHT, false, true));

  /** {@code SERVER_A SERVER_B [SECONDS]}. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
    Path directory = Files.createTempDirectory("side-by-side");
    List<ServerProcess> servers = new ArrayList<>();
    try {
      for (int i = 0; i < 2; i++) {
        servers.add(
            new ServerProcess(
                Path.of(arguments[i]).toAbsolutePath(), directory.resolve("data" + i)));
        servers.get(i).start();
      }
      System.out.printf(
          "%-34s %12s %12s %8s %10s %10s%n", "", "A ops/s", "B ops/s", "B/A", "A µs/op", "B µs/op");
      for (Load load : LOADS) {
        print(load, servers, seconds);
      }
    } finally {
      servers.forEach(ServerProcess::close);
      KillRounds.delete(directory);
    }
  }

  private static void print(Load load, List<ServerProcess> servers, int seconds)
      throws IOException, InterruptedException {
    double[] perSecond = new double[2];
    double[] micros = new double[2];
    for (ServerProcess server : servers) {
      run(load, server, Math.max(1, seconds / 2));
    }
    for (int turn = 0; turn < TURNS; turn++) {
      for (int i = 0; i < 2; i++) {
        Figure figure = run(load, servers.get(i), seconds);
        perSecond[i] += figure.perSecond() / TURNS;
        micros[i] += figure.microsOfServer() / TURNS;
      }
    }
    System.out.printf(
        "%-34s %12.0f %12.0f %8.2f %10.1f %10.1f%n",
        load.name(), perSecond[0], perSecond[1], perSecond[1] / perSecond[0], micros[0], micros[1]);
  }

  private static Figure run(Load load, ServerProcess server, int seconds)
      throws IOException, InterruptedException {
    ManagedChannel connection =
        NettyChannelBuilder.forAddress("127.0.0.1", server.clientPort())
            .usePlaintext()
            .directExecutor()
            .build();
    long ticksBefore = ticks(server.pid());
    Pump pump = new Pump(connection, load);
    boolean failed = pump.awaitFailure(seconds);
    long done = pump.stop();
    double nanosOfServer = (ticks(server.pid()) - ticksBefore) * NANOS_A_TICK;
    connection.shutdownNow();
    if (failed || done == 0) {
      throw new IOException(load.name() + ": " + pump.failure());
    }
    return new Figure((double) done / seconds, nanosOfServer / 1_000 / done);
  }

  /** Processor time that a process has used, in the kernel's ticks of 10 ms. */
  private static long ticks(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    List<String> fields = Arrays.asList(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    return Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12));
  }

  /** Keeps so many calls in flight until it is stopped. */
  private static final class Pump {
    private final ManagedChannel connection;
    private final Load load;
    private final MethodDescriptor<byte[], byte[]> method;
    private final AtomicLong started = new AtomicLong();
    private final AtomicLong done = new AtomicLong();
    private final CountDownLatch failed = new CountDownLatch(1);
    private volatile Status failure = Status.OK;
    private volatile boolean stopped;

    private Pump(ManagedChannel connection, Load load) {
      this.connection = connection;
      this.load = load;
      method =
          MethodDescriptor.newBuilder(Bytes.INSTANCE, Bytes.INSTANCE)
              .setType(MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(load.method())
              .build();
      for (int i = 0; i < load.inFlight(); i++) {
        next();
      }
    }

    private void next() {
      ClientCall<byte[], byte[]> call = connection.newCall(method, CallOptions.DEFAULT);
      call.start(new Answer(), new Metadata());
      call.sendMessage(load.request(started.getAndIncrement()));
      call.halfClose();
      call.request(2);
    }

    private boolean awaitFailure(int seconds) throws InterruptedException {
      return failed.await(seconds, TimeUnit.SECONDS);
    }

    private long stop() {
      stopped = true;
      return done.get();
    }

    private Status failure() {
      return failure;
    }

    private final class Answer extends ClientCall.Listener<byte[]> {
      @Override
      public void onClose(Status status, Metadata trailers) {
        if (stopped) {
          return;
        }
        if (!status.isOk()) {
          failure = status;
          failed.countDown();
          return;
        }
        done.incrementAndGet();
        next();
      }
    }
  }

  /** Passes bytes through. */
  private enum Bytes implements MethodDescriptor.Marshaller<byte[]> {
    INSTANCE;

    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
