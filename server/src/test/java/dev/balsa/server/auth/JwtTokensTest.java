package dev.balsa.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.server.env.Clock;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that are signed: by every method, and with keys in every form. */
class JwtTokensTest {

  private static final byte[] NONE = {};
  private static final long TTL_SECONDS = 60;

  private static final class HandClock implements Clock {
    private long millis = 1_700_000_000_000L;

    @Override
    public long nanoTime() {
      return millis * 1_000_000;
    }

    @Override
    public long wallMillis() {
      return millis;
    }
  }

  private final HandClock clock = new HandClock();

  private Tokens tokens(String method, byte[] publicPem, byte[] privatePem) {
    return AuthConfig.TokenKind.jwt(method, publicPem, privatePem, TTL_SECONDS)
        .create(clock, new Random(1));
  }

  static KeyPair pair(String method) {
    try {
      KeyPairGenerator generator;
      if (method.startsWith("ES")) {
        generator = KeyPairGenerator.getInstance("EC");
        String curve = method.equals("ES512") ? "secp521r1" : "secp" + method.substring(2) + "r1";
        generator.initialize(new ECGenParameterSpec(curve));
      } else if (method.equals("EdDSA")) {
        generator = KeyPairGenerator.getInstance("Ed25519");
      } else {
        generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] pem(String type, byte[] der) {
    String text =
        "-----BEGIN "
            + type
            + "-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
            + "\n-----END "
            + type
            + "-----\n";
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] publicPem(KeyPair pair) {
    return pem("PUBLIC KEY", pair.getPublic().getEncoded());
  }

  private static byte[] privatePem(KeyPair pair) {
    return pem("PRIVATE KEY", pair.getPrivate().getEncoded());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"RS256", "RS384", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
  void whoHasThePrivateKeySignsAndWhoHasThePublicOneChecks(String method) {
    KeyPair pair = pair(method);
    Tokens signer = tokens(method, NONE, privatePem(pair));
    String token = signer.issue("alice", 7, "");
    assertEquals(new Caller("alice", 7), signer.callerOf(token, 9));
    Tokens checker = tokens(method, publicPem(pair), NONE);
    assertEquals(new Caller("alice", 7), checker.callerOf(token, 9));
    assertEquals(
        "auth: token signing attempted with verify-only key",
        assertThrows(TokenException.class, () -> checker.issue("alice", 7, "")).getMessage());
    Tokens stranger = tokens(method, publicPem(pair(method)), NONE);
    assertNull(stranger.callerOf(token, 9));
  }

  @ParameterizedTest
  @ValueSource(strings = {"HS256", "HS384", "HS512"})
  void aSecretDoesBoth(String method) {
    byte[] secret = "a secret of some length, 32 bytes".getBytes(StandardCharsets.US_ASCII);
    Tokens tokens = tokens(method, NONE, secret);
    String token = tokens.issue("alice", 7, "");
    assertEquals(new Caller("alice", 7), tokens.callerOf(token, 7));
    secret[0]++;
    assertNull(tokens(method, NONE, secret).callerOf(token, 7));
  }

  @Test
  void aTokenEndsWhenItsTimeIsOver() {
    Tokens tokens = tokens("RS256", NONE, privatePem(pair("RS256")));
    String token = tokens.issue("alice", 7, "");
    clock.millis += (TTL_SECONDS - 1) * 1000;
    assertEquals(new Caller("alice", 7), tokens.callerOf(token, 7));
    clock.millis += 1000;
    assertNull(tokens.callerOf(token, 7));
  }

  @Test
  void noPartOfATokenCanBeChanged() {
    Tokens tokens = tokens("ES256", NONE, privatePem(pair("ES256")));
    String token = tokens.issue("alice", 7, "");
    String[] parts = token.split("\\.", -1);
    String claims =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                "{\"username\":\"root\",\"revision\":7}".getBytes(StandardCharsets.US_ASCII));
    String none =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.US_ASCII));
    assertNull(tokens.callerOf(parts[0] + "." + claims + "." + parts[2], 7));
    assertNull(tokens.callerOf(none + "." + claims + ".", 7));
    assertNull(tokens.callerOf(parts[0] + "." + parts[1] + ".", 7));
    assertNull(tokens.callerOf(parts[0] + "." + parts[1], 7));
    assertNull(tokens.callerOf("", 7));
    assertNull(tokens.callerOf("a.b.c", 7));
    assertNull(tokens.callerOf("x".repeat(100_000), 7));
    assertEquals(new Caller("alice", 7), tokens.callerOf(token, 7));
  }

