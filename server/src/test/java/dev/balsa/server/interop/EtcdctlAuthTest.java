package dev.balsa.server.interop;

import static dev.balsa.server.interop.EtcdctlScript.sameOnBoth;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Users, roles and permissions by etcdctl, every command of it, over TLS with certificates on both
 * sides: one etcd and one Balsa for all, because switching permissions on is for the whole server.
 */
class EtcdctlAuthTest {

  private static final String ROOT = "--user=root:rootpw";
  private static final String ALICE = "--user=alice:alicepw";
  private static final String DENIED = "etcdserver: permission denied";

  @TempDir private static Path directory;

  @Test
  void usersAndRolesAreWhatTheyAreInEtcd() {
    SecuredSubjects subjects = new SecuredSubjects(directory);
    sameOnBoth(
        subjects::etcd,
        subjects::balsa,
        ctl -> {
          usersBeforeAnythingCounts(ctl);
          rolesBeforeAnythingCounts(ctl);
          switchOn(ctl);
          permissionsCount(ctl);
          whoShowsACertificateIsTheUserInIt(ctl, subjects);
          leasesBelongToWhoMayWriteTheirKeys(ctl);
          onlyRootLooksAfterTheCluster(ctl);
          peopleMayAskAboutThemselves(ctl);
          whatIsTakenAwayIsGone(ctl);
          rootCannotBeLost(ctl);
          switchOff(ctl);
        });
  }

  private static void usersBeforeAnythingCounts(EtcdctlScript ctl) {
    assertEquals("User root created", ctl.out("user", "add", "root:rootpw"));
    assertEquals("User alice created", ctl.out("user", "add", "alice:alicepw"));
    assertEquals("User cert created", ctl.out("user", "add", "cert", "--no-password"));
    ctl.outWithInput("bobpw\n", "user", "add", "bob", "--interactive=false");
    ctl.fails("user", "add", "alice:again");
    ctl.out("user", "list");
    ctl.out("user", "get", "alice");
    ctl.fails("user", "get", "nobody");
    ctl.fails("user", "delete", "nobody");
    ctl.outWithInput("alicepw\n", "user", "passwd", "alice", "--interactive=false");
  }

  private static void rolesBeforeAnythingCounts(EtcdctlScript ctl) {
    assertEquals("Role team created", ctl.out("role", "add", "team"));
    ctl.fails("role", "add", "team");
    ctl.out("role", "add", "gone");
    ctl.out("role", "list");
    ctl.out("role", "grant-permission", "team", "readwrite", "a");
    ctl.out("role", "grant-permission", "team", "read", "a");
    ctl.out("role", "grant-permission", "team", "readwrite", "b", "c");
    ctl.out("role", "grant-permission", "team", "readwrite", "c", "d");
    ctl.out("role", "grant-permission", "team", "write", "w/", "--prefix");
    ctl.out("role", "grant-permission", "team", "read", "x", "--from-key");
    ctl.out("role", "get", "team");
    ctl.fails("role", "get", "nothing");
    ctl.fails("role", "grant-permission", "nothing", "read", "a");
    ctl.fails("role", "revoke-permission", "team", "zzz");
    ctl.fails("user", "grant-role", "alice", "nothing");
    ctl.fails("user", "grant-role", "nobody", "team");
    ctl.fails("user", "revoke-role", "alice", "team");
    assertEquals(
        "Role team is granted to user alice", ctl.out("user", "grant-role", "alice", "team"));
    ctl.out("user", "grant-role", "alice", "team");
    ctl.out("user", "grant-role", "alice", "gone");
    ctl.out("user", "get", "alice", "--detail");
  }

  private static void switchOn(EtcdctlScript ctl) {
    ctl.out("put", "a", "1");
    ctl.out("put", "b", "1");
    ctl.out("put", "secret", "1");
    ctl.out("get", "a", ALICE); // there is nothing to log in to yet
    // root lacks its role still: etcdctl sees that from the error, and helps.
    assertEquals("Authentication Enabled", ctl.out("auth", "enable"));
    ctl.fails("get", "a");
    ctl.fails("put", "a", "2");
    ctl.fails("get", "a", "--user=alice:wrong");
    ctl.fails("get", "a", "--user=nobody:pw");
    ctl.fails("get", "a", "--user=cert:pw");
  }

  private static void permissionsCount(EtcdctlScript ctl) {
    assertEquals("a\n1", ctl.out("get", "a", ALICE));
    assertTrue(ctl.fails("put", "a", "2", ALICE).contains(DENIED));
    assertEquals("OK", ctl.out("put", "b", "2", ALICE));
    ctl.out("put", "bb", "3", "--prev-kv", ALICE);
    // Two permissions that touch are one, and no gap is overlooked.
    ctl.out("get", "b", "d", ALICE);
    ctl.fails("get", "a", "d", ALICE);
    ctl.fails("get", "b", "dd", ALICE);
    ctl.fails("get", "b", "--from-key", ALICE);
    ctl.out("get", "x1", "--from-key", ALICE);
    ctl.fails("get", "", "--prefix", ALICE);
    ctl.fails("get", "secret", ALICE);
    ctl.out("put", "w/1", "1", ALICE);
    ctl.fails("get", "w/1", ALICE);
    ctl.fails("put", "w/1", "1", "--prev-kv", ALICE);
    ctl.out("del", "w/", "--prefix", ALICE);
    ctl.fails("del", "w/1", "--prev-kv", ALICE);
    ctl.fails("del", "b", "--from-key", ALICE);
    ctl.outWithInput("value(\"b\") = \"2\"\n\nput b 4\nget a\n\nget b\n\n", "txn", ALICE);
    try (Etcdctl.Session watch = ctl.start("watch", "b", "--rev=2", ALICE)) {
      ctl.lines(watch, 9);
    }
    ctl.out("get", "", "--prefix", "--keys-only", ROOT);
  }

