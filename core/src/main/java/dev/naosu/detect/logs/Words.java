package dev.naosu.detect.logs;

import java.util.ArrayList;
import java.util.List;

/// A message, cut into words at white space and punctuation, its values masked.
///
/// Values that follow each other are one word, so that lists of different lengths are alike, and an
/// address with a port is like one without. Empty brackets and quotes hold a value that is empty.
final class Words {
  /// Longer messages are known by their beginning.
  static final int MOST_LETTERS = 2_000;

  private static final int MOST_WORDS = 150;

  /// Between words: what a format string has around its values.
  private static final String OUTER = "=:,;()[]{}\"'<>|`";

  private static final String PAIRS = "()[]{}<>\"\"''";
  private static final int MOST_OF_ADDRESS = 45;
  private static final int LEAST_COLONS = 3;
  private static final int MOST_OF_PORT = 5;
  private static final int MOST_SHOWN = 120;

  private final String text;
  private final List<String> words = new ArrayList<>();
  private final List<String> shown = new ArrayList<>();
  private final List<String> gaps = new ArrayList<>();

  private Words(String text) {
    this.text = text;
  }

  static Words of(String message) {
    Words words = new Words(beginning(message));
    words.cut();
    return words;
  }

  /// Not in the middle of a word: half of it might be a word of its own.
  private static String beginning(String message) {
    if (message.length() <= MOST_LETTERS) {
      return message;
    }
    int end = MOST_LETTERS;
    while (end > 0 && !isSpace(message.charAt(end))) {
      end--;
    }
    return message.substring(0, end == 0 ? MOST_LETTERS : end);
  }

  int count() {
    return words.size();
  }

  /// [Masking#VARIABLE] when all of it is a value.
  String word(int place) {
    return words.get(place);
  }

  /// The same for people, who are shown the punctuation between values.
  String shown(int place) {
    return shown.get(place);
  }

  /// What stands before a word, or after the last one.
  String gap(int place) {
    return gaps.get(place);
  }

  /// The punctuation: equal in all messages of a template.
  String skeleton() {
    return String.join("\0", gaps);
  }

  private void cut() {
    StringBuilder gap = new StringBuilder();
    int i = 0;
    while (i < text.length() && words.size() < MOST_WORDS) {
      char c = text.charAt(i);
      if (isOuter(c)) {
        if (i > 0 && isPair(text.charAt(i - 1), c)) {
          add(taken(gap), Masking.VARIABLE, "");
        }
        if (!isSpace(c)) {
          gap.append(c);
        } else if (gap.isEmpty() || gap.charAt(gap.length() - 1) != ' ') {
          gap.append(' ');
        }
        i++;
      } else {
        int end = endOfAddress(i);
        if (end > i) {
          add(taken(gap), Masking.VARIABLE, Masking.VARIABLE);
        } else {
          end = endOfWord(i);
          int last = endWithoutSentence(i, end);
          String word = text.substring(i, last);
          String masked = isBeforePort(word, end) ? Masking.maskedHost(word) : Masking.masked(word);
          add(taken(gap), masked, masked);
          gap.append(text, last, end);
        }
        i = end;
      }
    }
    gaps.add(gap.toString().stripTrailing());
  }

  private static boolean isPair(char left, char right) {
    for (int i = 0; i < PAIRS.length(); i += 2) {
      if (PAIRS.charAt(i) == left && PAIRS.charAt(i + 1) == right) {
        return true;
      }
    }
    return false;
  }

  private static String taken(StringBuilder gap) {
    String taken = gap.toString();
    gap.setLength(0);
    return taken;
  }

