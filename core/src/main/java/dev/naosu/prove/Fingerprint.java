package dev.naosu.prove;

import java.util.Map;
import java.util.TreeMap;

/// FNV-1a hashes of 64 bits: [java.util.Arrays#hashCode] has 32, too few for ten thousand
/// candidates.
final class Fingerprint {
  private static final long PRIME = 0x100000001b3L;

  private Fingerprint() {}

  static long of(long start, byte[] bytes) {
    long hash = start;
    for (byte each : bytes) {
      hash = (hash ^ each) * PRIME;
    }
    return hash;
  }

  static long of(Map<String, byte[]> classes) {
    long hash = 1;
    for (Map.Entry<String, byte[]> each : new TreeMap<>(classes).entrySet()) {
      hash = of(hash * 31 + each.getKey().hashCode(), each.getValue());
    }
    return hash;
  }
}
