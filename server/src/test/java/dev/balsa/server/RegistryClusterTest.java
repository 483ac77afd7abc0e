package dev.balsa.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.balsa.api.AuthEnableRequest;
import dev.balsa.api.AuthGrpc;
import dev.balsa.api.AuthRoleAddRequest;
import dev.balsa.api.AuthUserAddRequest;
import dev.balsa.api.AuthUserGrantRoleRequest;
import dev.balsa.api.ClusterGrpc;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.MemberListRequest;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.ClusterSettings;
import dev.balsa.server.config.CommandLine;
import dev.balsa.server.config.DiscoverySettings;
import dev.balsa.server.interop.Subject;
import dev.balsa.server.interop.Subjects;
import dev.balsa.server.tls.TestAuthority;
import dev.balsa.server.tls.TestAuthority.Wish;
import dev.balsa.server.tls.TlsPlan;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Members that put themselves down in a cluster that runs, and find the others there. */
class RegistryClusterTest extends ServerTrio {

  private static final String DOWN = "http://127.0.0.1:1";
  private static final String KEYS = "/_etcd/registry/";

  private BalsaServer registry;
  private ManagedChannel operator;
  private TestAuthority authority;

  /** Where members register; null for {@link #registry}. */
  private String elsewhere;

  @Override
  void adjust(BalsaConfig.Builder builder) {
    builder
        .set(ClusterSettings.INITIAL_CLUSTER, "")
        .set(DiscoverySettings.DISCOVERY_ENDPOINTS, DOWN + "," + registryUrl())
        .set(DiscoverySettings.DISCOVERY_TOKEN, "trio");
  }

  private String registryUrl() {
    return elsewhere == null ? registry.endpoint() : elsewhere;
  }

  @BeforeEach
  void openRegistry() throws IOException {
    authority = TestAuthority.in(directory.resolve("pki"), "known");
    TlsPlan.KeyFiles server = authority.issue("registry", Wish.of("registry", "127.0.0.1"));
    registry =
        BalsaServer.start(
            config(
                "--data-dir=" + directory.resolve("registry"),
                "--listen-client-urls=http://127.0.0.1:0,https://127.0.0.1:0",
                "--cert-file=" + server.certificate(),
                "--key-file=" + server.key()));
    operator =
        NettyChannelBuilder.forAddress("127.0.0.1", registry.clientPort()).usePlaintext().build();
  }

  @AfterEach
  void closeRegistry() {
    operator.shutdownNow();
    registry.close();
  }

  private static BalsaConfig config(String... flags) {
    List<String> all = new ArrayList<>(List.of(flags));
    all.add("--advertise-client-urls=http://127.0.0.1:2379");
    return CommandLine.parse(all, Map.of()).config();
  }

  private void announce(String token, String size) {
    put(operator, token + "/_config/size", size);
  }