  private static void whoShowsACertificateIsTheUserInIt(
      EtcdctlScript ctl, SecuredSubjects subjects) {
    String[] alice = subjects.asAlice().toArray(String[]::new);
    ctl.out(with(alice, "get", "b"));
    ctl.out(with(alice, "put", "b", "4"));
    assertEquals(DENIED, ctl.fails(with(alice, "put", "a", "2")));
    ctl.fails(with(alice, "get", "secret"));
    ctl.fails(with(alice, "user", "list"));
    // A token counts more than a certificate.
    ctl.out(with(alice, "put", "secret", "2", ROOT));
    ctl.fails(with(alice, "get", "b", "--user=alice:wrong"));
    try (Etcdctl.Session watch = ctl.start(with(alice, "watch", "b", "--rev=2"))) {
      ctl.lines(watch, 9);
    }
    // Not through the gateway, where nobody would know whose certificate it is.
    ctl.note(
        "curl",
        Curl.post(ctl.subject(), subjects.curlAsAlice(), "/v3/kv/range", "{\"key\":\"Yg==\"}"));
  }

  private static String[] with(String[] certificate, String... arguments) {
    return Stream.concat(Stream.of(arguments), Stream.of(certificate)).toArray(String[]::new);
  }

  private static void leasesBelongToWhoMayWriteTheirKeys(EtcdctlScript ctl) {
    String lease = ctl.outUncompared("lease", "grant", "300", ROOT).split(" ", -1)[1];
    ctl.out("put", "held", "1", "--lease=" + lease, ROOT);
    ctl.fails("lease", "revoke", lease, ALICE);
    ctl.fails("put", "b", "5", "--lease=" + lease, ALICE);
    ctl.outUncompared("lease", "timetolive", lease, ALICE);
    ctl.outUncompared("lease", "revoke", lease, ROOT);
    String own = ctl.outUncompared("lease", "grant", "300", ALICE).split(" ", -1)[1];
    ctl.out("put", "b", "6", "--lease=" + own, ALICE);
    ctl.outUncompared("lease", "keep-alive", own, "--once", ALICE);
    ctl.out("lease", "list", ALICE);
    ctl.outUncompared("lease", "revoke", own, ALICE);
  }

  private static void onlyRootLooksAfterTheCluster(EtcdctlScript ctl) {
    ctl.out("alarm", "list", ALICE);
    ctl.outUncompared("member", "list", ALICE);
    ctl.fails("user", "list", ALICE);
    ctl.fails("user", "add", "eve:pw", ALICE);
    ctl.fails("role", "list", ALICE);
    ctl.fails("role", "grant-permission", "team", "readwrite", "secret", ALICE);
    ctl.fails("auth", "disable", ALICE);
    ctl.out("compaction", "5", ROOT);
    ctl.out("user", "list", ROOT);
    ctl.out("role", "list", ROOT);
  }

  private static void peopleMayAskAboutThemselves(EtcdctlScript ctl) {
    ctl.out("user", "get", "alice", ALICE);
    ctl.fails("user", "get", "root", ALICE);
    ctl.out("role", "get", "team", ALICE);
    ctl.fails("role", "get", "root", ALICE);
  }

  private static void whatIsTakenAwayIsGone(EtcdctlScript ctl) {
    ctl.out("role", "revoke-permission", "team", "a", ROOT);
    ctl.fails("get", "a", ALICE);
    ctl.out("role", "revoke-permission", "team", "b", "c", ROOT);
    ctl.fails("put", "b", "7", ALICE);
    ctl.out("put", "c", "7", ALICE);
    ctl.out("role", "delete", "gone", ROOT);
    ctl.out("user", "get", "alice", ROOT);
    ctl.out("user", "revoke-role", "alice", "team", ROOT);
    ctl.fails("put", "c", "8", ALICE);
    ctl.outWithInput("other\n", "user", "passwd", "alice", "--interactive=false", ROOT);
    ctl.fails("get", "a", ALICE);
    ctl.out("user", "delete", "alice", ROOT);
    ctl.fails("get", "a", "--user=alice:other");
  }

  private static void rootCannotBeLost(EtcdctlScript ctl) {
    ctl.fails("user", "delete", "root", ROOT);
    ctl.fails("user", "revoke-role", "root", "root", ROOT);
    ctl.fails("role", "delete", "root", ROOT);
  }

  private static void switchOff(EtcdctlScript ctl) {
    assertEquals("Authentication Disabled", ctl.out("auth", "disable", ROOT));
    ctl.out("put", "a", "9");
    ctl.out("get", "a");
  }
}