  private void add(String gap, String masked, String display) {
    boolean isValue = Masking.isAllValue(masked);
    int before = isValue ? maskDate() : words.size() - 1;
    boolean isAfterValue = before >= 0 && words.get(before).equals(Masking.VARIABLE);
    if (isAfterValue && gap.equals(" ") && Masking.isSizeUnit(masked)) {
      return;
    }
    if (isAfterValue && isValue && isLoose(gap)) {
      join(before, gap, display);
      return;
    }
    words.add(isValue ? Masking.VARIABLE : masked);
    shown.add(display);
    gaps.add(words.size() == 1 ? gap.stripLeading() : gap);
  }

  private void join(int before, String gap, String display) {
    String all = shown.get(before) + gap + display;
    shown.set(before, all.length() <= MOST_SHOWN ? all : Masking.VARIABLE);
  }

  /// Before a number, the name of a month is a value, and so is that of a day before it. The place
  /// of the last word then.
  private int maskDate() {
    int last = words.size() - 1;
    if (last < 0 || !Masking.isMonth(words.get(last))) {
      return last;
    }
    mask(last);
    if (last > 0 && Masking.isDay(words.get(last - 1))) {
      mask(last - 1);
    }
    while (last > 0 && words.get(last - 1).equals(Masking.VARIABLE) && isLoose(gaps.get(last))) {
      join(last - 1, gaps.get(last), shown.get(last));
      words.removeLast();
      shown.removeLast();
      gaps.removeLast();
      last--;
    }
    return last;
  }

  private void mask(int place) {
    words.set(place, Masking.VARIABLE);
    shown.set(place, Masking.VARIABLE);
  }

  /// Whether values on both sides belong together; brackets and quotes keep theirs apart.
  private static boolean isLoose(String gap) {
    return gap.chars().allMatch(c -> " ,:;.".indexOf(c) >= 0);
  }

  /// The query of a URL belongs to it, whatever it is made of.
  private int endOfWord(int from) {
    int end = from;
    boolean isQuery = false;
    while (end < text.length()
        && (isQuery ? !isEndOfQuery(text.charAt(end)) : !isOuter(text.charAt(end)))) {
      isQuery |= text.charAt(end) == '?' && text.charAt(from) == '/';
      end++;
    }
    return end;
  }

  private static boolean isEndOfQuery(char c) {
    return isSpace(c) || "\"'<>".indexOf(c) >= 0;
  }

  /// The end of a sentence is no part of its last word.
  private int endWithoutSentence(int from, int end) {
    int last = end;
    while (last > from + 1 && ".!?".indexOf(text.charAt(last - 1)) >= 0) {
      last--;
    }
    return last;
  }

  /// The end of a hardware or IPv6 address that begins there; `from` when there is none.
  private int endOfAddress(int from) {
    int end = from;
    int colons = 0;
    boolean hasDigit = false;
    while (end < text.length()
        && end - from < MOST_OF_ADDRESS
        && (text.charAt(end) == ':' || Character.digit(text.charAt(end), 16) >= 0)) {
      colons += text.charAt(end) == ':' ? 1 : 0;
      hasDigit |= Masking.isDigit(text.charAt(end));
      end++;
    }
    boolean isWhole = end == text.length() || !Character.isLetterOrDigit(text.charAt(end));
    if (!isWhole || !hasDigit || colons < LEAST_COLONS) {
      return from;
    }
    return text.charAt(end - 1) == ':' ? end - 1 : end;
  }

  /// Whether a name with a dot or a digit is followed by a colon and a number.
  private boolean isBeforePort(String word, int end) {
    if (end >= text.length() || text.charAt(end) != ':') {
      return false;
    }
    int last = end + 1;
    while (last < text.length()
        && last - end <= MOST_OF_PORT
        && Masking.isDigit(text.charAt(last))) {
      last++;
    }
    return last > end + 1
        && (last == text.length() || !Character.isLetterOrDigit(text.charAt(last)))
        && word.chars().anyMatch(c -> c == '.' || Masking.isDigit(c));
  }

  private static boolean isOuter(char c) {
    return isSpace(c) || OUTER.indexOf(c) >= 0;
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c);
  }
}
