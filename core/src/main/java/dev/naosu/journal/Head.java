package dev.naosu.journal;

/// Where a journal ends. Kept apart from the records, on paper or in another system, it proves
/// later that none was cut off and that the past was not written anew.
///
/// @param number of the last record; 0 when there is none
/// @param hash of the last record; [Hash#ZERO] when there is none
public record Head(long number, Hash hash) {
  /// Of a journal without records.
  public static final Head EMPTY = new Head(0, Hash.ZERO);

  public Head {
    if (number < 0) {
      throw new IllegalArgumentException("a head has a number from 0, not " + number);
    }
    if ((number == 0) != hash.equals(Hash.ZERO)) {
      throw new IllegalArgumentException("only an empty journal has the hash of zeros");
    }
  }

  /// Reads what [#toString] wrote.
  ///
  /// @throws IllegalArgumentException with a text for people
  public static Head parse(String text) {
    int colon = text.indexOf(':');
    String number = colon < 0 ? "" : text.substring(0, colon);
    if (!number.matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no head of a journal; it looks like 12:9f86d0…, number and hash");
    }
    return new Head(Long.parseLong(number), new Hash(text.substring(colon + 1)));
  }

  /// Number and hash with a colon between.
  @Override
  public String toString() {
    return number + ":" + hash;
  }
}
