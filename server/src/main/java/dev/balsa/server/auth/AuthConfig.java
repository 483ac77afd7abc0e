package dev.balsa.server.auth;

import dev.balsa.server.env.Clock;
import java.util.random.RandomGenerator;

/**
 * How a member recognizes those who logged in, and how hard it makes guessing passwords.
 *
 * @param tokens the kind of tokens; all members of a cluster should have the same
 * @param bcryptCost work for one password, as a power of two
 */
public record AuthConfig(TokenKind tokens, int bcryptCost) {

  /** etcd's defaults: simple tokens for five minutes. */
  public static final AuthConfig DEFAULT = new AuthConfig(TokenKind.simple(300_000_000_000L), 10);

  /** Makes a member's tokens. */
  @FunctionalInterface
  public interface TokenKind {

    /** The tokens of one member, for its life. */
    Tokens create(Clock clock, RandomGenerator secrets);

    /**
     * Letters that every member remembers.
     *
     * @param ttlNanos how long they are good after they were last used
     */
    static TokenKind simple(long ttlNanos) {
      return (clock, secrets) -> new SimpleTokens(clock, secrets, ttlNanos);
    }

    /**
     * JSON Web Tokens.
     *
     * @param signMethod such as {@code RS256}
     * @param publicPem what the file with the key to check holds; empty for no file
     * @param privatePem what the file with the key to sign holds; empty for no file
     * @param ttlSeconds how long a token is good
     * @throws IllegalArgumentException if there is no such method, or the keys are no good
     */
    static TokenKind jwt(String signMethod, byte[] publicPem, byte[] privatePem, long ttlSeconds) {
      JwtAlgorithm algorithm = JwtAlgorithm.named(signMethod);
      if (algorithm == null) {
        throw new IllegalArgumentException(
            "auth: invalid auth signature method: \"" + signMethod + "\"");
      }
      JwtKeys keys = JwtKeys.of(algorithm, publicPem, privatePem);
      return (clock, secrets) -> new JwtTokens(algorithm, keys, ttlSeconds, clock);
    }

    /** No tokens at all. */
    static TokenKind none() {
      return (clock, secrets) -> new NoTokens();
    }
  }
}
