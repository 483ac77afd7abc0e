package dev.balsa.server;

import dev.balsa.server.auth.AuthConfig;
import dev.balsa.server.config.AuthToken;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** From the settings about users to what a member starts with. */
final class AuthPlan {

  private AuthPlan() {}

  /**
   * Reads the key files too.
   *
   * @throws ConfigException if a file cannot be read or holds no key
   */
  static AuthConfig of(BalsaConfig config) {
    AuthToken token = config.authToken();
    AuthConfig.TokenKind kind =
        switch (token.kind()) {
          case "jwt" -> jwt(token);
          case "simple" -> AuthConfig.TokenKind.simple(config.authTokenTtl().toNanos());
          default -> AuthConfig.TokenKind.none();
        };
    return new AuthConfig(kind, config.bcryptCost());
  }

  private static AuthConfig.TokenKind jwt(AuthToken token) {
    try {
      return AuthConfig.TokenKind.jwt(
          token.signMethod(),
          content("pub-key", token.publicKeyFile()),
          content("priv-key", token.privateKeyFile()),
          token.ttl().toSeconds());
    } catch (IllegalArgumentException e) {
      throw new ConfigException("--auth-token: " + e.getMessage());
    }
  }

  private static byte[] content(String option, String file) {
    try {
      return file.isEmpty() ? new byte[0] : Files.readAllBytes(Path.of(file));
    } catch (IOException e) {
      throw new ConfigException("--auth-token: " + option + "=" + file + " cannot be read: " + e);
    }
  }
}