  private static void put(ManagedChannel to, String key, String value) {
    PutRequest put =
        PutRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8(KEYS + key))
            .setValue(ByteString.copyFromUtf8(value))
            .build();
    KVGrpc.newBlockingStub(to).put(put);
  }

  @Test
  void findOneAnotherAndTurnAwayWhoComesLate() throws Exception {
    announce("trio", "3");
    form();
    put(0, "a", "1");
    assertEquals("1", get(2, "a"));
    assertEquals(
        "failed to join discovery cluster (discovery: cluster is full)",
        refusal("late", "--discovery-token=trio"));
    closeRegistry();
    stop(1);
    start(1);
    put(1, "b", "2");
    assertEquals("2", get(0, "b"), "a member with a log needs no registry");
  }

  /** It holds what etcd's own members would put down: the hexadecimal id, and name and address. */
  @Test
  void findOneAnotherInARealEtcdToo() throws Exception {
    try (Subject etcd = Subjects.etcd()) {
      elsewhere = "http://" + etcd.endpoint();
      ManagedChannel operatorThere =
          NettyChannelBuilder.forTarget(etcd.endpoint()).usePlaintext().build();
      try {
        put(operatorThere, "trio/_config/size", "3");
        form();
        put(0, "a", "1");
        assertEquals("1", get(2, "a"));
        assertEquals(membersOfTheTrio(), registered(operatorThere));
        assertEquals(
            "failed to join discovery cluster (discovery: cluster is full)",
            refusal("late", "--discovery-token=trio"));
      } finally {
        operatorThere.shutdownNow();
      }
    }
  }

  private Map<String, String> membersOfTheTrio() {
    Map<String, String> members = new TreeMap<>();
    ClusterGrpc.newBlockingStub(channels[0])
        .memberList(MemberListRequest.getDefaultInstance())
        .getMembersList()
        .forEach(
            member ->
                members.put(
                    Long.toHexString(member.getID()),
                    member.getName() + "=" + member.getPeerURLs(0)));
    return members;
  }

  private static Map<String, String> registered(ManagedChannel in) {
    String prefix = KEYS + "trio/members/";
    Map<String, String> found = new TreeMap<>();
    KVGrpc.newBlockingStub(in)
        .range(
            RangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(prefix))
                .setRangeEnd(ByteString.copyFromUtf8(KEYS + "trio/members0"))
                .build())
        .getKvsList()
        .forEach(
            kv ->
                found.put(
                    kv.getKey().toStringUtf8().substring(prefix.length()),
                    kv.getValue().toStringUtf8()));
    return found;
  }

  private String refusal(String name, String... more) {
    return assertThrows(IOException.class, () -> alone(name, more).close()).getMessage();
  }

  private BalsaServer alone(String name, String... more) throws IOException {
    List<String> flags = new ArrayList<>();
    flags.add("--discovery-endpoints=" + registryUrl());
    flags.addAll(
        List.of(
            "--name=" + name,
            "--data-dir=" + directory.resolve(name),
            "--listen-client-urls=http://127.0.0.1:0",
            "--listen-peer-urls=http://127.0.0.1:0"));
    flags.addAll(List.of(more));
    return BalsaServer.start(config(flags.toArray(String[]::new)));
  }

  @Test
  void tellWhatIsWrongInTheWordsOfEtcd() {
    assertEquals(
        "failed to join discovery cluster (discovery: size key not found)",
        refusal("a", "--discovery-token=nobody-announced"));
    announce("bad", "three");
    assertEquals(
        "failed to join discovery cluster (discovery: size key is bad)",
        refusal("b", "--discovery-token=bad"));
    assertEquals(
        "discovery URL should not be set when joining existing initial cluster",
        refusal("c", "--discovery-token=bad", "--initial-cluster-state=existing"));
    announce("twins", "2");
    register("twins", "1", "d=http://127.0.0.9:2380");
    assertEquals(
        "failed to join discovery cluster (discovery: found duplicate name)",
        refusal("d", "--discovery-token=twins"));
    announce("same", "2");
    register("same", "1", "other=http://localhost:2380");
    assertEquals(
        "discovery cluster e=http://localhost:2380,other=http://localhost:2380 has duplicate url",
        refusal("e", "--discovery-token=same"));
    announce("broken", "2");
    register("broken", "1", "other=ftp://nowhere");
    assertEquals(
        "failed to join discovery cluster (discovery: invalid peer URL)",
        refusal("f", "--discovery-token=broken"));
  }

  private void register(String token, String id, String members) {
    put(operator, token + "/members/" + id, members);
  }

  @Test
  void logInOverTlsWhereTheRegistryAsksForIt() throws Exception {
    announce("solo", "1");
    AuthGrpc.AuthBlockingStub auth = AuthGrpc.newBlockingStub(operator);
    auth.userAdd(AuthUserAddRequest.newBuilder().setName("root").setPassword("pw").build());
    auth.roleAdd(AuthRoleAddRequest.newBuilder().setName("root").build());
    auth.userGrantRole(
        AuthUserGrantRoleRequest.newBuilder().setUser("root").setRole("root").build());
    auth.authEnable(AuthEnableRequest.getDefaultInstance());
    String secure = registry.endpoints().get(1);
    assertTrue(secure.startsWith("https://"), secure);
    String[] known = {
      "--discovery-token=solo",
      "--discovery-endpoints=" + secure,
      "--discovery-cacert=" + authority.certificate(),
    };
    assertEquals(
        "failed to join discovery cluster (etcdserver: user name is empty)", refusal("g", known));
    assertEquals(
        "failed to join discovery cluster (etcdserver: authentication failed, invalid user ID or"
            + " password)",
        refusal("h", known[0], known[1], known[2], "--discovery-user=root:wrong"));
    alone("i", known[0], known[1], known[2], "--discovery-user=root:pw").close();
    assertEquals(
        "failed to join discovery cluster (discovery: cluster is full)",
        refusal(
            "j",
            known[0],
            known[1],
            "--discovery-insecure-skip-tls-verify",
            "--discovery-user=root",
            "--discovery-password=pw",
            "--initial-advertise-peer-urls=http://127.0.0.2:2380"));
  }
}
