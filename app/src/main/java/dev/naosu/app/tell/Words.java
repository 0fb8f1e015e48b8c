package dev.naosu.app.tell;

import dev.naosu.machine.ShellWord;
import dev.naosu.prove.Proof;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Numbers and sentences the way people read them.
public final class Words {
  private Words() {}

  /// `1,204`.
  public static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /// `0.94`.
  public static String share(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /// `4.1 s`, `58 s`, `1 min 41 s`.
  public static String time(Duration time) {
    long seconds = time.toSeconds();
    if (seconds < 20) {
      return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
    return seconds < 60 ? seconds + " s" : seconds / 60 + " min " + seconds % 60 + " s";
  }

  /// `1 test`, `2 tests`.
  public static String count(long number, String one) {
    return number(number) + " " + one + (number == 1 ? "" : "s");
  }

  /// What recorded requests show.
  static String requests(Proof.Requests requests) {
    return count(requests.reproducing(), "recorded request")
        + (requests.reproducing() == 1 ? " reproduces it and is" : " reproduce it and are")
        + " answered without it now · "
        + (requests.asBefore() == 0
            ? "no good request guards what it did right"
            : count(requests.asBefore(), "good request")
                + (requests.asBefore() == 1 ? " is" : " are")
                + " answered as before");
  }

  /// A word for a shell: in quotes when the shell would take it apart.
  public static String shell(String word) {
    return word.matches("[\\w~.,:/@%+=-][\\w~.,:/@%+=-]*") ? word : ShellWord.quoted(word);
  }

  /// The first letter large.
  public static String sentence(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /// Breaks text into lines of at most `width` characters; a longer word stands alone.
  public static List<String> wrapped(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
