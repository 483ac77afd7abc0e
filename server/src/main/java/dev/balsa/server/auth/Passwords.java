package dev.balsa.server.auth;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Hashes of passwords, by bcrypt as etcd has it. Slow by intention: tens of milliseconds, to be
 * spent on a thread that nobody waits for.
 */
public final class Passwords {

  /** More than this bcrypt does not look at, so more is refused. */
  public static final int MAX_BYTES = 72;

  /** The least work that bcrypt knows; each step doubles it. */
  public static final int MIN_COST = 4;

  /** The most work that bcrypt knows. */
  public static final int MAX_COST = 31;

  private static final int LEGACY_COST = 10;
  static final int SALT_BYTES = 16;

  private Passwords() {}

  /** Whether a password is too long to be told from all others. */
  public static boolean isTooLong(String password) {
    return password.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES;
  }

  /**
   * The hash as it travels in a request: Base64 of bcrypt's own text.
   *
   * @param cost work, as a power of two
   * @param salt of {@link #SALT_BYTES}
   */
  static String hash(String password, int cost, byte[] salt) {
    return Base64.getEncoder().encodeToString(bcrypt(password, cost, salt));
  }

  private static byte[] bcrypt(String password, int cost, byte[] salt) {
    byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
    try {
      return BCrypt.with(
              BCrypt.Version.VERSION_2A, LongPasswordStrategies.truncate(BCrypt.Version.VERSION_2A))
          .hash(cost, salt, bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** Whether a password is the one that was hashed; false for what is no hash. */
  public static boolean matches(String password, ByteString hash) {
    if (hash.isEmpty()) {
      return false; // a user without a password
    }
    byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
    try {
      return BCrypt.verifyer(
              BCrypt.Version.VERSION_2A, LongPasswordStrategies.truncate(BCrypt.Version.VERSION_2A))
          .verify(bytes, hash.toByteArray())
          .verified;
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /**
   * What is stored for a password in a log entry; null if it cannot be read.
   *
   * <p>An etcd before 3.5 logged passwords in the clear and every member hashed them with a salt of
   * its own. Here the salt follows from the entry, so that all members store the same.
   */
  static ByteString stored(String password, String hashed, long requestId) {
    if (!password.isEmpty() && hashed.isEmpty()) {
      return ByteString.copyFrom(bcrypt(password, LEGACY_COST, salt(password, requestId)));
    }
    try {
      return ByteString.copyFrom(Base64.getDecoder().decode(hashed));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static byte[] salt(String password, long requestId) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(Long.toString(requestId).getBytes(StandardCharsets.US_ASCII));
      digest.update(password.getBytes(StandardCharsets.UTF_8));
      return Arrays.copyOf(digest.digest(), SALT_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
    }
  }
}
