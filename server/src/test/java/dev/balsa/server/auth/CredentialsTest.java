package dev.balsa.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.grpc.Attributes;
import io.grpc.Metadata;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** What a call shows, and passwords. */
class CredentialsTest {

  private static Metadata header(String name, String value) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
    return headers;
  }

  @Test
  void aTokenIsFoundUnderBothItsNames() {
    assertEquals("t", Credentials.of(header("token", "t"), Attributes.EMPTY).token());
    assertEquals("t", Credentials.of(header("authorization", "t"), Attributes.EMPTY).token());
    assertEquals(
        "t", Credentials.of(header("authorization", "Bearer t"), Attributes.EMPTY).token());
    assertSame(Credentials.NONE, Credentials.of(new Metadata(), Attributes.EMPTY));
  }

  @Test
  void nothingSecretIsPrinted() {
    assertFalse(Credentials.ofToken("VmfIOqqmSpfHMqsv.18").toString().contains("Vmf"));
  }

  @Test
  void aPasswordMatchesItsOwnHashOnly() {
    byte[] salt = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    String hash = Passwords.hash("pässword", 4, salt);
    ByteString stored = Passwords.stored("", hash, 1);
    assertTrue(stored.toStringUtf8().startsWith("$2a$04$"), stored.toStringUtf8());
    assertTrue(Passwords.matches("pässword", stored));
    assertFalse(Passwords.matches("password", stored));
    assertFalse(Passwords.matches("", stored));
    assertFalse(Passwords.matches("x", ByteString.EMPTY));
    assertFalse(Passwords.matches("x", ByteString.copyFromUtf8("no hash at all")));
  }

  @Test
  void aHashThatGoMadeIsUnderstood() {
    // bcrypt's own test vector, as etcd's library writes it too
    ByteString stored =
        ByteString.copyFromUtf8("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW");
    assertTrue(Passwords.matches("U*U", stored));
    assertFalse(Passwords.matches("U*V", stored));
  }

  @Test
  void aPasswordInAnOldLogIsHashedAlikeByAll() {
    assertEquals(Passwords.stored("clear", "", 7), Passwords.stored("clear", "", 7));
    assertTrue(Passwords.matches("clear", Passwords.stored("clear", "", 7)));
    assertFalse(Passwords.stored("clear", "", 7).equals(Passwords.stored("clear", "", 8)));
    assertEquals(
        "x",
        Passwords.stored(
                "", Base64.getEncoder().encodeToString("x".getBytes(StandardCharsets.US_ASCII)), 1)
            .toStringUtf8());
    assertEquals(null, Passwords.stored("", "not Base64!", 1));
  }
}
