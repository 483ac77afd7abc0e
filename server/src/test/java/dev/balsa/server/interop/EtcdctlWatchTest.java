package dev.balsa.server.interop;

import static dev.balsa.server.interop.EtcdctlScript.sameOnBoth;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What etcdctl's watch prints. */
class EtcdctlWatchTest {

  @Test
  void aWatchFromThePastReplaysAndGoesOn() {
    sameOnBoth(
        ctl -> {
          ctl.out("put", "k", "v1");
          ctl.out("put", "k", "v2");
          ctl.out("put", "other", "o");
          ctl.out("del", "k");
          try (Etcdctl.Session watch = ctl.start("watch", "k", "--rev=2")) {
            assertEquals("PUT\nk\nv1\nPUT\nk\nv2\nDELETE\nk\n", ctl.lines(watch, 9));
            ctl.out("put", "k", "v3");
            assertEquals("PUT\nk\nv3", ctl.lines(watch, 3));
            assertEquals(List.of(), watch.linesLeft());
          }
        });
  }

  @Test
  void prefixesRangesAndPreviousValuesAreShown() {
    sameOnBoth(
        ctl -> {
          ctl.out("put", "a1", "v1");
          ctl.out("put", "a2", "v2");
          ctl.out("put", "b1", "v3");
          ctl.out("put", "a1", "v4");
          ctl.out("del", "a", "--prefix");
          try (Etcdctl.Session prefix =
                  ctl.start("watch", "a", "--prefix", "--prev-kv", "--rev=3");
              Etcdctl.Session range = ctl.start("watch", "a2", "c", "--rev=2");
              Etcdctl.Session json = ctl.start("watch", "a2", "--rev=2", "-w", "json")) {
            assertEquals(
                "PUT\na2\nv2\nPUT\na1\nv1\na1\nv4\nDELETE\na1\nv4\na1\n\nDELETE\na2\nv2\na2\n",
                ctl.lines(prefix, 18));
            ctl.lines(range, 9);
            ctl.lines(json, 1);
          }
        });
  }

  @Test
  void aWatchBelowTheCompactedPastIsRefused() {
    sameOnBoth(
        ctl -> {
          ctl.out("put", "k", "v1");
          ctl.out("put", "k", "v2");
          ctl.out("compaction", "3");
          ctl.fails("watch", "k", "--rev=2");
          try (Etcdctl.Session watch = ctl.start("watch", "k", "--rev=3")) {
            assertEquals("PUT\nk\nv2", ctl.lines(watch, 3));
          }
        });
  }

  @Test
  void severalWatchesShareOneStreamAndReportProgress() {
    sameOnBoth(
        ctl -> {
          ctl.out("put", "a", "1");
          ctl.out("put", "b", "2");
          try (Etcdctl.Session watch = ctl.start("watch", "-i")) {
            watch.type("watch a --rev=2");
            assertEquals("PUT\na\n1", ctl.lines(watch, 3));
            watch.type("watch b --rev=3");
            assertEquals("PUT\nb\n2", ctl.lines(watch, 3));
            ctl.out("del", "a");
            assertEquals("DELETE\na\n", ctl.lines(watch, 3));
            watch.type("progress");
            assertEquals("progress notify: 4", ctl.lines(watch, 1));
          }
        });
  }
}
