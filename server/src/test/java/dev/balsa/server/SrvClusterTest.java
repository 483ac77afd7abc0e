package dev.balsa.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.ClusterSettings;
import dev.balsa.server.config.CommandLine;
import dev.balsa.server.config.DiscoverySettings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Members that are told a domain, and not who the others are. */
class SrvClusterTest extends ServerTrio {

  private static final String SERVICE = "_etcd-server-blue._tcp.balsa.test";

  private DnsServer dns;

  @Override
  void adjust(BalsaConfig.Builder builder) {
    builder
        .set(ClusterSettings.INITIAL_CLUSTER, "")
        .set(DiscoverySettings.DISCOVERY_SRV, "balsa.test")
        .set(DiscoverySettings.DISCOVERY_SRV_NAME, "blue")
        .set(DiscoverySettings.DISCOVERY_DNS, dns.address());
  }

  @Override
  void portsAreChosen() throws IOException {
    dns =
        new DnsServer(
            Map.of(
                SERVICE,
                IntStream.range(0, SIZE)
                    .mapToObj(i -> new DnsServer.Place("localhost", peerPort(i)))
                    .toList()));
  }

  @AfterEach
  void closeDns() {
    if (dns != null) {
      dns.close();
    }
  }

  @Test
  void findOneAnotherByTheRecordsOfADomainAndNeverAskAgain() throws Exception {
    form();
    put(0, "a", "1");
    assertEquals("1", get(2, "a"));
    requireNames();
    dns.close();
    stop(1);
    put(2, "b", "2");
    start(1);
    assertEquals("2", get(1, "b"));
    requireNames();
  }

  /** Everybody calls everybody by the name that each has told through the log. */
  private void requireNames() {
    for (int i = 0; i < SIZE; i++) {
      get(i, "a"); // has caught up then
      assertEquals(
          List.of("m0", "m1", "m2"),
          servers[i].replica().members().stream().map(MemberInfo::name).sorted().toList());
    }
  }

  @Test
  void tellWhatIsWrongWithTheRecordsInTheWordsOfEtcd() throws Exception {
    try (DnsServer records =
        new DnsServer(
            Map.of(
                "_etcd-server._tcp.elsewhere.test",
                List.of(new DnsServer.Place("localhost", 1)),
                "_etcd-server-ssl._tcp.tls.test",
                List.of(new DnsServer.Place("localhost", 2380)),
                "_etcd-server._tcp.nowhere.test",
                List.of(new DnsServer.Place("no-such-host.invalid", 2380))))) {
      assertEquals(
          "error setting up initial cluster: error querying DNS SRV records for _etcd-server-ssl"
              + " lookup _etcd-server-ssl._tcp.unknown.test: no such host; error querying DNS SRV"
              + " records for _etcd-server lookup _etcd-server._tcp.unknown.test: no such host",
          refusal(records, "unknown.test"));
      assertEquals(
          "error setting up initial cluster: cannot find local etcd member \"m0\" in SRV records",
          refusal(records, "elsewhere.test"));
      assertEquals(
          "error setting up initial cluster: bootstrap at https://localhost:2380 from DNS for"
              + " etcd-server-ssl has scheme mismatch with expected peer http://localhost:2380;"
              + " error querying DNS SRV records for _etcd-server lookup"
              + " _etcd-server._tcp.tls.test: no such host",
          refusal(records, "tls.test"));
      assertEquals(
          "error setting up initial cluster: error querying DNS SRV records for _etcd-server-ssl"
              + " lookup _etcd-server-ssl._tcp.nowhere.test: no such host; error querying DNS SRV"
              + " records for _etcd-server lookup no-such-host.invalid: no such host",
          refusal(records, "nowhere.test"));
    }
  }

  private String refusal(DnsServer records, String domain) {
    BalsaConfig config =
        CommandLine.parse(
                List.of(
                    "--name=m0",
                    "--data-dir=" + directory.resolve(domain),
                    "--listen-client-urls=http://127.0.0.1:0",
                    "--advertise-client-urls=http://127.0.0.1:2379",
                    "--listen-peer-urls=http://127.0.0.1:0",
                    "--discovery-srv=" + domain,
                    "--balsa-discovery-dns=" + records.address()),
                Map.of())
            .config();
    return assertThrows(IOException.class, () -> BalsaServer.start(config)).getMessage();
  }
}