  @Test
  void aPublicKeyDoesNotServeAsASecret() {
    KeyPair pair = pair("RS256");
    Tokens checker = tokens("RS256", publicPem(pair), NONE);
    String forged = tokens("HS256", NONE, publicPem(pair)).issue("root", 7, "");
    assertNull(checker.callerOf(forged, 7));
  }

  /** As {@code openssl genrsa -traditional} and {@code openssl ecparam -genkey} write them. */
  @Test
  void theOlderFormsOfKeysAreRead() {
    KeyPair rsa = pair("RS256");
    readsOldForm("RS256", rsa, TestPem.oldForm(rsa));
    byte[] old = TestPem.publicOldForm(rsa);
    String token = tokens("PS256", NONE, privatePem(rsa)).issue("alice", 1, "");
    assertEquals(new Caller("alice", 1), tokens("PS256", old, NONE).callerOf(token, 1));
    for (String method : List.of("ES256", "ES384", "ES512")) {
      KeyPair ec = pair(method);
      readsOldForm(method, ec, TestPem.oldForm(ec));
      readsOldForm(method, ec, TestPem.withParameters(ec));
    }
  }

  private void readsOldForm(String method, KeyPair pair, byte[] pem) {
    String token = tokens(method, NONE, pem).issue("alice", 1, "");
    assertEquals(
        new Caller("alice", 1), tokens(method, publicPem(pair), NONE).callerOf(token, 1), method);
    assertEquals(new Caller("alice", 1), tokens(method, publicPem(pair), pem).callerOf(token, 1));
  }

  @Test
  void keysThatAreNoGoodAreRefusedInEtcdsWords() {
    KeyPair pair = pair("RS256");
    assertEquals(
        "auth: public and private keys don't match",
        refusal("RS256", publicPem(pair("RS256")), privatePem(pair)));
    assertEquals("auth: missing key data", refusal("RS256", NONE, NONE));
    assertEquals("auth: missing key data", refusal("HS256", publicPem(pair), NONE));
    assertTrue(refusal("XX256", NONE, NONE).startsWith("auth: invalid auth signature method"));
    assertTrue(refusal("ES256", NONE, privatePem(pair)).contains("ES256"));
    assertTrue(
        refusal("RS256", NONE, "no key".getBytes(StandardCharsets.US_ASCII)).contains("PEM"));
  }

  private String refusal(String method, byte[] publicPem, byte[] privatePem) {
    return assertThrows(IllegalArgumentException.class, () -> tokens(method, publicPem, privatePem))
        .getMessage();
  }

  @Test
  void simpleTokensEndWhenNobodyUsesThem() {
    Tokens tokens = AuthConfig.TokenKind.simple(1_000_000_000L).create(clock, new Random(3));
    String prefix = tokens.newPrefix();
    assertTrue(prefix.matches("[a-zA-Z]{16}"), prefix);
    assertNotEquals(prefix, tokens.newPrefix());
    String token = prefix + ".42";
    assertEquals(42, tokens.knownFrom(token));
    tokens.assign("alice", token);
    assertEquals(0, tokens.knownFrom(token));
    for (int i = 0; i < 5; i++) {
      clock.millis += 900;
      assertEquals(new Caller("alice", 7 + i), tokens.callerOf(token, 7 + i));
    }
    clock.millis += 1100;
    assertNull(tokens.callerOf(token, 7));
    assertEquals(0, tokens.knownFrom("no token of ours"));
  }

  @Test
  void simpleTokensAreForgottenByUserAndAltogether() {
    SimpleTokens tokens = new SimpleTokens(clock, new Random(3), 1_000_000_000L);
    tokens.assign("alice", "a.1");
    tokens.assign("alice", "b.2");
    tokens.assign("bob", "c.3");
    tokens.revoke("alice");
    assertNull(tokens.callerOf("a.1", 1));
    assertEquals(new Caller("bob", 1), tokens.callerOf("c.3", 1));
    tokens.clear();
    assertNull(tokens.callerOf("c.3", 1));
    // What nobody used is swept out by later log-ins.
    tokens.assign("bob", "d.4");
    clock.millis += 5000;
    tokens.assign("bob", "e.5");
    assertEquals(1, tokens.size());
    assertFalse(tokens.newPrefix().isEmpty());
  }
}
