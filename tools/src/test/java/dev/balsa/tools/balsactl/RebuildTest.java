package dev.balsa.tools.balsactl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.embedded.EmbeddedBalsa;
import dev.balsa.embedded.EmbeddedMember;
import dev.balsa.tools.balsactl.Ctl.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a rebuild refuses, and that an interrupted one goes on; that the member comes back is shown
 * by the operator's guide.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RebuildTest {

  @TempDir private static Path directory;
  private static EmbeddedBalsa cluster;
  private static EmbeddedMember damaged;
  private static EmbeddedMember other;
  private static Path data;
  private static Ctl ctl;
  private static String id;

  @BeforeAll
  static void start() {
    cluster = EmbeddedBalsa.builder().members(3).directory(directory).listen().start();
    damaged = cluster.member(2);
    other = cluster.member(1);
    data = directory.resolve(damaged.name());
    id = Long.toHexString(damaged.id());
    ctl = new Ctl(cluster.member(0).endpoint());
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static Output rebuild(String... more) {
    List<String> words =
        new ArrayList<>(List.of("member", "rebuild", "--data-dir", data.toString()));
    words.addAll(List.of(more));
    return ctl.balsactl("", words.toArray(String[]::new));
  }

  private static String refused(String... more) {
    Output output = rebuild(more);
    assertTrue(output.exit() != 0, output.toString());
    assertEquals("", output.out());
    assertTrue(members().contains(id), "it is still a member: " + members());
    assertFalse(Files.exists(RebuildPlan.file(data)), "nothing has begun");
    return output.err();
  }

  private static String members() {
    Output list = ctl.balsactl("", "member", "list", "--command-timeout=60s");
    assertEquals(0, list.exit(), list.toString());
    return list.out();
  }

  @Test
  @Order(1)
  void aMemberThatRunsIsRefused() {
    assertTrue(refused().contains("a server is running on"));
    // The directory may be lost, or another one be named: the member answers.
    Output elsewhere =
        ctl.balsactl(
            "",
            "member",
            "rebuild",
            "--data-dir",
            directory.resolve("none").toString(),
            "--name",
            damaged.name());
    assertTrue(elsewhere.err().contains("is running and answers"), elsewhere.toString());
  }

  @Test
  @Order(2)
  void aDirectoryThatDoesNotTellWhoseItIsIsRefusedWithoutAName() {
    Output output =
        ctl.balsactl("", "member", "rebuild", "--data-dir", directory.resolve("none").toString());
    assertTrue(output.err().contains("give --name"), output.toString());
  }

  @Test
  @Order(3)
  void aClusterThatWouldStandStillIsLeftAsItIs() {
    damaged.stop();
    other.stop();
    Output output = rebuild("--command-timeout=1s");
    other.start();
    assertTrue(output.err().contains("no majority of the cluster answers"), output.toString());
    assertFalse(Files.exists(RebuildPlan.file(data)), "nothing has begun");
    assertTrue(members().contains(id));
  }

  @Test
  @Order(4)
  void aRebuildThatIsInterruptedGoesOnAndHappensOnce() throws IOException {
    String row = members().lines().filter(line -> line.contains(id)).findFirst().orElseThrow();
    String urls = row.split(", ", -1)[3];
    RebuildPlan plan = new RebuildPlan(damaged.id(), damaged.name(), urls, false);
    plan.save(data); // interrupted before the first change
    Output done = rebuild("--command-timeout=60s");
    assertEquals(0, done.exit(), done.toString());
    assertTrue(done.out().contains("--initial-cluster-state existing"), done.out());
    assertTrue(done.out().contains(damaged.name() + "=" + urls), done.out());
    assertFalse(members().contains(id), members());
    Path aside = data.resolveSibling(data.getFileName() + ".damaged");
    assertTrue(Files.isDirectory(aside), "it is kept");
    assertFalse(Files.exists(data));
    assertFalse(Files.exists(RebuildPlan.file(data)));

    String before = members();
    Files.move(aside, data);
    plan.save(data); // interrupted before the last change
    Output again = rebuild("--command-timeout=60s");
    assertEquals(0, again.exit(), again.toString());
    assertEquals(done.out(), again.out());
    assertEquals(before, members(), "it was added once");
    assertTrue(Files.isDirectory(aside));
    assertFalse(Files.exists(data));
  }
}
