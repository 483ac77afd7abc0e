package dev.balsa.mvcc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Gathers framed versions: small ones are copied behind one another, large ones and pieces that
 * exist already are taken as they are. Belongs to one thread.
 */
final class ListParts {

  /** Field 2, length delimited. */
  static final byte TAG = 0x12;

  private static final int FIRST_CHUNK_BYTES = 1 << 10;
  private static final int CHUNK_BYTES_MAX = 64 << 10;

  /** A version this large is worth a part of its own. */
  private static final int LARGE_BYTES = 8 << 10;

  private static final int HEAD_BYTES_MAX = 6;

  private final List<EncodedRange.Part> parts = new ArrayList<>();
  private long bytes;

  private byte[] chunk = {};
  private int chunkFrom;
  private int chunkTo;

  /** The length of a version with its frame. */
  static int framedSize(KeyValue kv) {
    int length = kv.wire().length;
    return 1 + Wire.varintSize(length) + length;
  }

  /** Writes a version with its frame and returns the position behind it. */
  static int putFramed(byte[] target, int position, KeyValue kv) {
    byte[] wire = kv.wire();
    int at = putHead(target, position, wire.length);
    System.arraycopy(wire, 0, target, at, wire.length);
    return at + wire.length;
  }

  private static int putHead(byte[] target, int position, int length) {
    target[position] = TAG;
    return Wire.putVarint(target, position + 1, length);
  }

  void add(KeyValue kv) {
    int length = kv.wire().length;
    if (length >= LARGE_BYTES) {
      reserve(HEAD_BYTES_MAX);
      chunkTo = putHead(chunk, chunkTo, length);
      add(kv.wire(), 0, length);
    } else {
      reserve(length + HEAD_BYTES_MAX);
      chunkTo = putFramed(chunk, chunkTo, kv);
    }
  }

  /** Adds framed versions that somebody has made before. */
  void add(byte[] framed, int offset, int length) {
    endPart();
    if (length > 0) {
      parts.add(new EncodedRange.Part(framed, offset, length));
      bytes += length;
    }
  }

  /** Makes room behind what is in the chunk; what other parts refer to never moves. */
  private void reserve(int more) {
    if (chunk.length - chunkTo >= more) {
      return;
    }
    int size = Math.max(more, Math.min(CHUNK_BYTES_MAX, chunk.length * 2));
    if (chunkFrom == 0 && chunkTo > 0 && chunk.length < CHUNK_BYTES_MAX) {
      chunk = Arrays.copyOf(chunk, Math.max(size, chunkTo + more));
      return;
    }
    endPart();
    chunk = new byte[Math.max(size, FIRST_CHUNK_BYTES)];
    chunkFrom = 0;
    chunkTo = 0;
  }

  private void endPart() {
    if (chunkTo > chunkFrom) {
      parts.add(new EncodedRange.Part(chunk, chunkFrom, chunkTo - chunkFrom));
      bytes += chunkTo - chunkFrom;
      chunkFrom = chunkTo;
    }
  }

  /** The list, when everything has been added. */
  EncodedRange end(long keys, boolean more, long count, long revision) {
    endPart();
    return new EncodedRange(parts, bytes, keys, more, count, revision);
  }
}
