package dev.balsa.client;

import java.util.List;
import java.util.Optional;

/**
 * The keys that were found.
 *
 * @param kvs in the order that was asked for
 * @param more whether a limit cut something off
 * @param count keys in the range, whatever the limit
 */
public record GetResult(Header header, List<KeyValue> kvs, boolean more, long count)
    implements OpResult {

  /** The first key, if there is one. */
  public Optional<KeyValue> first() {
    return kvs.isEmpty() ? Optional.empty() : Optional.of(kvs.get(0));
  }
}
