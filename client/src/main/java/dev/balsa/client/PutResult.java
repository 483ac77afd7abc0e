package dev.balsa.client;

import java.util.Optional;

/**
 * A value is stored; the header's revision is that of the change.
 *
 * @param previous what was there before, if that was asked for and there was something
 */
public record PutResult(Header header, Optional<KeyValue> previous) implements OpResult {}
