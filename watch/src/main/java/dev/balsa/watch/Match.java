package dev.balsa.watch;

import java.util.Arrays;

/** Which events of the change being published a group has matched. */
final class Match {

  final Group group;
  private int[] positions = new int[4];
  private int size;

  Match(Group group) {
    this.group = group;
  }

  void add(int position) {
    if (size == positions.length) {
      positions = Arrays.copyOf(positions, size * 2);
    }
    positions[size++] = position;
  }

  int size() {
    return size;
  }

  int position(int i) {
    return positions[i];
  }
}
