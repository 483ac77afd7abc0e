package dev.balsa.client;

import com.google.protobuf.ByteString;
import dev.balsa.api.DeleteRangeRequest;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.WatchCreateRequest;

/**
 * How keys of callers become keys of the store and back: by a prefix, the namespace, that callers
 * do not see.
 */
final class Keys {

  private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

  private final ByteString namespace;
  private final ByteString end;

  Keys(Bytes namespace) {
    this.namespace = namespace.toByteString();
    Bytes behind = namespace.afterPrefix();
    end = behind.isEmpty() ? ZERO : behind.toByteString();
  }

  private ByteString stored(ByteString key) {
    return namespace.concat(key);
  }

  private ByteString storedEnd(ByteString rangeEnd) {
    if (rangeEnd.isEmpty()) {
      return rangeEnd;
    }
    return rangeEnd.equals(ZERO) ? end : namespace.concat(rangeEnd);
  }

  RangeRequest stored(RangeRequest request) {
    return namespace.isEmpty()
        ? request
        : request.toBuilder()
            .setKey(stored(request.getKey()))
            .setRangeEnd(storedEnd(request.getRangeEnd()))
            .build();
  }

  PutRequest stored(PutRequest request) {
    return namespace.isEmpty()
        ? request
        : request.toBuilder().setKey(stored(request.getKey())).build();
  }

  DeleteRangeRequest stored(DeleteRangeRequest request) {
    return namespace.isEmpty()
        ? request
        : request.toBuilder()
            .setKey(stored(request.getKey()))
            .setRangeEnd(storedEnd(request.getRangeEnd()))
            .build();
  }

  dev.balsa.api.Compare stored(dev.balsa.api.Compare request) {
    return namespace.isEmpty()
        ? request
        : request.toBuilder()
            .setKey(stored(request.getKey()))
            .setRangeEnd(storedEnd(request.getRangeEnd()))
            .build();
  }

  WatchCreateRequest stored(WatchCreateRequest request) {
    return namespace.isEmpty()
        ? request
        : request.toBuilder()
            .setKey(stored(request.getKey()))
            .setRangeEnd(storedEnd(request.getRangeEnd()))
            .build();
  }

  Bytes seen(ByteString key) {
    return Bytes.from(namespace.isEmpty() ? key : key.substring(namespace.size()));
  }

  /** Whether a key of the store is one that callers can see. */
  boolean sees(ByteString key) {
    return key.startsWith(namespace);
  }

  KeyValue seen(dev.balsa.api.KeyValue kv) {
    return new KeyValue(
        seen(kv.getKey()),
        Bytes.from(kv.getValue()),
        kv.getCreateRevision(),
        kv.getModRevision(),
        kv.getVersion(),
        kv.getLease());
  }
}
