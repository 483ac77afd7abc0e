package dev.balsa.mvcc.backend;

import dev.balsa.mvcc.MvccException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** A moment of a {@link MemoryBackend}: a copy of its maps, sharing the arrays. */
final class MemoryPinned implements Pinned {

  private final List<NavigableMap<byte[], byte[]>> spaces = new ArrayList<>();
  private final BooleanSupplier backendClosed;
  private boolean closed;

  MemoryPinned(List<? extends NavigableMap<byte[], byte[]>> live, BooleanSupplier backendClosed) {
    this.backendClosed = backendClosed;
    for (NavigableMap<byte[], byte[]> space : live) {
      TreeMap<byte[], byte[]> copy = new TreeMap<>(Arrays::compareUnsigned);
      copy.putAll(space);
      spaces.add(copy);
    }
  }

  @Override
  public byte[] get(Space space, byte[] key) {
    checkOpen();
    return spaces.get(space.number()).get(key);
  }

  @Override
  public Cursor cursor(Space space) {
    checkOpen();
    return new MapCursor(spaces.get(space.number()).entrySet().iterator());
  }

  @Override
  public void close() {
    closed = true;
  }

  private void checkOpen() {
    if (closed || backendClosed.getAsBoolean()) {
      throw new MvccException(MvccException.Kind.CLOSED, "the pinned state is closed");
    }
  }

  private final class MapCursor implements Cursor {

    private final Iterator<Map.Entry<byte[], byte[]>> entries;
    private Map.Entry<byte[], byte[]> at;

    MapCursor(Iterator<Map.Entry<byte[], byte[]>> entries) {
      this.entries = entries;
    }

    @Override
    public boolean next() {
      checkOpen();
      at = entries.hasNext() ? entries.next() : null;
      return at != null;
    }

    @Override
    public byte[] key() {
      checkOpen();
      return at.getKey();
    }

    @Override
    public byte[] value() {
      checkOpen();
      return at.getValue();
    }

    @Override
    public int valueLength() {
      return value().length;
    }

    @Override
    public void close() {
      // nothing to let go of
    }
  }
}
