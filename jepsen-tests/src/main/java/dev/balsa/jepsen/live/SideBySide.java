package dev.balsa.jepsen.live;

import com.google.protobuf.ByteString;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.jepsen.live.client.Admin;
import dev.balsa.jepsen.live.client.Connections;
import dev.balsa.jepsen.live.cluster.Cluster;
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
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The same load to two clusters in turn (A B A B), each alone at its time: puts with 1 and with
 * 1,024 in flight, linearizable and serializable gets with 1,024 in flight; of several members, to
 * the leader and to a follower. Prints operations a second, the processor time of all members
 * together for an operation, and the ratios. Requests and replies stay bytes on the client's side,
 * so that the client costs little.
 *
 * <pre>
 * jepsen-tests/bin/side-by-side /usr/bin/etcd server/bin/balsa 5 3      five seconds a figure, three members
 * </pre>
 */
public final class SideBySide {
  private static final int TURNS = 3;
  private static final int IN_FLIGHT = 1_024;
  private static final int VALUE_BYTES = 100;
  private static final int KEYS = 10_000;
  private static final double NANOS_A_TICK = 10_000_000;
  private static final String PUT = "etcdserverpb.KV/Put";
  private static final String RANGE = "etcdserverpb.KV/Range";

  private SideBySide() {}

  /** One kind of load. */
  private record Load(
      String name, String method, int inFlight, boolean serializable, boolean onLeader) {
    byte[] request(long number) {
      ByteString key = ByteString.copyFromUtf8("k%08d".formatted(number % KEYS));
      return method.equals(PUT)
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

  /** What one cluster did under one load. */
  private record Figure(double perSecond, double microsOfServers) {}

  private static final List<Load> ALONE =
      List.of(
          new Load("put, 1 in flight", PUT, 1, false, true),
          new Load("put, 1024 in flight", PUT, IN_FLIGHT, false, true),
          new Load("linearizable get, 1024 in flight", RANGE, IN_FLIGHT, false, true),
          new Load("serializable get, 1024 in flight", RANGE, IN_FLIGHT, true, true));

  private static final List<Load> SEVERAL =
      List.of(
          new Load("put to the leader, 1 in flight", PUT, 1, false, true),
          new Load("put to a follower, 1 in flight", PUT, 1, false, false),
          new Load("put to the leader, 1024 in flight", PUT, IN_FLIGHT, false, true),
          new Load("put to a follower, 1024 in flight", PUT, IN_FLIGHT, false, false),
          new Load("lin. get on a follower, 1024 in flight", RANGE, IN_FLIGHT, false, false));

  /** {@code SERVER_A SERVER_B [SECONDS [MEMBERS]]}. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
    int members = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 1;
    Path directory = Files.createTempDirectory("side-by-side");
    List<Cluster> clusters = new ArrayList<>();
    try {
      for (int i = 0; i < 2; i++) {
        Path data = Files.createDirectory(directory.resolve("data" + i));
        clusters.add(Cluster.direct(Path.of(arguments[i]).toAbsolutePath(), data, members));
        clusters.get(i).start();
      }
      System.out.printf(
          "%-40s %10s %10s %7s %9s %9s   (medians of %d turns, %d s each, %d members)%n",
          "", "A ops/s", "B ops/s", "B/A", "A µs/op", "B µs/op", TURNS, seconds, members);
      for (Load load : members == 1 ? ALONE : SEVERAL) {
        print(load, clusters, seconds);
      }
    } finally {
      for (Cluster cluster : clusters) {
        cluster.close();
      }
      KillRounds.delete(directory);
    }
  }

  private static void print(Load load, List<Cluster> clusters, int seconds)
      throws IOException, InterruptedException {
    for (Cluster cluster : clusters) {
      run(load, cluster, Math.max(1, seconds / 2));
    }
    List<List<Figure>> figures = List.of(new ArrayList<>(), new ArrayList<>());
    for (int turn = 0; turn < TURNS; turn++) {
      for (int i = 0; i < 2; i++) {
        figures.get(i).add(run(load, clusters.get(i), seconds));
      }
    }
    double a = median(figures.get(0), Figure::perSecond);
    double b = median(figures.get(1), Figure::perSecond);
    System.out.printf(
        "%-40s %10.0f %10.0f %7.2f %9.1f %9.1f%n",
        load.name(),
        a,
        b,
        b / a,
        median(figures.get(0), Figure::microsOfServers),
        median(figures.get(1), Figure::microsOfServers));
  }

  private static double median(List<Figure> figures, ToDoubleFunction<Figure> value) {
    return figures.stream().mapToDouble(value).sorted().toArray()[figures.size() / 2];
  }

  private static Figure run(Load load, Cluster cluster, int seconds)
      throws IOException, InterruptedException {
    ManagedChannel connection =
        NettyChannelBuilder.forAddress("127.0.0.1", cluster.clientPort(member(load, cluster)))
            .usePlaintext()
            .directExecutor()
            .build();
    long ticksBefore = ticks(cluster);
    Pump pump = new Pump(connection, load);
    boolean failed = pump.awaitFailure(seconds);
    long done = pump.stop();
    double nanosOfServers = (ticks(cluster) - ticksBefore) * NANOS_A_TICK;
    connection.shutdownNow();
    if (failed || done == 0) {
      throw new IOException(load.name() + ": " + pump.failure());
    }
    return new Figure((double) done / seconds, nanosOfServers / 1_000 / done);
  }

  /** Whom the load goes to, as things are at this moment. */
  private static int member(Load load, Cluster cluster) throws InterruptedException {
    List<String> addresses =
        cluster.clientPorts().stream().map(port -> "127.0.0.1:" + port).toList();
    try (Connections connections = new Connections(addresses)) {
      List<Integer> members = IntStream.range(0, cluster.size()).boxed().toList();
      int leader = new Admin(connections).awaitLeader(members);
      return load.onLeader() ? leader : (leader + 1) % cluster.size();
    }
  }

  /** Processor time that the members have used, in the kernel's ticks of 10 ms. */
  private static long ticks(Cluster cluster) throws IOException {
    long ticks = 0;
    for (long pid : cluster.pids()) {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      List<String> fields = Arrays.asList(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
      ticks += Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12));
    }
    return ticks;
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
