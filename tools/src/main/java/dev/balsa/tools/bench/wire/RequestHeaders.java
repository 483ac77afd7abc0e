package dev.balsa.tools.bench.wire;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The header blocks of requests (HPACK, RFC 7541), as a usual client sends them: the first request
 * to a path puts its headers into the peer's table, later ones are six indexes.
 */
final class RequestHeaders {
  private static final int STATIC_ENTRIES = 61;
  private static final int POST = 0x83;
  private static final int HTTP = 0x86;
  private static final int INDEXED = 0x80;
  private static final int WITH_INDEXING = 0x40;
  private static final int AUTHORITY_NAME = 1;
  private static final int PATH_NAME = 4;
  private static final int CONTENT_TYPE_NAME = 31;
  private static final String AUTHORITY = ":authority";
  private static final String CONTENT_TYPE = "content-type";
  private static final String TE = "te";
  private static final int SHORT_MAX = 127;
  private static final int TABLE_BYTES_MIN = 2_048;

  private final byte[] authority;
  private final Map<String, Integer> insertedAs = new LinkedHashMap<>();
  private final Map<String, byte[]> blocks = new LinkedHashMap<>();
  private int inserted;
  private String lastPath = "";
  private byte[] lastBlock = {};

  RequestHeaders(String authority) {
    this.authority = bytes(authority);
  }

  /** Refuses a peer that keeps a smaller table of headers than the requests here need. */
  static void requireTable(int bytes) {
    if (bytes < TABLE_BYTES_MIN) {
      throw new IllegalStateException("the server keeps only " + bytes + " bytes of headers");
    }
  }

  /** Writes a HEADERS frame of a request that goes on. */
  void write(ByteBuf out, String path, int stream) {
    int start = out.writerIndex();
    Frames.header(out, 0, Frames.HEADERS, Frames.END_HEADERS, stream);
    if (insertedAs.containsKey(path)) {
      out.writeBytes(block(path));
    } else {
      insert(out, path);
    }
    out.setMedium(start, out.writerIndex() - start - Frames.FRAME_HEADER_BYTES);
  }

  @SuppressWarnings("ReferenceEquality") // the same constant nearly always; equal ones work too
  private byte[] block(String path) {
    if (path != lastPath) {
      lastPath = path;
      lastBlock = blocks.computeIfAbsent(path, this::indexed);
    }
    return lastBlock;
  }

  /** What a request to a known path begins with: everything is in the peer's table. */
  private byte[] indexed(String path) {
    return new byte[] {
      (byte) POST, (byte) HTTP, entry(AUTHORITY), entry(path), entry(CONTENT_TYPE), entry(TE)
    };
  }

  private byte entry(String header) {
    return (byte) (INDEXED | (STATIC_ENTRIES + inserted - insertedAs.get(header)));
  }

  /** The request that teaches the peer a path. Each entry moves those before it one further. */
  private void insert(ByteBuf out, String path) {
    out.writeByte(POST).writeByte(HTTP);
    header(out, AUTHORITY, AUTHORITY_NAME, authority);
    header(out, path, PATH_NAME, bytes(path));
    header(out, CONTENT_TYPE, CONTENT_TYPE_NAME, bytes("application/grpc"));
    header(out, TE, 0, bytes(TE), bytes("trailers"));
    blocks.clear();
    lastPath = "";
  }

  private void header(ByteBuf out, String header, int staticName, byte[]... texts) {
    if (insertedAs.containsKey(header)) {
      out.writeByte(entry(header));
      return;
    }
    out.writeByte(WITH_INDEXING | staticName);
    for (byte[] text : texts) {
      if (text.length >= SHORT_MAX) {
        throw new IllegalArgumentException("a header of " + text.length + " bytes");
      }
      out.writeByte(text.length);
      out.writeBytes(text);
    }
    insertedAs.put(header, inserted++);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
