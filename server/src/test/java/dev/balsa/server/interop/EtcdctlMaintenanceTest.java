package dev.balsa.server.interop;

import static dev.balsa.server.interop.EtcdctlScript.sameOnBoth;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What etcdctl prints for endpoint, member, defrag, alarm and move-leader. */
class EtcdctlMaintenanceTest {

  @Test
  void hashesOfEqualHistoriesAreEqual() {
    sameOnBoth(
        ctl -> {
          ctl.out("endpoint", "hashkv");
          ctl.out("put", "a", "1");
          ctl.out("put", "a", "2");
          ctl.out("put", "b", "1");
          ctl.out("endpoint", "hashkv");
          ctl.out("endpoint", "hashkv", "-w", "table");
          ctl.out("endpoint", "hashkv", "--rev=3");
          ctl.out("del", "b");
          ctl.out("endpoint", "hashkv");
          ctl.out("put", "c", "1");
          ctl.out("compaction", "4", "--physical");
          ctl.out("endpoint", "hashkv");
          ctl.fails("endpoint", "hashkv", "--rev=99");
        });
  }

  @Test
  void anEndpointIsHealthyAndTellsItsStatus() {
    sameOnBoth(
        ctl -> {
          assertEquals(
              "<client> is healthy: successfully committed proposal: took = <time>",
              ctl.timedOut("endpoint", "health"));
          assertEquals(
              "[{\"endpoint\":\"<client>\",\"health\":true,\"took\":\"<time>\"}]",
              ctl.timedOut("endpoint", "health", "-w", "json"));
          ctl.out("put", "a", "1");
          String json = ctl.outUncompared("endpoint", "status", "-w", "json");
          for (String field :
              new String[] {
                "version",
                "dbSize",
                "leader",
                "raftIndex",
                "raftTerm",
                "raftAppliedIndex",
                "dbSizeInUse"
              }) {
            assertTrue(json.contains("\"" + field + "\":"), () -> field + " is missing in " + json);
          }
          assertTrue(json.contains("\"revision\":2"), json);
          String table = ctl.outUncompared("endpoint", "status", "-w", "table");
          assertTrue(
              table.matches(
                  "(?s).*\\| +127.0.0.1:\\d+ \\| +[0-9a-f]+ \\| +3\\.\\d+\\.\\d+ \\| +[\\d.]+"
                      + " [kM]?B \\| +true \\| +false \\|.*"),
              table);
        });
  }

  @Test
  void theOnlyMemberListsItself() {
    sameOnBoth(
        ctl -> {
          assertEquals(
              "<id1>, started, default, http://<peer>, http://<client>, false",
              ctl.out("member", "list"));
          ctl.out("member", "list", "-w", "json");
        });
  }

  @Test
  void aMemberIsDefragmented() {
    sameOnBoth(
        ctl -> {
          ctl.out("put", "a", "1");
          assertEquals("Finished defragmenting etcd member[<client>]", ctl.out("defrag"));
          assertEquals("a\n1", ctl.out("get", "a"));
        });
  }

  @Test
  void thereIsNoAlarmAndNobodyToLeadInstead() {
    sameOnBoth(
        ctl -> {
          assertEquals("", ctl.out("alarm", "list"));
          assertEquals("etcdserver: bad leader transferee", ctl.fails("move-leader", "4d2"));
        });
  }
}
