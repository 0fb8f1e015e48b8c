package dev.naosu.bench.load;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a JVM wrote about its collections with `-Xlog:gc`.
///
/// @param collections that stopped the program
/// @param peakMegabytes most that one of them left in the heap
/// @param pauseMillis of all of them together
/// @param longestMillis the longest one
record GcLog(int collections, long peakMegabytes, double pauseMillis, double longestMillis) {
  private static final Pattern PAUSE =
      Pattern.compile("Pause .*? \\d+M->(\\d+)M\\(\\d+M\\) (\\d+\\.\\d+)ms");

  static GcLog of(List<String> lines) {
    int collections = 0;
    long peak = 0;
    double all = 0;
    double longest = 0;
    for (String line : lines) {
      Matcher pause = PAUSE.matcher(line);
      if (pause.find()) {
        double millis = Double.parseDouble(pause.group(2));
        collections++;
        peak = Math.max(peak, Long.parseLong(pause.group(1)));
        all += millis;
        longest = Math.max(longest, millis);
      }
    }
    return new GcLog(collections, peak, all, longest);
  }
}
