package dev.balsa.server.interop;

import static dev.balsa.server.interop.EtcdctlScript.sameOnBoth;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What etcdctl prints for get, put, del, txn and compaction. */
class EtcdctlKvTest {
  private static final String HEADER =
      "{\"header\":{\"cluster_id\":<n>,\"member_id\":<n>,\"revision\":%d,\"raft_term\":<n>}";

  private static void fill(EtcdctlScript ctl) {
    for (String key : new String[] {"a", "b", "c", "d"}) {
      ctl.out("put", key, "value of " + key);
    }
    ctl.out("put", "b", "another");
    ctl.out("put", "dd", "deep");
  }

  @Test
  void onePutIsReadBackInEveryForm() {
    sameOnBoth(
        ctl -> {
          assertEquals("OK", ctl.out("put", "greeting", "hello"));
          assertEquals("greeting\nhello", ctl.out("get", "greeting"));
          assertEquals("hello", ctl.out("get", "greeting", "--print-value-only"));
          assertEquals("greeting\nhello", ctl.out("get", "greeting", "--consistency=s"));
          assertEquals("", ctl.out("get", "nothing"));
          assertEquals(
              "\\x67\\x72\\x65\\x65\\x74\\x69\\x6e\\x67\n\\x68\\x65\\x6c\\x6c\\x6f",
              ctl.out("get", "greeting", "--hex"));
          assertEquals(
              HEADER.formatted(2)
                  + ",\"kvs\":[{\"key\":\"Z3JlZXRpbmc=\",\"create_revision\":2,\"mod_revision\":2,\"version\":1,\"value\":\"aGVsbG8=\"}],\"count\":1}",
              ctl.out("get", "greeting", "-w", "json"));
          ctl.out("get", "greeting", "-w", "fields");
          assertEquals(HEADER.formatted(3) + "}", ctl.out("put", "empty", "", "-w", "json"));
          assertEquals("empty\n", ctl.out("get", "empty"));
        });
  }

  @Test
  void rangesAreCutSortedAndLimited() {
    sameOnBoth(
        ctl -> {
          fill(ctl);
          assertEquals("d\nvalue of d\ndd\ndeep", ctl.out("get", "d", "--prefix"));
          assertEquals("b\nanother\nc\nvalue of c", ctl.out("get", "b", "d"));
          assertEquals("c\nvalue of c\nd\nvalue of d\ndd\ndeep", ctl.out("get", "c", "--from-key"));
          assertEquals("a\n\nb\n\nc\n\nd\n\ndd\n", ctl.out("get", "", "--prefix", "--keys-only"));
          assertEquals("a\nvalue of a\nb\nanother", ctl.out("get", "", "--prefix", "--limit=2"));
          ctl.out("get", "", "--prefix", "--limit=2", "-w", "json");
          ctl.out("get", "", "--prefix", "--limit=2", "-w", "fields");
          ctl.out("get", "", "--prefix", "--limit=5", "-w", "json");
          assertEquals("", ctl.out("get", "d", "b"));
        });
  }

  @Test
  void everySortTargetAndOrderIsHonoured() {
    sameOnBoth(
        ctl -> {
          fill(ctl);
          ctl.out("put", "c", "deeper");
          for (String target : new String[] {"KEY", "CREATE", "MODIFY", "VALUE"}) {
            for (String order : new String[] {"ASCEND", "DESCEND"}) {
              ctl.out("get", "", "--prefix", "--sort-by=" + target, "--order=" + order);
              ctl.out(
                  "get",
                  "",
                  "--prefix",
                  "--sort-by=" + target,
                  "--order=" + order,
                  "--limit=2",
                  "-w",
                  "json");
            }
          }
          assertEquals(
              "b\nanother",
              ctl.out("get", "", "--prefix", "--sort-by=VALUE", "--limit=1", "--order=ASCEND"));
          assertEquals(
              "c\ndeeper",
              ctl.out("get", "", "--prefix", "--sort-by=MODIFY", "--limit=1", "--order=DESCEND"));
        });
  }

