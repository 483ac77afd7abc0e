package dev.balsa.watch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Groups of single keys by key: open addressing with linear probing, at most two thirds full, no
 * entry objects. Never iterated.
 */
final class KeyTable {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int MIN_SLOTS = 16;

  private Group.OfKey[] slots = new Group.OfKey[MIN_SLOTS];
  private int size;

  int size() {
    return size;
  }

  /** The group of a key; null if there is none. */
  Group find(byte[] key) {
    int hash = hash(key);
    for (int i = hash & (slots.length - 1); slots[i] != null; i = (i + 1) & (slots.length - 1)) {
      if (slots[i].hash == hash && Arrays.equals(slots[i].key, key)) {
        return slots[i];
      }
    }
    return null;
  }

  /** The group of a key, made if there is none. */
  Group findOrAdd(byte[] key) {
    Group found = find(key);
    if (found != null) {
      return found;
    }
    if ((size + 1) * 3L > slots.length * 2L) {
      resize(slots.length * 2);
    }
    Group.OfKey added = new Group.OfKey(key, hash(key));
    place(added);
    size++;
    return added;
  }

  /** Takes a group out and closes the gap it leaves in its run of slots. */
  void remove(Group.OfKey group) {
    int mask = slots.length - 1;
    int gap = group.hash & mask;
    while (slots[gap] != group) {
      gap = (gap + 1) & mask;
    }
    for (int i = (gap + 1) & mask; slots[i] != null; i = (i + 1) & mask) {
      int home = slots[i].hash & mask;
      if (((i - home) & mask) >= ((i - gap) & mask)) {
        slots[gap] = slots[i];
        gap = i;
      }
    }
    slots[gap] = null;
    size--;
    if (slots.length > MIN_SLOTS && size * 8L < slots.length) {
      resize(slots.length / 2);
    }
  }

  private void resize(int newLength) {
    Group.OfKey[] old = slots;
    slots = new Group.OfKey[newLength];
    for (Group.OfKey group : old) {
      if (group != null) {
        place(group);
      }
    }
  }

  private void place(Group.OfKey group) {
    int i = group.hash & (slots.length - 1);
    while (slots[i] != null) {
      i = (i + 1) & (slots.length - 1);
    }
    slots[i] = group;
  }

  /** Eight bytes a step, each step mixed by a multiplication that folds its high half back. */
  static int hash(byte[] key) {
    long hash = key.length;
    int at = 0;
    for (; at + Long.BYTES <= key.length; at += Long.BYTES) {
      hash = mix(hash ^ (long) LONGS.get(key, at));
    }
    long tail = 0;
    for (; at < key.length; at++) {
      tail = (tail << 8) | (key[at] & 0xff);
    }
    hash = mix(hash ^ tail);
    return (int) (hash ^ (hash >>> 32));
  }

  private static long mix(long value) {
    long spread = (value ^ 0x2d358dccaa6c78a5L) * 0x9e3779b97f4a7c15L;
    return spread ^ (spread >>> 29) ^ (spread >>> 47);
  }
}
