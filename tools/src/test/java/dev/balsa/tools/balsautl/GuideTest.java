package dev.balsa.tools.balsautl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.server.ServerMain;
import dev.balsa.tools.ports.FreePort;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The commands of the operator's guide in the README of this module do what it says. */
class GuideTest {

  private static final Pattern BLOCK = Pattern.compile("(?s)```sh\n(.*?)```");
  private static final long PATIENCE_SECONDS = 480;

  /** How often the guide reads what was there from the beginning. */
  private static final int HELLOS = 6;

  private final Path directory = Scratch.directory();

  @AfterEach
  void clean() throws IOException {
    Scratch.delete(directory);
  }

  @Test
  void everyCommandOfTheGuideWorks() throws Exception {
    Etcd.assumeThere();
    int clientPort = FreePort.next();
    int peerPort = FreePort.next();
    programs();
    Path script = directory.resolve("guide.sh");
    Files.writeString(
        script, script().replace(":2379", ":" + clientPort).replace(":2380", ":" + peerPort));
    Path output = directory.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder("bash", script.toString())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("CLIENTS", "127.0.0.1:" + clientPort);
    environment.put("PEERS", "127.0.0.1:" + peerPort);
    environment.put("ETCDCTL_API", "3");
    environment.put("REAL_PATH", environment.get("PATH"));
    environment.put(
        "PATH", directory.resolve("bin") + File.pathSeparator + environment.get("PATH"));
    Process guide = builder.start();
    boolean ended;
    try {
      ended = guide.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } finally {
      guide.descendants().forEach(ProcessHandle::destroyForcibly);
      guide.destroyForcibly();
    }
    String printed = Files.readString(output);
    assertTrue(ended, () -> "it takes too long:\n" + printed);
    assertEquals(0, guide.exitValue(), printed);
    assertEquals(HELLOS, count(printed, "greeting\nhello\n"), printed);
    assertEquals(1, count(printed, "greeting\nhello from etcd\n"), printed);
    assertEquals(1, count(printed, "greeting\nhello from one of three\n"), printed);
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  /** What the guide calls, with addresses for servers that are given none, and much patience. */
  private void programs() throws IOException {
    String java =
        "exec "
            + Path.of(System.getProperty("java.home"), "bin", "java")
            + " -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '"
            + ClassPath.text()
            + "' ";
    String addresses =
        """
        case "$*" in *--listen-client-urls*) ;; *)
          export ETCD_LISTEN_CLIENT_URLS=http://$CLIENTS ETCD_ADVERTISE_CLIENT_URLS=http://$CLIENTS
          export ETCD_LISTEN_PEER_URLS=http://$PEERS;;
        esac
        """;
    program("balsa", addresses + java + ServerMain.class.getName() + " \"$@\" 2>>balsa.log\n");
    program("balsautl", java + BalsaUtl.class.getName() + " \"$@\"\n");
    program(
        "balsactl",
        "export ETCDCTL_COMMAND_TIMEOUT=60s ETCDCTL_DIAL_TIMEOUT=60s\n"
            + java
            + "dev.balsa.tools.balsactl.BalsaCtl \"$@\"\n");
    program("etcd", addresses + "PATH=$REAL_PATH exec etcd \"$@\" >>etcd.log 2>&1\n");
    program(
        "etcdctl",
        """
        PATH=$REAL_PATH
        case "$*" in
          "snapshot restore"*) exec etcdctl "$@" 2>>etcd.log;;
          *--endpoints*) ;;
          *) set -- --endpoints $CLIENTS "$@";;
        esac
        exec etcdctl --dial-timeout=60s --command-timeout=60s "$@"
        """);
  }

  private void program(String name, String text) throws IOException {
    Path bin = Files.createDirectories(directory.resolve("bin"));
    Path program = Files.writeString(bin.resolve(name), "#!/bin/bash\n" + text);
    assertTrue(program.toFile().setExecutable(true));
  }

  private static String script() throws IOException {
    StringBuilder script =
        new StringBuilder("set -e\n")
            .append("balsa --data-dir first.etcd &\n")
            .append("etcdctl put greeting hello\n");
    String all = Files.readString(Path.of("README.md"), StandardCharsets.UTF_8);
    int begin = all.indexOf("\n# Backup, restore, moving\n");
    String guide = all.substring(begin, all.indexOf("\n# ", begin + 1));
    Matcher block = BLOCK.matcher(guide);
    boolean first = true;
    while (block.find()) {
      script.append(block.group(1));
      if (first) {
        script.append("kill $! && wait\n");
      }
      first = false;
    }
    return script.toString();
  }
}
