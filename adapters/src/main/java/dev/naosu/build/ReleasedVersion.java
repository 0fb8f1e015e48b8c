package dev.naosu.build;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A version that its makers call finished: numbers, and perhaps a word such as `Final` or `jre`.
///
/// @param text as it is written
/// @param word behind the numbers; empty for most
record ReleasedVersion(String text, List<BigInteger> numbers, String word)
    implements Comparable<ReleasedVersion> {
  private static final Pattern FORM =
      Pattern.compile(
          "(\\d{1,9}(?:\\.\\d{1,9}){0,5})(?:[.-](final|ga|release|jre|android|jre\\d{1,2}))?",
          Pattern.CASE_INSENSITIVE);

  ReleasedVersion {
    numbers = List.copyOf(numbers);
  }

  /// Empty for what is not finished, or is numbered in another way.
  static Optional<ReleasedVersion> of(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    List<BigInteger> numbers = new ArrayList<>();
    for (String each : form.group(1).split("\\.")) {
      numbers.add(new BigInteger(each));
    }
    String word = form.group(2);
    return Optional.of(
        new ReleasedVersion(text, numbers, word == null ? "" : word.toLowerCase(Locale.ROOT)));
  }

  /// Whether one may take the place of the other by the rules of semantic versions: the first
  /// number is the same, and before the first release also the second.
  boolean isCompatible(ReleasedVersion other) {
    boolean early = number(0).signum() == 0;
    return word.equals(other.word)
        && number(0).equals(other.number(0))
        && (!early || number(1).equals(other.number(1)));
  }

  /// Dates such as `20040616` are no numbers of versions.
  boolean isDate() {
    return number(0).compareTo(BigInteger.valueOf(19_000_000)) > 0;
  }

  private BigInteger number(int index) {
    return index < numbers.size() ? numbers.get(index) : BigInteger.ZERO;
  }

  @Override
  public int compareTo(ReleasedVersion other) {
    for (int i = 0; i < Math.max(numbers.size(), other.numbers.size()); i++) {
      int order = number(i).compareTo(other.number(i));
      if (order != 0) {
        return order;
      }
    }
    return text.compareTo(other.text);
  }
}
