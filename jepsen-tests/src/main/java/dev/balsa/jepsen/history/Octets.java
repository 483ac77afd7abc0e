package dev.balsa.jepsen.history;

import java.nio.charset.StandardCharsets;

/**
 * Keys and values: bytes, held in a {@code String} with one character (0 to 255) for each byte.
 *
 * <p>Such strings compare in etcd's order of bytes, hash once and cost one byte a character. The
 * text form puts them between quotes, with {@code \xNN} for what is not printable ASCII.
 */
public final class Octets {

  private static final String HEX = "0123456789abcdef";

  private Octets() {}

  /** The string that stands for these bytes. */
  public static String of(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** The bytes of UTF-8 text, as a string of octets; plain ASCII stays as it is. */
  public static String ofText(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The bytes behind the string. */
  public static byte[] bytes(String octets) {
    return octets.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** As it stands in a history file. */
  public static String quote(String octets) {
    StringBuilder text = new StringBuilder(octets.length() + 2).append('"');
    for (int i = 0; i < octets.length(); i++) {
      char c = octets.charAt(i);
      if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
        text.append(c);
      } else {
        text.append("\\x").append(HEX.charAt(c >> 4 & 15)).append(HEX.charAt(c & 15));
      }
    }
    return text.append('"').toString();
  }

  /**
   * Whether a key lies in an interval, by etcd's rules: an empty end means the one key, {@code
   * "\0"} as the end means everything from the key on.
   */
  public static boolean covers(String key, String end, String candidate) {
    if (end.isEmpty()) {
      return candidate.equals(key);
    }
    return candidate.compareTo(key) >= 0 && (end.equals("\0") || candidate.compareTo(end) < 0);
  }
}
