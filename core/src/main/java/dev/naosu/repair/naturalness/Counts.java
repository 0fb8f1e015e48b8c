package dev.naosu.repair.naturalness;

/// How often each key was counted; an open hash table, as a million boxed keys would be too many.
final class Counts {
  private static final int FIRST_SIZE = 1 << 12;

  private long[] keys = new long[FIRST_SIZE];
  private int[] counts = new int[FIRST_SIZE];
  private int size;

  /// @param key not 0
  void add(long key) {
    if (2 * (size + 1) > keys.length) {
      grow();
    }
    int slot = slot(keys, key);
    if (keys[slot] == 0) {
      keys[slot] = key;
      size++;
    }
    counts[slot]++;
  }

  int of(long key) {
    int slot = slot(keys, key);
    return keys[slot] == 0 ? 0 : counts[slot];
  }

  private static int slot(long[] keys, long key) {
    long mixed = key * 0x9E3779B97F4A7C15L;
    int slot = (int) (mixed >>> 32) & (keys.length - 1);
    while (keys[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }

  private void grow() {
    long[] wider = new long[2 * keys.length];
    int[] moved = new int[wider.length];
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] != 0) {
        int slot = slot(wider, keys[i]);
        wider[slot] = keys[i];
        moved[slot] = counts[i];
      }
    }
    keys = wider;
    counts = moved;
  }
}
