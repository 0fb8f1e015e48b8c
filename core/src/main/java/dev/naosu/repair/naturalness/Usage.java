package dev.naosu.repair.naturalness;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A language model of some code: how many bits a token costs after the two before it.
///
/// Trigrams, bigrams and single tokens with fixed weights (Jelinek and Mercer), and a uniform rest
/// for what was never seen.
///
/// Source: Hindle et al., *On the Naturalness of Software*, ICSE 2012; entropy differences of
/// patches: Yang et al., 2024 (arXiv 2404.15236).
final class Usage {
  private static final double THREE = 0.5;
  private static final double TWO = 0.3;
  private static final double ONE = 0.18;
  private static final double REST = 0.02;

  private final Map<String, Integer> ids = new HashMap<>();
  private final Counts single = new Counts();
  private final Counts pairs = new Counts();
  private final Counts triples = new Counts();
  private long total;

  /// Learns a text.
  void read(List<String> tokens) {
    int before = 0;
    int last = 0;
    for (String token : tokens) {
      int id = ids.computeIfAbsent(token, _ -> ids.size() + 1);
      single.add(id);
      pairs.add(pair(last, id));
      triples.add(triple(before, last, id));
      before = last;
      last = id;
      total++;
    }
  }

  long size() {
    return total;
  }

  /// The probability of a token after two others; they may be unknown.
  double probability(String before, String last, String token) {
    int a = ids.getOrDefault(before, 0);
    int b = ids.getOrDefault(last, 0);
    int c = ids.getOrDefault(token, 0);
    double uniform = REST / (ids.size() + 1);
    if (c == 0 || total == 0) {
      return uniform;
    }
    int known = b == 0 ? 0 : single.of(b);
    int knownPair = a == 0 || b == 0 ? 0 : pairs.of(pair(a, b));
    double one = (double) single.of(c) / total;
    double two = known == 0 ? one : (double) pairs.of(pair(b, c)) / known;
    double three = knownPair == 0 ? two : (double) triples.of(triple(a, b, c)) / knownPair;
    return THREE * three + TWO * two + ONE * one + uniform;
  }

  // ids stay below 2^21, for a model reads some million tokens
  private static long pair(int a, int b) {
    return ((long) a << 21 | b) + 1;
  }

  private static long triple(int a, int b, int c) {
    return ((long) a << 42 | (long) b << 21 | c) + 1;
  }
}
