package dev.balsa.server.interop;

import static dev.balsa.server.interop.EtcdctlScript.sameOnBoth;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What etcdctl prints for members that come, move, go and vote, and for what is refused. */
class EtcdctlMemberTest {

  private static final String NEW_URL = "--peer-urls=http://127.0.0.1:9";

  /** The id of the first member whose line has this text. */
  private static String idOf(EtcdctlScript ctl, String text) {
    return ctl.outUncompared("member", "list")
        .lines()
        .filter(line -> line.contains(text))
        .findFirst()
        .orElseThrow()
        .split(",", 2)[0];
  }

  @Test
  void whatMakesNoSenseIsRefusedInTheSameWords() {
    sameOnBoth(
        ctl -> {
          ctl.out("member", "list");
          String self = idOf(ctl, "started");
          ctl.fails("member", "add", "x");
          ctl.fails("member", "add", "x", "--peer-urls=http://nowhere");
          ctl.fails("member", "add", "x", "--peer-urls=ftp://127.0.0.1:9");
          ctl.fails("member", "add", "x", "--peer-urls=http://127.0.0.1:9/path");
          assertEquals(
              "etcdserver: member not found", ctl.fails("member", "remove", "1234567890abcdef"));
          ctl.fails("member", "remove", "nonsense");
          ctl.fails("member", "remove");
          assertEquals(
              "etcdserver: re-configuration failed due to not enough started members",
              ctl.fails("member", "remove", self));
          assertEquals(
              "etcdserver: can only promote a learner member",
              ctl.fails("member", "promote", self));
          ctl.fails("member", "promote", "1234567890abcdef");
          ctl.fails("member", "update", "1234567890abcdef", NEW_URL);
          ctl.fails("member", "update", self);
          ctl.out("member", "list");
        });
  }

  @Test
  void aLearnerComesAndGoes() {
    sameOnBoth(
        ctl -> {
          ctl.out("member", "list");
          ctl.outInAnyOrder("member", "add", "x", "--learner", NEW_URL);
          String learner = idOf(ctl, "unstarted");
          ctl.outInAnyOrder("member", "list");
          ctl.outInAnyOrder("member", "list", "-w", "fields");
          ctl.outInAnyOrder("member", "list", "-w", "table");
          assertEquals(
              "etcdserver: too many learner members in cluster",
              ctl.fails("member", "add", "y", "--learner", "--peer-urls=http://127.0.0.1:8"));
          assertEquals(
              "etcdserver: Peer URLs already exists",
              ctl.fails("member", "add", "y", "--learner", NEW_URL + ",http://127.0.0.1:8"));
          assertEquals(
              "etcdserver: can only promote a learner member which is in sync with leader",
              ctl.fails("member", "promote", learner));
          ctl.fails("move-leader", learner);
          ctl.out("put", "a", "1");
          ctl.outInAnyOrder("member", "remove", learner);
          assertEquals("etcdserver: member not found", ctl.fails("member", "remove", learner));
          ctl.out("member", "list");
          ctl.outInAnyOrder("member", "add", "x", "--learner", "--peer-urls=http://127.0.0.1:5");
          ctl.out("get", "a");
        });
  }

  @Test
  void aMemberMoves() {
    sameOnBoth(
        ctl -> {
          ctl.out("member", "list");
          String self = idOf(ctl, "started");
          ctl.out("member", "update", self, "--peer-urls=http://127.0.0.1:7,http://127.0.0.1:6");
          ctl.out("member", "list");
          ctl.out("member", "update", self, NEW_URL, "-w", "json");
          ctl.out("member", "list", "-w", "json");
          ctl.out("put", "a", "1");
        });
  }

  @Test
  void aSecondVoterIsTakenAtItsWord() {
    sameOnBoth(
        ctl -> {
          ctl.out("member", "list");
          ctl.outInAnyOrder("member", "add", "x", NEW_URL);
          ctl.outInAnyOrder("member", "list");
        });
  }
}
