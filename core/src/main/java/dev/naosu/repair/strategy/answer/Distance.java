package dev.naosu.repair.strategy.answer;

import java.util.Arrays;

/// How many letters must be put in, taken out or exchanged to make one text of another.
///
/// Source: Ukkonen, *Algorithms for Approximate String Matching*, Information and Control 64, 1985:
/// only the band of the table is filled that a bounded distance can reach.
final class Distance {
  private Distance() {}

  /// The distance, or some number above `most` when it is greater than that.
  static int within(String a, String b, int most) {
    if (Math.abs(a.length() - b.length()) > most) {
      return most + 1;
    }
    int[] before = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      before[j] = j <= most ? j : most + 1;
    }
    for (int i = 1; i <= a.length(); i++) {
      Arrays.fill(row, most + 1);
      int from = Math.max(1, i - most);
      int to = Math.min(b.length(), i + most);
      row[0] = i <= most ? i : most + 1;
      int least = row[0];
      for (int j = from; j <= to; j++) {
        int exchanged = before[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(exchanged, Math.min(before[j], row[j - 1]) + 1);
        least = Math.min(least, row[j]);
      }
      if (least > most) {
        return most + 1;
      }
      int[] swap = before;
      before = row;
      row = swap;
    }
    return before[b.length()];
  }
}