  @Test
  void thePastIsReadableUntilItIsCompacted() {
    sameOnBoth(
        ctl -> {
          fill(ctl);
          assertEquals("b\nvalue of b", ctl.out("get", "b", "--rev=3"));
          assertEquals("a\nvalue of a\nb\nvalue of b", ctl.out("get", "", "--prefix", "--rev=3"));
          assertEquals(
              "etcdserver: mvcc: required revision is a future revision",
              ctl.fails("get", "b", "--rev=99"));
          assertEquals("compacted revision 6", ctl.out("compaction", "6", "--physical"));
          assertEquals(
              "etcdserver: mvcc: required revision has been compacted",
              ctl.fails("get", "b", "--rev=3"));
          assertEquals("b\nanother", ctl.out("get", "b", "--rev=6"));
          assertEquals(
              "etcdserver: mvcc: required revision has been compacted",
              ctl.fails("compaction", "6"));
          assertEquals(
              "etcdserver: mvcc: required revision is a future revision",
              ctl.fails("compaction", "99"));
          assertEquals("compacted revision 7", ctl.out("compaction", "7"));
        });
  }

  @Test
  void putHonoursItsFlags() {
    sameOnBoth(
        ctl -> {
          assertEquals("OK", ctl.out("put", "k", "v1", "--prev-kv"));
          assertEquals("OK\nk\nv1", ctl.out("put", "k", "v2", "--prev-kv"));
          assertEquals(
              "etcdserver: requested lease not found", ctl.fails("put", "k", "v", "--lease=4d2"));
          String lease = ctl.outUncompared("lease", "grant", "300").split(" ", -1)[1];
          assertEquals("OK", ctl.out("put", "k", "v3", "--lease=" + lease));
          assertEquals("OK", ctl.out("put", "k", "v4", "--ignore-lease"));
          assertEquals("OK", ctl.out("put", "k", "--ignore-value", "--lease=" + lease));
          ctl.out("get", "k", "-w", "json");
          assertEquals("etcdserver: key not found", ctl.fails("put", "unknown", "--ignore-value"));
          assertEquals(
              "etcdserver: key not found", ctl.fails("put", "unknown", "v", "--ignore-lease"));
          assertEquals(
              "etcdserver: lease is provided",
              ctl.fails("put", "k", "v", "--ignore-lease", "--lease=" + lease));
          assertEquals("etcdserver: key is not provided", ctl.fails("put", "", "v"));
          assertEquals("OK", ctl.outWithInput("typed", "put", "k"));
          assertEquals("k\ntyped", ctl.out("get", "k"));
        });
  }

  @Test
  void deletionsCountAndShowWhatTheyRemoved() {
    sameOnBoth(
        ctl -> {
          fill(ctl);
          assertEquals("1", ctl.out("del", "a"));
          assertEquals("0", ctl.out("del", "a"));
          assertEquals("2\nb\nanother\nc\nvalue of c", ctl.out("del", "b", "d", "--prev-kv"));
          assertEquals("2", ctl.out("del", "d", "--prefix"));
          fill(ctl);
          assertEquals("3", ctl.out("del", "c", "--from-key"));
          ctl.out("del", "", "--prefix", "-w", "json");
          assertEquals("", ctl.out("get", "", "--prefix"));
        });
  }

  @Test
  void transactionsTakeTheBranchThatTheirComparesChoose() {
    sameOnBoth(
        ctl -> {
          fill(ctl);
          String success = "put a new\nget a\ndel b\nget \"\" --prefix\nget a --rev=2\n";
          String failure = "get d\n";
          for (String compares :
              new String[] {
                "value(\"a\") = \"value of a\"",
                "value(\"a\") != \"new\"",
                "mod(\"b\") > \"3\"\nversion(\"b\") = \"2\"",
                "create(\"none\") = \"0\"",
                "value(\"none\") = \"x\""
              }) {
            ctl.outWithInput(compares + "\n\n" + success + "\n" + failure + "\n", "txn");
            ctl.outWithInput(
                compares + "\n\n" + success + "\n" + failure + "\n", "txn", "-w", "json");
          }
          assertTrue(ctl.outWithInput("\nput x y\n\n\n", "txn", "-i").endsWith("SUCCESS\n\nOK"));
        });
  }
}
