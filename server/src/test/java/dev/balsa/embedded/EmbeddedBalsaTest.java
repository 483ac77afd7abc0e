package dev.balsa.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.client.BalsaClient;
import dev.balsa.client.InvalidRequestException;
import dev.balsa.client.NotAllowedException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers inside this JVM, as their users start them. */
class EmbeddedBalsaTest {

  private static String get(EmbeddedBalsa balsa, String key) {
    return balsa.client().kv().get(key).await().orElseThrow().valueText();
  }

  @Test
  void oneLineStartsAServerWithoutAPort() {
    try (EmbeddedBalsa balsa = EmbeddedBalsa.start()) {
      assertEquals(2, balsa.client().kv().put("greeting", "hello").await().revision());
      assertEquals("hello", get(balsa, "greeting"));
      assertThrows(IllegalStateException.class, balsa::endpoints);
    }
  }

  @Test
  void threeMembersAreOneCluster() {
    try (EmbeddedBalsa balsa = EmbeddedBalsa.builder().members(3).start()) {
      balsa.client().kv().put("a", "1").await();
      assertEquals("1", get(balsa, "a"));
      assertEquals(3, balsa.client().cluster().members().await().size());
      assertEquals(3, balsa.members().stream().mapToLong(EmbeddedMember::id).distinct().count());
    }
  }

  @Test
  void aMemberThatWasStoppedHasEverythingWhenItComesBack() {
    try (EmbeddedBalsa balsa = EmbeddedBalsa.start()) {
      balsa.client().kv().put("a", "1").await();
      balsa.member(0).stop();
      balsa.member(0).start();
      assertEquals("1", get(balsa, "a"));
      assertThrows(IllegalStateException.class, balsa.member(0)::start);
    }
  }

  @Test
  void whatIsInADirectoryIsFoundAgain(@TempDir Path directory) {
    EmbeddedBalsa.Builder builder = EmbeddedBalsa.builder().directory(directory);
    try (EmbeddedBalsa balsa = builder.start()) {
      balsa.client().kv().put("a", "1").await();
    }
    try (EmbeddedBalsa balsa = builder.start()) {
      assertEquals("1", get(balsa, "a"));
    }
  }

  @Test
  void portsServeClientsThatKnowNothingOfThisJvm() {
    try (EmbeddedBalsa balsa = EmbeddedBalsa.builder().members(3).listen().start();
        BalsaClient client = BalsaClient.connect(balsa.endpoints().toArray(String[]::new))) {
      client.kv().put("a", "1").await();
      assertEquals("1", get(balsa, "a"));
      assertEquals(
          Set.copyOf(balsa.endpoints()),
          Set.copyOf(client.syncMembers().await()),
          "as members say");
    }
  }

  @Test
  void anyFlagMayBeSet() {
    try (EmbeddedBalsa balsa = EmbeddedBalsa.builder().flag("max-txn-ops", "1").start()) {
      BalsaClient client = balsa.client();
      assertThrows(
          InvalidRequestException.class,
          () ->
              client
                  .kv()
                  .commit(
                      dev.balsa.client.Txn.of(
                          dev.balsa.client.Put.of("a", "1"), dev.balsa.client.Put.of("b", "2")))
                  .await());
    }
    assertThrows(
        dev.balsa.server.config.ConfigException.class,
        () -> EmbeddedBalsa.builder().flag("no-such-flag", "1").start());
  }

  @Test
  void portsSpeakTlsWhenThereIsACertificate(@TempDir Path directory) throws Exception {
    try (EmbeddedBalsa balsa =
        EmbeddedBalsa.builder().directory(directory).listen().flag("auto-tls", "true").start()) {
      URI endpoint = URI.create(balsa.member(0).endpoint());
      assertEquals("https", endpoint.getScheme());
      try (Socket plain = new Socket(endpoint.getHost(), endpoint.getPort())) {
        plain
            .getOutputStream()
            .write("GET /health HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        String answer =
            new String(plain.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertFalse(answer.contains("200"), answer);
      }
      balsa.client().kv().put("a", "1").await();
    }
  }

  @Test
  void permissionsCountForClientsWithinTheJvmToo() {
    try (EmbeddedBalsa balsa = EmbeddedBalsa.start()) {
      BalsaClient nobody = balsa.client();
      nobody.auth().addUser("root", "secret").await();
      nobody.auth().addRole("root").await();
      nobody.auth().grantRole("root", "root").await();
      nobody.auth().enable().await();
      assertThrows(NotAllowedException.class, () -> nobody.kv().put("a", "1").await());
      try (BalsaClient root =
          BalsaClient.builder()
              .endpoints(balsa.member(0).name())
              .channels(name -> balsa.member(0).channelBuilder())
              .user("root", "secret")
              .build()) {
        root.kv().put("a", "1").await();
        root.auth().disable().await();
      }
      assertEquals("1", get(balsa, "a"));
    }
  }

  @Test
  void whatMembersSayGoesWhereItWasAskedToGo() {
    Said said = new Said();
    try (EmbeddedBalsa balsa = EmbeddedBalsa.builder().log(said).start()) {
      balsa.client().kv().put("a", "1").await();
    }
    assertTrue(
        said.lines().stream()
            .anyMatch(line -> line.startsWith("ready to serve clients of this JVM member-id=")),
        said::toString);
  }
}
