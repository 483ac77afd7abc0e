package dev.balsa.server.auth;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.balsa.server.env.Clock;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * JSON Web Tokens (RFC 7519): who somebody is, at which revision of users and roles, until when,
 * and a signature. No member keeps anything; one that has the key to check can do so after a
 * restart too, and tokens may come from elsewhere.
 *
 * <pre>
 *   {"alg":"RS256","typ":"JWT"} . {"exp":1786000000,"revision":7,"username":"alice"} . signature
 * </pre>
 *
 * <p>A change of users or roles makes all tokens old, so none has to be called back.
 */
final class JwtTokens implements Tokens {

  /**
   * Signatures found good that are remembered, because to check one costs more than the request.
   */
  static final int MAX_REMEMBERED = 10_000;

  /** Longer ones are not even looked at. */
  static final int MAX_TOKEN_CHARS = 16_384;

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private record Claims(String user, long revision, double endSeconds, double beginSeconds) {}

  private final JwtAlgorithm algorithm;
  private final JwtKeys keys;
  private final long ttlSeconds;
  private final Clock clock;
  private final Map<String, Claims> remembered = new ConcurrentHashMap<>();

  JwtTokens(JwtAlgorithm algorithm, JwtKeys keys, long ttlSeconds, Clock clock) {
    this.algorithm = algorithm;
    this.keys = keys;
    this.ttlSeconds = ttlSeconds;
    this.clock = clock;
  }

  @Override
  public String newPrefix() {
    return "";
  }

  @Override
  public String issue(String user, long authRevision, String kept) {
    if (keys.signing() == null) {
      throw new TokenException("auth: token signing attempted with verify-only key", null);
    }
    JsonObject header = new JsonObject();
    header.addProperty("alg", algorithm.jwtName());
    header.addProperty("typ", "JWT");
    JsonObject claims = new JsonObject();
    claims.addProperty("exp", nowSeconds() + ttlSeconds);
    claims.addProperty("revision", authRevision);
    claims.addProperty("username", user);
    String content = encoded(header) + "." + encoded(claims);
    try {
      return content + "." + ENCODER.encodeToString(algorithm.sign(keys.signing(), ascii(content)));
    } catch (GeneralSecurityException e) {
      throw new TokenException("a token cannot be signed: " + e.getMessage(), e);
    }
  }

  private static String encoded(JsonObject json) {
    return ENCODER.encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Of the machine's own time, as whoever made the token has it. */
  private long nowSeconds() {
    return clock.wallMillis() / 1000;
  }

  @Override
  public void assign(String user, String token) {
    // nothing is kept
  }

  @Override
  public void revoke(String user) {
    // the revision has changed, which ends every token
  }

  @Override
  public void clear() {
    // as above
  }

  @Override
  public Caller callerOf(String token, long authRevision) {
    Claims claims = remembered.get(token);
    if (claims == null) {
      claims = checked(token);
      if (claims == null) {
        return null;
      }
      if (remembered.size() >= MAX_REMEMBERED) {
        remembered.clear();
      }
      remembered.put(token, claims);
    }
    long now = nowSeconds();
    if (now < claims.endSeconds() && now >= claims.beginSeconds()) {
      return new Caller(claims.user(), claims.revision());
    }
    remembered.remove(token);
    return null;
  }

  /** The content of a token whose signature is good; null for all others. */
  private Claims checked(String token) {
    String[] parts = token.length() > MAX_TOKEN_CHARS ? new String[0] : token.split("\\.", -1);
    if (parts.length != 3) {
      return null;
    }
    try {
      JsonElement named = parsed(parts[0]).get("alg");
      if (named == null || !algorithm.jwtName().equals(named.getAsString())) {
        return null;
      }
      byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
      byte[] content = ascii(parts[0] + "." + parts[1]);
      return algorithm.verify(keys.checking(), content, signature)
          ? claims(parsed(parts[1]))
          : null;
    } catch (GeneralSecurityException
        | JsonParseException
        | IllegalArgumentException
        | IllegalStateException
        | UnsupportedOperationException e) {
      return null; // what cannot be read is no good token
    }
  }

  private static JsonObject parsed(String part) {
    byte[] json = Base64.getUrlDecoder().decode(part);
    return JsonParser.parseString(new String(json, StandardCharsets.UTF_8)).getAsJsonObject();
  }

  private static Claims claims(JsonObject json) {
    JsonElement user = json.get("username");
    JsonElement revision = json.get("revision");
    boolean complete =
        isString(user) && revision != null && revision.getAsJsonPrimitive().isNumber();
    return complete
        ? new Claims(
            user.getAsString(),
            (long) revision.getAsDouble(),
            json.has("exp") ? json.get("exp").getAsDouble() : Double.POSITIVE_INFINITY,
            json.has("nbf") ? json.get("nbf").getAsDouble() : Double.NEGATIVE_INFINITY)
        : null;
  }

  private static boolean isString(JsonElement element) {
    return element != null && element.isJsonPrimitive() && element.getAsJsonPrimitive().isString();
  }

  @Override
  public long knownFrom(String token) {
    return 0;
  }
}
