package dev.balsa.tools.balsautl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
  private static final long PATIENCE_SECONDS = 180;

  private final Path directory = Scratch.directory();

  @AfterEach
  void clean() throws IOException {
    Scratch.delete(directory);
  }

  @Test
  void everyCommandOfTheGuideWorks() throws Exception {
    Etcd.assumeThere();
    Path script = directory.resolve("guide.sh");
    Files.writeString(script, script());
    Path output = directory.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder("bash", script.toString())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    int port = Etcd.freePort();
    Map<String, String> environment = builder.environment();
    environment.put("ETCD_LISTEN_CLIENT_URLS", "http://127.0.0.1:" + port);
    environment.put("ETCD_ADVERTISE_CLIENT_URLS", "http://127.0.0.1:" + port);
    environment.put("ETCD_LISTEN_PEER_URLS", "http://127.0.0.1:" + Etcd.freePort());
    environment.put("ENDPOINT", "127.0.0.1:" + port);
    environment.put("ETCDCTL_API", "3");
    Process guide = builder.start();
    try {
      assertTrue(guide.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "it takes too long");
    } finally {
      guide.descendants().forEach(ProcessHandle::destroyForcibly);
      guide.destroyForcibly();
    }
    String printed = Files.readString(output);
    assertEquals(0, guide.exitValue(), printed);
    assertEquals(2, count(printed, "greeting\nhello\n"), printed);
    assertEquals(1, count(printed, "greeting\nhello from etcd\n"), printed);
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  private static String script() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String run =
        "exec "
            + java
            + " -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '"
            + ClassPath.text()
            + "' ";
    StringBuilder script =
        new StringBuilder("set -e\n")
            .append("balsa() { " + run + "dev.balsa.server.ServerMain \"$@\" 2>>balsa.log; }\n")
            .append("balsautl() { (" + run + BalsaUtl.class.getName() + " \"$@\"); }\n")
            .append("etcd() { exec etcd \"$@\" >>etcd.log 2>&1; }\n")
            .append("etcdctl() {\n")
            .append("  case $2 in\n")
            .append("    restore) command etcdctl \"$@\" 2>>etcd.log;;\n")
            .append("    *) command etcdctl --endpoints=$ENDPOINT --dial-timeout=60s \\\n")
            .append("         --command-timeout=60s \"$@\";;\n")
            .append("  esac\n")
            .append("}\n")
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
