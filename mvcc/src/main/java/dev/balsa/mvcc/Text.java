package dev.balsa.mvcc;

/** Bytes for a person's eyes: printable ASCII as it is, the rest as {@code \xNN}. */
final class Text {

  private Text() {}

  static String of(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length + 2).append('"');
    for (byte b : bytes) {
      if (b >= 0x20 && b < 0x7f && b != '"' && b != '\\') {
        text.append((char) b);
      } else {
        text.append(String.format("\\x%02x", b & 0xff));
      }
    }
    return text.append('"').toString();
  }
}
