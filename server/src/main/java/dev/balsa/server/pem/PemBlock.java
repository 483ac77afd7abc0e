package dev.balsa.server.pem;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands between two lines of dashes.
 *
 * @param label the words behind {@code BEGIN}
 * @param content never modified after construction
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PemBlock(String label, byte[] content) {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

  /**
   * All blocks of a text, in their order; what stands outside of them is passed over.
   *
   * @throws IllegalArgumentException if the content of one is not base64
   */
  public static List<PemBlock> of(byte[] text) {
    List<PemBlock> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(new String(text, StandardCharsets.ISO_8859_1));
    while (matcher.find()) {
      blocks.add(new PemBlock(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2))));
    }
    return blocks;
  }

  /** Without what may be secret. */
  @Override
  public String toString() {
    return "PemBlock[" + label + "]";
  }
}
