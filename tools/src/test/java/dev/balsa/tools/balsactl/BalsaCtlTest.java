package dev.balsa.tools.balsactl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.tools.balsactl.Ctl.Output;
import dev.balsa.tools.balsactl.Ctl.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;

/** What goes on until it is stopped, and what etcdctl's output is no measure for. */
class BalsaCtlTest {

  private static final long PATIENCE_NANOS = 60_000_000_000L;

  @TempDir private static Path directory;
  private static Subject server;
  private static Ctl ctl;

  @BeforeAll
  static void start() throws IOException {
    server = Subject.balsa(directory.resolve("server"));
    ctl = new Ctl(server.endpoint());
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  private static String ok(String... words) {
    Output output = ctl.balsactl("", words);
    assertEquals(0, output.exit(), output.toString());
    return output.out();
  }

  private static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - end < 0, "waited in vain for " + what);
      Thread.onSpinWait();
    }
  }

  private static void awaitPrinted(Running running, String text) {
    await(text, () -> running.printed().contains(text) || running.exit().isDone());
    assertTrue(running.printed().contains(text), running.toString() + running.printed());
  }

  @Test
  void aWatchPrintsEveryChangeUntilItIsStopped() {
    ok("put", "watched", "1");
    ok("put", "watched", "2");
    ok("del", "watched");
    Running watch = ctl.start(Map.of(), "", "watch", "watched", "--rev=1", "--prev-kv");
    awaitPrinted(watch, "DELETE");
    Output output = watch.interrupt();
    assertEquals(0, output.exit());
    assertEquals(
        "PUT\nwatched\n1\nPUT\nwatched\n1\nwatched\n2\nDELETE\nwatched\n2\nwatched\n\n",
        output.out());
  }

  @Test
  void anInteractiveWatchTakesItsOrdersLineByLine() {
    ok("put", "lines", "v");
    Output output =
        ctl.balsactl("watch lines --rev=1\nwatch \"no such\"\nprogress\nnonsense\n", "watch", "-i");
    assertEquals(0, output.exit());
    assertTrue(output.out().contains("progress notify: "), output.out());
    assertEquals("Invalid command nonsense (only support 'watch' and 'progress')\n", output.err());
  }

  @Test
  void aWatchRunsACommandForEachChange() throws IOException {
    ok("put", "run", "a b");
    Path file = directory.resolve("changes");
    String script = "echo $ETCD_WATCH_EVENT_TYPE $ETCD_WATCH_KEY $ETCD_WATCH_VALUE > " + file;
    Running watch = ctl.start(Map.of(), "", "watch", "run", "--rev=1", "--", "sh", "-c", script);
    await("the command", () -> Files.exists(file) && length(file) > 0);
    assertEquals(0, watch.interrupt().exit());
    assertEquals("\"PUT\" \"run\" \"a b\"\n", Files.readString(file));
  }

  private static long length(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  @Test
  void aLockIsHeldWhileACommandRunsAndItsExitCodeIsHandedOn() {
    Running holder = ctl.start(Map.of(), "", "lock", "door");
    awaitPrinted(holder, "door/");
    Running next = ctl.start(Map.of(), "", "lock", "door", "--", "sh", "-c", "exit 7");
    String queue = "get";
    await(
        "the second in the queue",
        () -> ok(queue, "door/", "--prefix").split("door/", -1).length > 2);
    assertEquals(0, holder.interrupt().exit());
    assertEquals(7, next.end().exit());
    assertEquals("", ok("get", "door/", "--prefix"));
  }

  @Test
  void aWaiterThatIsStoppedLeavesTheQueue() {
    Running holder = ctl.start(Map.of(), "", "lock", "gate");
    awaitPrinted(holder, "gate/");
    Running next = ctl.start(Map.of(), "", "lock", "gate");
    await(
        "the second in the queue",
        () -> ok("get", "gate/", "--prefix").split("gate/", -1).length > 2);
    next.terminal().interrupted().complete(null);
    await("one in the queue", () -> ok("get", "gate/", "--prefix").split("gate/", -1).length == 2);
    assertEquals(0, holder.interrupt().exit());
  }

  @Test
  void anElectionIsWonAndLookedAt() {
    Running leader = ctl.start(Map.of(), "", "elect", "chair", "me");
    awaitPrinted(leader, "me\n");
    Running observer = ctl.start(Map.of(), "", "elect", "-l", "chair");
    awaitPrinted(observer, "me\n");
    assertEquals(0, observer.interrupt().exit());
    assertEquals(0, leader.interrupt().exit());
    assertEquals("", ok("get", "chair/", "--prefix"));
  }

  @Test
  void aLeaseIsKeptAliveUntilItIsGone() {
    String id = ok("lease", "grant", "3").split(" ", -1)[1];
    assertEquals(
        "lease " + id + " keepalived with TTL(3)\n", ok("lease", "keep-alive", "--once", id));
    Running keeper = ctl.start(Map.of(), "", "lease", "keep-alive", id);
    awaitPrinted(keeper, "keepalived with TTL(3)");
    ok("lease", "revoke", id);
    Output end = keeper.end();
    assertEquals(0, end.exit());
    assertTrue(end.out().endsWith("lease " + id + " expired or revoked.\n"), end.out());
  }

  @Test
  void aSnapshotIsSavedWhole() {
    Path file = directory.resolve("backup.db");
    assertEquals("Snapshot saved at " + file + "\n", ok("snapshot", "save", file.toString()));
    assertTrue(Files.exists(file));
    assertTrue(Files.notExists(Path.of(file + ".part")));
  }

  @Test
  void flagsComeFromVariablesWhereTheyAreNotGiven() {
    ok("put", "from", "variable");
    Map<String, String> variables = Map.of("ETCDCTL_WRITE_OUT", "fields");
    assertTrue(
        ctl.balsactl(variables, "", "get", "from").out().contains("\"Value\" : \"variable\""));
    assertEquals(
        "from\nvariable\n", ctl.balsactl(variables, "", "get", "from", "-w", "simple").out());
  }

  @Test
  void aServerThatIsNotThereIsSaidInOneLine() {
    Output output = new Ctl("127.0.0.1:1").balsactl("", "get", "a", "--command-timeout", "300ms");
    assertEquals(1, output.exit());
    assertTrue(output.err().startsWith("Error: no answer in time; "), output.err());
    assertEquals(1, output.err().lines().count());
  }

  @Test
  void whatIsNotUtf8ComesBackAsItWas() {
    ok("put", "octets", "\u00ff");
    assertEquals("octets\n\u00ff\n", ok("get", "octets"));
    assertEquals("\\x6f\\x63\\x74\\x65\\x74\\x73\n\\xc3\\xbf\n", ok("get", "octets", "--hex"));
  }

  @Test
  void aSteadyLoadIsMeasuredAndItsKeysAreRemoved() {
    Output output = ctl.balsactl("", "check", "perf", "--duration", "200ms");
    assertTrue(output.out().contains("Throughput"), output.toString());
    assertEquals("", ok("get", "/etcdctl-check-perf/", "--prefix", "--keys-only"));
  }

  private static List<String> commandNames() {
    return Stream.of(BalsaCtl.class.getAnnotation(Command.class).subcommands())
        .map(each -> each.getAnnotation(Command.class).name())
        .toList();
  }

  @Test
  void theCompletionScriptKnowsEveryCommand() {
    String script = ok("completion", "bash");
    for (String command : commandNames()) {
      assertTrue(script.contains(command), command);
    }
  }

  @Test
  void everyCommandExplainsItself() {
    for (String command : commandNames()) {
      assertTrue(ok(command, "--help").startsWith("Usage: balsactl " + command), command);
    }
  }

  @Test
  void aFlagThatDoesNotExistIsWrongUsage() {
    Output output = ctl.balsactl("", "get", "--foo", "a");
    assertEquals(128, output.exit());
    assertTrue(output.err().contains("--foo"), output.err());
  }
}
