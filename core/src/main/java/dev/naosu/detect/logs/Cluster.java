package dev.naosu.detect.logs;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is known of one template.
final class Cluster {
  private final long id;
  private final @Nullable LogSource source;
  private final @Nullable Leaf leaf;
  private final String[] words;
  private final String[] shown;
  private final String[] gaps;
  private long seen;
  private long last;

  private Cluster(
      long id,
      @Nullable LogSource source,
      @Nullable Leaf leaf,
      String[] words,
      String[] shown,
      String[] gaps) {
    this.id = id;
    this.source = source;
    this.leaf = leaf;
    this.words = words;
    this.shown = shown;
    this.gaps = gaps;
  }

  static Cluster of(long id, Words message, Leaf leaf) {
    int count = message.count();
    String[] words = new String[count];
    String[] shown = new String[count];
    String[] gaps = new String[count + 1];
    for (int i = 0; i < count; i++) {
      words[i] = message.word(i);
      shown[i] = message.shown(i);
    }
    for (int i = 0; i <= count; i++) {
      gaps[i] = message.gap(i);
    }
    return new Cluster(id, null, leaf, words, shown, gaps);
  }

  static Cluster of(long id, LogSource source) {
    String[] none = new String[0];
    return new Cluster(id, source, null, none, none, new String[] {source.format()});
  }

  long id() {
    return id;
  }

  Optional<LogSource> source() {
    return Optional.ofNullable(source);
  }

  Optional<Leaf> leaf() {
    return Optional.ofNullable(leaf);
  }

  /// When a message of it was seen, counted in messages.
  long last() {
    return last;
  }

  int count() {
    return words.length;
  }

  String word(int place) {
    return words[place];
  }

  LogTemplate seen(long now) {
    seen++;
    last = now;
    return template();
  }

  LogTemplate template() {
    StringBuilder text = new StringBuilder(gaps[0]);
    for (int i = 0; i < words.length; i++) {
      text.append(shown[i]).append(gaps[i + 1]);
    }
    return new LogTemplate(id, text.toString(), seen);
  }

  /// How many words are equal; -1 when one differs that is no value.
  int equalWords(Words message) {
    int equal = 0;
    for (int i = 0; i < words.length; i++) {
      if (words[i].equals(message.word(i))) {
        equal++;
      } else if (!isValue(i, message.word(i))) {
        return -1;
      }
    }
    return equal;
  }

  /// Whether another word there makes no other template.
  private boolean isValue(int place, String other) {
    return words[place].equals(Masking.VARIABLE)
        || isNamed(place)
        || Masking.isLikeValue(words[place]) && Masking.isLikeValue(other);
  }

  /// Whether what stands before it announces a value: `=`, or the word `user`.
  private boolean isNamed(int place) {
    return gaps[place].endsWith("=")
        || place > 0 && gaps[place].equals(" ") && words[place - 1].equalsIgnoreCase("user");
  }

  void learn(Words message) {
    for (int i = 0; i < words.length; i++) {
      if (!words[i].equals(message.word(i))) {
        widen(i);
      } else if (!shown[i].equals(message.shown(i))) {
        shown[i] = Masking.VARIABLE;
      }
    }
  }

  void widen(int place) {
    words[place] = Masking.VARIABLE;
    shown[place] = Masking.VARIABLE;
  }

  /// Whether enough of the words that are values in neither are equal.
  boolean isNear(Cluster other, double similarity) {
    int equal = 0;
    int different = 0;
    for (int i = 0; i < words.length; i++) {
      if (!words[i].equals(Masking.VARIABLE) && !other.words[i].equals(Masking.VARIABLE)) {
        if (words[i].equals(other.words[i])) {
          equal++;
        } else {
          different++;
        }
      }
    }
    return equal >= similarity * (equal + different);
  }

  boolean hasWordsOf(Cluster other) {
    return Arrays.equals(words, other.words);
  }

  void join(Cluster younger) {
    seen += younger.seen;
    for (int i = 0; i < words.length; i++) {
      if (!shown[i].equals(younger.shown[i])) {
        shown[i] = Masking.VARIABLE;
      }
    }
  }
}
