package dev.balsa.server.config;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What {@code --auth-token} says.
 *
 * @param kind {@code simple}, {@code jwt}, or empty for no tokens
 * @param signMethod for jwt: the algorithm, such as {@code RS256}
 * @param publicKeyFile for jwt: where the key to check tokens with is; empty for none
 * @param privateKeyFile for jwt: where the key to sign tokens with is; empty for none
 * @param ttl for jwt: how long a token is good
 */
public record AuthToken(
    String kind, String signMethod, String publicKeyFile, String privateKeyFile, Duration ttl) {

  private static final Duration DEFAULT_TTL = Duration.ofMinutes(5);
  private static final String SIGN_METHOD = "sign-method";
  private static final String PUBLIC_KEY = "pub-key";
  private static final String PRIVATE_KEY = "priv-key";
  private static final String TTL = "ttl";

  /**
   * Reads the text of the flag.
   *
   * @throws ConfigException if it is no kind of token, or an option is not NAME=VALUE or is given
   *     twice; etcd's words, and which part is meant
   */
  static AuthToken parse(String text) {
    String[] parts = text.split(",", -1);
    Map<String, String> options = new HashMap<>();
    for (int i = 1; i < parts.length; i++) {
      String[] pair = parts[i].split("=", -1);
      if (pair.length != 2) {
        throw invalid("\"" + parts[i] + "\" is not NAME=VALUE");
      } else if (options.put(pair[0], pair[1]) != null) {
        throw invalid(pair[0] + " is given twice");
      }
    }
    return switch (parts[0]) {
      case "simple", "" -> new AuthToken(parts[0], "", "", "", Duration.ZERO);
      case "jwt" -> jwt(options);
      default -> throw invalid("there are no tokens of kind \"" + parts[0] + "\"");
    };
  }

  private static AuthToken jwt(Map<String, String> options) {
    String ttl = options.getOrDefault(TTL, "");
    Duration duration;
    try {
      duration = ttl.isEmpty() ? DEFAULT_TTL : GoDuration.parse(ttl);
    } catch (IllegalArgumentException e) {
      throw invalid(TTL + "=" + ttl + ": " + e.getMessage());
    }
    String method = options.getOrDefault(SIGN_METHOD, "");
    if (method.isEmpty()) {
      throw invalid(SIGN_METHOD + " is missing");
    }
    return new AuthToken(
        "jwt",
        method,
        options.getOrDefault(PUBLIC_KEY, ""),
        options.getOrDefault(PRIVATE_KEY, ""),
        duration);
  }

  private static ConfigException invalid(String reason) {
    return new ConfigException("--auth-token: auth: invalid auth options: " + reason);
  }
}
