package dev.naosu.telemetry;

/// What a sender did wrong.
///
/// @param path where, as a JSON path such as `$[3].kind`, or the name of a query parameter; empty
///   for the body as a whole
/// @param what the fact
/// @param remedy what to do about it
public record Mistake(String path, String what, String remedy) {
  private static final int MOST_QUOTED = 60;

  @Override
  public String toString() {
    return (path.isEmpty() ? "" : path + ": ") + what + "; " + remedy;
  }

  /// Text of the sender within a sentence of ours: short, on one line.
  static String quoted(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ");
    return "'" + (line.length() <= MOST_QUOTED ? line : line.substring(0, MOST_QUOTED) + "…") + "'";
  }
}
