package dev.balsa.server.http;

import static dev.balsa.server.api.Calls.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.api.KVGrpc;
import dev.balsa.api.PutRequest;
import dev.balsa.server.api.ApiServices;
import dev.balsa.server.api.ApiSettings;
import dev.balsa.server.api.BundleMark;
import dev.balsa.server.api.DirectReplica;
import dev.balsa.server.api.UnreadAnswers;
import dev.balsa.server.metrics.Metrics;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Which thread makes the answer of a write. */
class AnswerThreadTest {

  @Test
  void theThreadThatAppliesLeavesTheAnswerToTheThreadOfTheConnection() throws IOException {
    Set<String> whoLookedAtTheClock = ConcurrentHashMap.newKeySet(); // each end of a call is timed
    Metrics metrics = new Metrics();
    try (DirectReplica replica = new DirectReplica();
        ClientPort port =
            ClientPort.open(
                ListenSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                new ApiServices(
                    replica,
                    ApiSettings.DEFAULT,
                    metrics,
                    () -> {
                      whoLookedAtTheClock.add(Thread.currentThread().getName());
                      return System.nanoTime();
                    },
                    new BundleMark(new SecureRandom())),
                new HttpPages(replica, ApiSettings.DEFAULT, metrics),
                Optional.empty(),
                UnreadAnswers.Total.forThisJvm())) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress(port.addresses().get(0)).usePlaintext().build();
      try {
        var put = PutRequest.newBuilder().setKey(bytes("a")).build();
        assertEquals(2, KVGrpc.newBlockingStub(channel).put(put).getHeader().getRevision());
      } finally {
        channel.shutdownNow();
      }
    }
    assertTrue(
        whoLookedAtTheClock.stream().allMatch(name -> name.startsWith("balsa-client-port")),
        whoLookedAtTheClock::toString);
  }
}
