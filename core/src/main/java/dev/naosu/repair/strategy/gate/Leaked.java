package dev.naosu.repair.strategy.gate;

import dev.naosu.redaction.Redaction;
import java.util.regex.Pattern;

/// Tells texts that a repair has no business to know.
final class Leaked {
  /// Stands where a secret was taken out: a model that repeats it would write it into the code.
  private static final String HIDDEN = "[secret]";

  /// Long, in one piece and of all kinds of letters: a key, or something encoded.
  private static final Pattern BLOB =
      Pattern.compile("(?=[^\\s]*\\d)(?=[^\\s]*[A-Z])(?=[^\\s]*[a-z])[A-Za-z0-9+/=_-]{40,}");

  private static final Pattern HEX = Pattern.compile("(?=[0-9a-fA-F]*\\d)[0-9a-fA-F]{40,}");

  private Leaked() {}

  static boolean isIn(String text) {
    return text.contains(HIDDEN)
        || !Redaction.of(text).equals(text)
        || BLOB.matcher(text).find()
        || HEX.matcher(text).find();
  }
}
