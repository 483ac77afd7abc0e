package dev.balsa.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.LeaseGrantRequest;
import dev.balsa.api.LeaseGrpc;
import dev.balsa.api.LeaseTimeToLiveRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.StatusResponse;
import dev.balsa.api.WatchCreateRequest;
import dev.balsa.api.WatchGrpc;
import dev.balsa.api.WatchRequest;
import dev.balsa.api.WatchResponse;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What three servers promise together. */
class ThreeServersTest extends ServerTrio {

  @Test
  void threeServersFormOneClusterAndEachTakesWritesAndLinearizableReads() throws Exception {
    form();
    Set<Long> leaders = new HashSet<>();
    Set<Long> clusters = new HashSet<>();
    for (int i = 0; i < SIZE; i++) {
      StatusResponse status = status(i);
      leaders.add(status.getLeader());
      clusters.add(status.getHeader().getClusterId());
      put(i, "key-" + i, "value-" + i);
      assertEquals(3, servers[i].replica().members().size());
    }
    assertEquals(1, leaders.size());
    assertNotEquals(Set.of(0L), leaders);
    assertEquals(1, clusters.size());
    for (int i = 0; i < SIZE; i++) {
      assertEquals("value-" + (i + 1) % SIZE, get(i, "key-" + (i + 1) % SIZE));
      assertPeerPortTellsWhoTheyAre(i);
    }
  }

  /** As etcd's does; members themselves speak HTTP/2 there. */
  private void assertPeerPortTellsWhoTheyAre(int i) throws Exception {
    HttpResponse<String> members = askPeerPort(i, "GET", "/members");
    assertEquals(200, members.statusCode());
    assertEquals(
        Long.toHexString(servers[i].replica().clusterId()),
        members.headers().firstValue("X-Etcd-Cluster-ID").orElse(""));
    JsonArray each = JsonParser.parseString(members.body()).getAsJsonArray();
    assertEquals(SIZE, each.size());
    for (JsonElement member : each) {
      JsonObject fields = member.getAsJsonObject();
      assertEquals(1, fields.getAsJsonArray("peerURLs").size(), members::body);
      assertTrue(fields.get("name").getAsString().startsWith("m"), members::body);
      assertEquals(
          List.of("http://127.0.0.1:2379"),
          fields.getAsJsonArray("clientURLs").asList().stream()
              .map(JsonElement::getAsString)
              .toList());
    }
    assertEquals(
        ask("GET", "http://127.0.0.1:" + servers[i].clientPort() + "/version").body(),
        askPeerPort(i, "GET", "/version").body());
    assertEquals(405, askPeerPort(i, "POST", "/members").statusCode());
    assertEquals(404, askPeerPort(i, "GET", "/raft/probing").statusCode());
  }

  private HttpResponse<String> askPeerPort(int i, String method, String path) throws Exception {
    return ask(method, "http://127.0.0.1:" + peerPort(i) + path);
  }

  private static HttpResponse<String> ask(String method, String url) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .version(HttpClient.Version.HTTP_1_1)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void theOthersGoOnWithoutTheLeaderAndItCatchesUpWhenItIsBack() throws Exception {
    form();
    put(0, "before", "1");
    int old = leader();
    stop(old);
    int other = (old + 1) % SIZE;
    put(other, "during", "2");
    start(old);
    assertEquals("1", get(old, "before"));
    assertEquals("2", get(old, "during"));
    assertEquals(servers[other].replica().clusterId(), servers[old].replica().clusterId());
  }

  @Test
  void whoIsLeftAloneTellsClientsThatWantALeaderThatThereIsNone() throws Exception {
    form();
    put(0, "k", "v");
    assertEquals("v", get(0, "k"));
    Metadata wanted = new Metadata();
    wanted.put(Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER), "true");
    Channel careful =
        ClientInterceptors.intercept(
            channels[0], MetadataUtils.newAttachHeadersInterceptor(wanted));
    CompletableFuture<Status> watchEnded = new CompletableFuture<>();
    WatchGrpc.newStub(careful).watch(new Watching(watchEnded)).onNext(watchOf("k"));
    stop(1);
    stop(2);
    assertNoLeader(watchEnded.get(60, TimeUnit.SECONDS));
    assertEquals(List.of("etcdserver: no leader"), List.copyOf(status(0).getErrorsList()));
    RangeRequest local =
        RangeRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8("k"))
            .setSerializable(true)
            .build();
    assertEquals(1, KVGrpc.newBlockingStub(channels[0]).range(local).getCount());
    assertNoLeader(
        assertThrows(
                StatusRuntimeException.class, () -> KVGrpc.newBlockingStub(careful).range(local))
            .getStatus());
    start(1);
    assertEquals("v", get(0, "k"));
    assertEquals(1, KVGrpc.newBlockingStub(careful).range(local).getCount());
    assertEquals(List.of(), List.copyOf(status(0).getErrorsList()));
  }

  private static void assertNoLeader(Status status) {
    assertEquals(Status.Code.UNAVAILABLE, status.getCode());
    assertEquals("etcdserver: no leader", status.getDescription());
  }

  private static WatchRequest watchOf(String key) {
    return WatchRequest.newBuilder()
        .setCreateRequest(WatchCreateRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)))
        .build();
  }

  /** Waits for the end of a stream of watchers. */
  private record Watching(CompletableFuture<Status> ended)
      implements StreamObserver<WatchResponse> {
    @Override
    public void onNext(WatchResponse answer) {
      // what happens to the key is not the question
    }

    @Override
    public void onError(Throwable cause) {
      ended.complete(Status.fromThrowable(cause));
    }

    @Override
    public void onCompleted() {
      ended.complete(Status.OK);
    }
  }

  @Test
  void aLargeValueReachesEveryMember() throws Exception {
    form();
    String large = "x".repeat(1_400_000);
    put(0, "large", large);
    for (int i = 0; i < SIZE; i++) {
      assertEquals(large, get(i, "large"));
    }
  }

  @Test
  void everyMemberAnswersForLeases() throws Exception {
    form();
    LeaseGrpc.newBlockingStub(channels[0])
        .leaseGrant(LeaseGrantRequest.newBuilder().setID(77).setTTL(60).build());
    for (int i = 0; i < SIZE; i++) {
      get(i == 0 ? 0 : i, putOnce());
      long ttl =
          LeaseGrpc.newBlockingStub(channels[i])
              .leaseTimeToLive(LeaseTimeToLiveRequest.newBuilder().setID(77).build())
              .getTTL();
      assertTrue(ttl > 30 && ttl <= 62, "time to live " + ttl);
    }
  }

  private String putOnce() {
    put(0, "k", "v");
    return "k";
  }
}
