package dev.balsa.tools.waldump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.balsa.tools.ports.FreePort;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of a real etcd, driven by a real etcdctl; skipped, with a word, where they are not. */
class RealEtcdLogTest {

  @TempDir private Path temp;
  private String endpoint;

  @Test
  void theLogOfARealEtcdShowsWhatEtcdctlAsked() throws Exception {
    boolean found = onPath("etcd") && onPath("etcdctl");
    if (!found) {
      System.out.println("skipped: etcd and etcdctl are not on the PATH");
    }
    assumeTrue(found, "etcd and etcdctl are not on the PATH");
    Path data = temp.resolve("etcd.data");
    runEtcdWith(data);

    DumpRun run = DumpRun.of(data);
    assertEquals(0, run.exitCode(), run.out());
    assertTrue(run.hasLine("metadata", "member=", "cluster="), run.out());
    assertTrue(run.hasLine("conf-change 1 1", "change=add-node", "peerURLs"), run.out());
    assertTrue(run.hasLine("put 2 ", "key=\"name\" value=\"balsa\""), run.out());
    assertTrue(run.hasLine("txn 2 ", "compare=[", "request_put"), run.out());
    assertTrue(run.hasLine("delete-range 2 ", "key=\"name\""), run.out());
    assertTrue(run.hasLine("lease-grant 2 ", "TTL=100"), run.out());
    assertTrue(run.hasLine("compaction 2 ", "revision=3"), run.out());
    assertTrue(run.hasLine("v2 2 ", "method=\"PUT\"", "/attributes"), run.out());
    assertEquals(1, DumpRun.of(data, "--type=delete-range", "--json").count("\"kind\""));
  }

  private void runEtcdWith(Path data) throws Exception {
    endpoint = "http://127.0.0.1:" + FreePort.next();
    String peer = "http://127.0.0.1:" + FreePort.next();
    Process etcd =
        start(
            "etcd",
            "--name=real",
            "--data-dir=" + data,
            "--listen-client-urls=" + endpoint,
            "--advertise-client-urls=" + endpoint,
            "--listen-peer-urls=" + peer,
            "--initial-advertise-peer-urls=" + peer,
            "--initial-cluster=real=" + peer);
    try {
      etcdctl("", "put", "name", "balsa", "--dial-timeout=60s", "--command-timeout=60s");
      etcdctl("", "put", "other", "thing");
      etcdctl("value(\"other\") = \"thing\"\n\nput other thing2\n\n\n", "txn");
      etcdctl("", "del", "name");
      etcdctl("", "lease", "grant", "100");
      etcdctl("", "compaction", "3");
    } finally {
      etcd.destroy();
      assertTrue(etcd.waitFor(60, TimeUnit.SECONDS), "etcd does not stop");
    }
  }

  private void etcdctl(String input, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("etcdctl", "--endpoints=" + endpoint));
    command.addAll(List.of(arguments));
    Process etcdctl = start(command.toArray(String[]::new));
    try (var in = etcdctl.outputWriter()) {
      in.write(input);
    }
    assertTrue(etcdctl.waitFor(90, TimeUnit.SECONDS), "etcdctl does not end");
    assertEquals(0, etcdctl.exitValue(), () -> String.join(" ", command) + ": " + log());
  }

  private Process start(String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(temp.toFile());
    builder.environment().put("ETCDCTL_API", "3");
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(temp.resolve("log").toFile()));
    return builder.start();
  }

  private String log() {
    try {
      return Files.readString(temp.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static boolean onPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }
}
