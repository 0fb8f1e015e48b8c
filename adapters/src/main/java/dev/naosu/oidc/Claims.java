package dev.naosu.oidc;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a provider says of somebody, by name.
record Claims(Map<String, Object> all) {
  /// The text at a place; empty when there is none.
  Optional<String> text(String place) {
    return at(place) instanceof String text && !text.isBlank()
        ? Optional.of(text.strip())
        : Optional.empty();
  }

  /// The texts at a place: a list of them, or a single one.
  List<String> texts(String place) {
    return switch (at(place)) {
      case String text -> List.of(text);
      case List<?> list ->
          list.stream().filter(String.class::isInstance).map(String.class::cast).toList();
      case null, default -> List.of();
    };
  }

  /// Whether it is said to be untrue, which is more than not said.
  boolean denies(String place) {
    return String.valueOf(at(place)).equals("false");
  }

  boolean has(String place) {
    return at(place) != null;
  }

  /// A claim of that very name goes before one within claims, as names may be addresses.
  private @Nullable Object at(String place) {
    if (all.containsKey(place)) {
      return all.get(place);
    }
    Object here = all;
    for (String step : place.split("\\.", -1)) {
      here = here instanceof Map<?, ?> map ? map.get(step) : null;
    }
    return here;
  }
}
