package dev.naosu.app.input;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;

/// The keys of a part of a file.
public final class Keys {
  private Keys() {}

  /// Notes keys that nobody reads: most of them are misspelt, and would be missed in silence.
  ///
  /// @param prefix of the keys' places, such as `people.`
  /// @param section anything that has no keys has none that are unknown
  /// @param keys that are read
  /// @param problems gets the place and what is wrong there
  public static void known(
      String prefix, JsonNode section, List<String> keys, BiConsumer<String, String> problems) {
    for (Iterator<String> names = section.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!keys.contains(name)) {
        problems.accept(
            prefix + name, "is not known; the keys here are " + String.join(", ", keys));
      }
    }
  }
}
