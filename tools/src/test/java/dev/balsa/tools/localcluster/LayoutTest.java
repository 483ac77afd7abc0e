package dev.balsa.tools.localcluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayoutTest {
  private static final Path DATA = Path.of("d");

  @Test
  void theFirstMemberIsWhereClientsLookByThemselves() {
    Layout layout = new Layout(3, 2379, DATA);
    assertEquals("127.0.0.1:2379,127.0.0.1:12379,127.0.0.1:22379", layout.endpoints());
    List<String> flags = layout.flags(2, List.of("--snapshot-count=7"));
    assertTrue(flags.contains("--name=m2"), flags::toString);
    assertTrue(flags.contains("--data-dir=" + Path.of("d", "m2.etcd")), flags::toString);
    assertTrue(
        flags.contains(
            "--initial-cluster=m1=http://127.0.0.1:2380,m2=http://127.0.0.1:12380,"
                + "m3=http://127.0.0.1:22380"),
        flags::toString);
    assertEquals("--snapshot-count=7", flags.get(flags.size() - 1));
  }

  @Test
  void refusesWhatHasNoPorts() {
    assertNull(new Layout(7, 2379, DATA).problem());
    assertEquals(
        "--members must be at most 7: the ports of more would end above 65535",
        new Layout(8, 2379, DATA).problem());
    assertEquals("--members must be at least 1", new Layout(0, 2379, DATA).problem());
    assertNull(new Layout(1, 65_534, DATA).problem());
    assertEquals("--port must be a port, 1 to 65535", new Layout(1, 70_000, DATA).problem());
  }
}
