package dev.balsa.raft;

import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * A part of an array as a list, without a copy.
 *
 * <p>Immutable because {@link RaftLog} never writes twice into a slot of an array that it has made
 * a slice of; it takes a new array instead.
 */
final class EntrySlice extends AbstractList<Entry> implements RandomAccess {

  private final Entry[] array;
  private final int from;
  private final int size;

  private EntrySlice(Entry[] array, int from, int size) {
    this.array = array;
    this.from = from;
    this.size = size;
  }

  static List<Entry> of(Entry[] array, int from, int to) {
    return from == to ? List.of() : new EntrySlice(array, from, to - from);
  }

  @Override
  public Entry get(int position) {
    return array[from + Objects.checkIndex(position, size)];
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public List<Entry> subList(int start, int end) {
    Objects.checkFromToIndex(start, end, size);
    return of(array, from + start, from + end);
  }
}
