package dev.balsa.server.interop;

import static dev.balsa.server.interop.EtcdctlScript.sameOnBoth;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What etcdctl prints for lease commands, and for lock and elect, which stand on leases. */
class EtcdctlLeaseTest {

  private static String grant(EtcdctlScript ctl, int ttlSeconds) {
    String said = ctl.outUncompared("lease", "grant", Integer.toString(ttlSeconds));
    assertTrue(said.matches("lease [0-9a-f]+ granted with TTL\\(" + ttlSeconds + "s\\)"), said);
    return said.split(" ", -1)[1];
  }

  @Test
  void aLeaseIsGrantedListedKeptAliveAndRevoked() {
    sameOnBoth(
        ctl -> {
          assertEquals("found 0 leases", ctl.out("lease", "list"));
          String lease = grant(ctl, 300);
          assertEquals("found 1 leases\n<id1>", ctl.out("lease", "list"));
          ctl.out("put", "k2", "v", "--lease=" + lease);
          ctl.out("put", "k1", "v", "--lease=" + lease);
          String left = ctl.outUncompared("lease", "timetolive", lease, "--keys");
          assertTrue(
              left.matches(
                  "lease .* granted with TTL\\(300s\\), remaining\\(\\d+s\\), attached"
                      + " keys\\(\\[k[12] k[12]]\\)"),
              left);
          assertEquals(
              "lease <id1> keepalived with TTL(300)",
              ctl.out("lease", "keep-alive", lease, "--once"));
          assertEquals("lease <id1> revoked", ctl.out("lease", "revoke", lease));
          assertEquals("", ctl.out("get", "k", "--prefix"));
          assertEquals("lease <id1> already expired", ctl.out("lease", "timetolive", lease));
          ctl.out("lease", "timetolive", lease, "-w", "json");
          assertEquals(
              "etcdserver: requested lease not found",
              lastPart(ctl.fails("lease", "revoke", lease)));
          assertEquals(
              "etcdserver: requested lease not found",
              ctl.fails("lease", "keep-alive", lease, "--once"));
        });
  }

  private static String lastPart(String error) {
    return error.substring(error.indexOf("etcdserver:")).replace(")", "").strip();
  }

  @Test
  void aLeaseThatNobodyKeepsAliveTakesItsKeysAlong() {
    sameOnBoth(
        ctl -> {
          String lease = grant(ctl, 2);
          try (Etcdctl.Session watch = ctl.start("watch", "k", "--prefix", "--rev=2")) {
            ctl.out("put", "k2", "v", "--lease=" + lease);
            ctl.out("put", "k1", "v", "--lease=" + lease);
            assertEquals(
                "PUT\nk2\nv\nPUT\nk1\nv\nDELETE\nk1\n\nDELETE\nk2\n", ctl.lines(watch, 12));
          }
          assertEquals("found 0 leases", ctl.out("lease", "list"));
        });
  }

  @Test
  void aLockIsHeldByOneAtATime() {
    sameOnBoth(
        ctl -> {
          try (Etcdctl.Session first = ctl.start("lock", "mine")) {
            assertEquals("mine/<id1>", ctl.lines(first, 1));
            try (Etcdctl.Session second = ctl.start("lock", "mine");
                Etcdctl.Session waiting = ctl.start("watch", "mine", "--prefix", "--rev=3")) {
              // The second has queued itself when its key is there.
              assertEquals("PUT\nmine/<id2>\n", ctl.lines(waiting, 3));
              assertTrue(second.linesLeft().isEmpty());
              first.interrupt();
              assertEquals("mine/<id2>", ctl.lines(second, 1));
              second.interrupt();
            }
          }
          assertEquals("", ctl.out("get", "mine", "--prefix"));
        });
  }

  @Test
  void anElectionHasOneLeaderWhomOthersObserve() {
    sameOnBoth(
        ctl -> {
          try (Etcdctl.Session first = ctl.start("elect", "post", "alice")) {
            assertEquals("post/<id1>\nalice", ctl.lines(first, 2));
            try (Etcdctl.Session observer = ctl.start("elect", "-l", "post")) {
              assertEquals("post/<id1>\nalice", ctl.lines(observer, 2));
              try (Etcdctl.Session second = ctl.start("elect", "post", "bob");
                  Etcdctl.Session waiting = ctl.start("watch", "post", "--prefix", "--rev=3")) {
                assertEquals("PUT\npost/<id2>\nbob", ctl.lines(waiting, 3));
                first.interrupt();
                assertEquals("post/<id2>\nbob", ctl.lines(second, 2));
                assertEquals("post/<id2>\nbob", ctl.lines(observer, 2));
              }
            }
          }
        });
  }
}
