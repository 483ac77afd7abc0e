package dev.balsa.tools.balsactl;

import com.google.protobuf.ByteString;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Bytes as strings of one char for each, so that whatever is stored can be printed unchanged. */
final class Octets {

  private static final int UTF8_LENGTH_MAX = 4;
  private static final int ASCII_LIMIT = 0x80;

  private Octets() {}

  /** Text of ours as octets. */
  static String of(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** Bytes of the store as octets. */
  static String of(ByteString bytes) {
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  /** As {@code \x61\x62}. */
  static String hex(ByteString bytes) {
    StringBuilder text = new StringBuilder();
    for (byte each : bytes) {
      text.append(String.format(Locale.ROOT, "\\x%02x", each));
    }
    return text.toString();
  }

  /** In double quotes, with escapes as in Go: what is printable stays, the rest is named. */
  static String quoted(ByteString bytes) {
    StringBuilder text = new StringBuilder("\"");
    int at = 0;
    while (at < bytes.size()) {
      int octet = bytes.byteAt(at) & 0xff;
      int length = octet < ASCII_LIMIT ? 1 : printableLength(bytes, at);
      if (octet < ASCII_LIMIT) {
        text.append(ascii((char) octet));
      } else if (length > 0) {
        text.append(of(bytes.substring(at, at + length)));
      } else {
        text.append(String.format(Locale.ROOT, "\\x%02x", octet));
      }
      at += Math.max(1, length);
    }
    return text.append('"').toString();
  }

  /** Text of ours in double quotes. */
  static String quoted(String text) {
    return quoted(ByteString.copyFromUtf8(text));
  }

  private static String ascii(char octet) {
    return switch (octet) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case 0x07 -> "\\a";
      case '\b' -> "\\b";
      case '\f' -> "\\f";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      case 0x0b -> "\\v";
      default ->
          octet < ' ' || octet == 0x7f
              ? String.format(Locale.ROOT, "\\x%02x", (int) octet)
              : String.valueOf(octet);
    };
  }

  /** How many bytes the printable character takes that begins here; 0 if none does. */
  private static int printableLength(ByteString bytes, int at) {
    for (int length = 2; length <= UTF8_LENGTH_MAX && at + length <= bytes.size(); length++) {
      String text = decoded(bytes.substring(at, at + length));
      if (text != null) {
        int codePoint = text.codePointAt(0);
        boolean one = Character.charCount(codePoint) == text.length();
        return one && Character.getType(codePoint) != Character.CONTROL ? length : 0;
      }
    }
    return 0;
  }

  /** The text; null if these are not whole characters. */
  private static String decoded(ByteString bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.asReadOnlyByteBuffer()).toString();
    } catch (CharacterCodingException incomplete) {
      return null;
    }
  }
}
