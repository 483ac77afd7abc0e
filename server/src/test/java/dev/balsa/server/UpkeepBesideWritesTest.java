package dev.balsa.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import dev.balsa.api.CompactionRequest;
import dev.balsa.api.DefragmentRequest;
import dev.balsa.api.DefragmentResponse;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.MaintenanceGrpc;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.mvcc.Store;
import dev.balsa.mvcc.StoreConfig;
import dev.balsa.mvcc.backend.Backend;
import dev.balsa.mvcc.backend.MemoryBackend;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.MemberSettings;
import dev.balsa.server.env.SystemEnvironment;
import dev.balsa.server.node.StoreHome;
import dev.balsa.server.store.MemoryHome;
import dev.balsa.wal.WalConfig;
import io.grpc.ManagedChannel;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessSocketAddress;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine whose merges take as long as the test likes: nobody waits for them. */
class UpkeepBesideWritesTest {

  private static final String ENTRANCE = "upkeep-beside-writes";
  private static final int PATIENCE_SECONDS = 60;
  private static final ByteString ALL = ByteString.copyFrom(new byte[1]);

  /** More than the background has threads. */
  private static final int DEFRAGMENTATIONS = 2 + Runtime.getRuntime().availableProcessors();

  private static final Set<String> SLOW = Set.of("defragment", "giveBack");

  private final MemoryBackend backend = new MemoryBackend();
  private final AtomicInteger begun = new AtomicInteger();
  private final CountDownLatch defragmenting = new CountDownLatch(1);
  private final CountDownLatch givingBack = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  /** The backend, but slow to give space back. */
  private Object call(Method method, Object[] arguments) throws Throwable {
    if (method.getName().equals("stopMerging")) {
      goOn.countDown();
    }
    if (SLOW.contains(method.getName())) {
      begun.incrementAndGet();
      (method.getName().equals("defragment") ? defragmenting : givingBack).countDown();
      assertTrue(goOn.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }
    try {
      return method.invoke(backend, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private StoreHome home() {
    MemoryHome memory = new MemoryHome(backend);
    Backend slow =
        (Backend)
            Proxy.newProxyInstance(
                Backend.class.getClassLoader(),
                new Class<?>[] {Backend.class},
                (proxy, method, arguments) -> call(method, arguments));
    Store store = Store.open(slow, StoreConfig.DEFAULT);
    return (StoreHome)
        Proxy.newProxyInstance(
            StoreHome.class.getClassLoader(),
            new Class<?>[] {StoreHome.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("open")) {
                return store;
              }
              if (method.getName().equals("close")) {
                store.close();
              }
              return method.invoke(memory, arguments);
            });
  }

  private BalsaServer start(Path directory) throws IOException {
    BalsaConfig config =
        BalsaConfig.builder().set(MemberSettings.DATA_DIR, directory.toString()).build();
    Surroundings surroundings =
        new Surroundings(
            new SystemEnvironment(config.name()),
            home(),
            WalConfig.DEFAULT.withSegmentBytes(1 << 20),
            Optional.empty(),
            Optional.of(new InProcessSocketAddress(ENTRANCE)),
            false,
            Optional.empty());
    return BalsaServer.start(config, surroundings);
  }

  @Test
  void aServerThatIsClosedDoesNotWaitUntilItsStoreIsDefragmented(@TempDir Path directory)
      throws Exception {
    ManagedChannel channel = InProcessChannelBuilder.forName(ENTRANCE).build();
    try {
      try (BalsaServer server = start(directory)) {
        put(channel, 1);
        var unused =
            MaintenanceGrpc.newFutureStub(channel)
                .defragment(DefragmentRequest.getDefaultInstance());
        assertTrue(defragmenting.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertFalse(server.hasEnded());
      }
      assertEquals(0, goOn.getCount(), "the merge was told to end");
    } finally {
      goOn.countDown();
      channel.shutdownNow();
    }
  }

  @Test
  void putsAndReadsAreAnsweredWhileTheStoreIsDefragmentedAndSpaceIsGivenBack(
      @TempDir Path directory) throws Exception {
    ManagedChannel channel = InProcessChannelBuilder.forName(ENTRANCE).build();
    try (BalsaServer server = start(directory)) {
      put(channel, 1);
      List<ListenableFuture<DefragmentResponse>> defragmented = new ArrayList<>();
      for (int i = 0; i < DEFRAGMENTATIONS; i++) {
        defragmented.add(
            MaintenanceGrpc.newFutureStub(channel)
                .defragment(DefragmentRequest.getDefaultInstance()));
      }
      assertTrue(defragmenting.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
      for (int i = 2; i <= 200; i++) {
        put(channel, i);
      }
      var unused =
          KVGrpc.newBlockingStub(channel)
              .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
              .compact(CompactionRequest.newBuilder().setRevision(150).setPhysical(true).build());
      put(channel, 201);
      assertEquals(1, begun.get(), "one at a time");
      assertFalse(defragmented.get(0).isDone(), "it waits, and nobody waits for it");
      goOn.countDown();
      for (ListenableFuture<DefragmentResponse> each : defragmented) {
        assertFalse(each.get(PATIENCE_SECONDS, TimeUnit.SECONDS).hasHeader());
      }
      assertTrue(givingBack.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
      assertFalse(server.hasEnded());
    } finally {
      goOn.countDown();
      channel.shutdownNow();
    }
  }

  /** Puts, and reads what was put, by its key and in a list, which is read in the background. */
  private static void put(ManagedChannel channel, int number) {
    ByteString key = ByteString.copyFromUtf8("key");
    ByteString value = ByteString.copyFromUtf8(Integer.toString(number));
    KVGrpc.KVBlockingStub kv =
        KVGrpc.newBlockingStub(channel).withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
    var unused = kv.put(PutRequest.newBuilder().setKey(key).setValue(value).build());
    var found = kv.range(RangeRequest.newBuilder().setKey(key).build());
    assertEquals(value, found.getKvs(0).getValue());
    var listed = kv.range(RangeRequest.newBuilder().setKey(ALL).setRangeEnd(ALL).build());
    assertEquals(found.getKvsList(), listed.getKvsList());
  }
}
