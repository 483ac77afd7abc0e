package dev.balsa.watch;

import dev.balsa.mvcc.Event;
import dev.balsa.mvcc.KeyValue;

/**
 * Bytes of one event inside a {@code WatchResponse}.
 *
 * <pre>
 *  5a  LEN  | event without prev_kv ... | 1a  LEN  kv bytes |
 *  field 11   mvccpb.Event, made by mvcc   field 3: prev_kv, only if asked for and known
 * </pre>
 */
final class EventWire {

  private static final int EVENTS_TAG = (11 << 3) | 2;
  private static final int PREV_KV_TAG = (3 << 3) | 2;

  private EventWire() {}

  static int fieldBytes(Event event, KeyValue prevKv) {
    int body = bodyBytes(event, prevKv);
    return 1 + varintBytes(body) + body;
  }

  static int write(Event event, KeyValue prevKv, byte[] to, int start) {
    int at = writeHead(EVENTS_TAG, bodyBytes(event, prevKv), to, start);
    at = copy(event.wire(), to, at);
    if (prevKv != null) {
      byte[] previous = prevKv.wire();
      at = copy(previous, to, writeHead(PREV_KV_TAG, previous.length, to, at));
    }
    return at;
  }

  private static int bodyBytes(Event event, KeyValue prevKv) {
    int bytes = event.wire().length;
    if (prevKv != null) {
      int previous = prevKv.wire().length;
      bytes += 1 + varintBytes(previous) + previous;
    }
    return bytes;
  }

  private static int writeHead(int tag, int length, byte[] to, int start) {
    int at = start;
    to[at++] = (byte) tag;
    int rest = length;
    while (rest > 0x7f) {
      to[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    to[at++] = (byte) rest;
    return at;
  }

  private static int copy(byte[] from, byte[] to, int at) {
    System.arraycopy(from, 0, to, at, from.length);
    return at + from.length;
  }

  private static int varintBytes(int value) {
    return (38 - Integer.numberOfLeadingZeros(value | 1)) / 7;
  }
}
