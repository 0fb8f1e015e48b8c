package dev.naosu.bench.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Requests that really came to a server, counted for each second.
public final class LoadTrace {
  static final int HOUR = 3_600;
  private static final int MINUTE = 60;

  private final int[] counts;

  /// @param counts by second, without a gap
  LoadTrace(int[] counts) {
    this.counts = counts.clone();
  }

  /// @param file numbers between spaces or line ends, one for each second
  /// @throws IOException with a text for people
  public static LoadTrace read(Path file) throws IOException {
    String[] words = Files.readString(file).strip().split("\\s+", -1);
    int[] counts = new int[words.length];
    for (int i = 0; i < words.length; i++) {
      if (!words[i].matches("\\d{1,7}")) {
        throw new IOException(
            file
                + ": the "
                + (i + 1)
                + ". word is no count of requests; it should hold one for each second, and nothing"
                + " else");
      }
      counts[i] = Integer.parseInt(words[i]);
    }
    if (counts.length < 2 * HOUR) {
      throw new IOException(file + " holds less than two hours");
    }
    return new LoadTrace(counts);
  }

  /// Whole hours that it holds, but for the first, which is there to lead in.
  public int hours() {
    return counts.length / HOUR - 1;
  }

  /// Mean requests a second of its busiest minute.
  public double peak() {
    double most = 0;
    for (int from = 0; from + MINUTE <= counts.length; from += MINUTE) {
      most = Math.max(most, mean(from, from + MINUTE));
    }
    return most;
  }

  double mean(int from, int to) {
    return Arrays.stream(counts, from, to).average().orElse(0);
  }

  /// The hours whose load goes up and down most, from minute to minute, the most restless first.
  ///
  /// @return seconds at which they begin
  public List<Integer> restless(int most) {
    List<Integer> begins = new ArrayList<>();
    for (int hour = 1; hour <= hours(); hour++) {
      begins.add(hour * HOUR);
    }
    return begins.stream()
        .sorted(Comparator.comparingDouble((Integer begin) -> -spread(begin)))
        .limit(most)
        .toList();
  }

  /// Standard deviation of the means of the minutes of an hour.
  private double spread(int begin) {
    double all = mean(begin, begin + HOUR);
    double sum = 0;
    for (int from = begin; from < begin + HOUR; from += MINUTE) {
      sum += Math.pow(mean(from, from + MINUTE) - all, 2);
    }
    return Math.sqrt(sum / (HOUR / (double) MINUTE));
  }
}
