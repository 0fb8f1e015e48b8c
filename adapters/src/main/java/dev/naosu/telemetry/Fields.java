package dev.naosu.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The fields of one JSON object, asked for by name. What is wrong with them is collected, not
/// thrown; a field that is null counts as absent.
final class Fields {
  private static final int MOST_UNKNOWN = 20;

  private final JsonNode node;
  private final String path;
  private final List<Mistake> mistakes;
  private final Set<String> known = new HashSet<>();

  /// @param node an object, or something in its place, which is a mistake
  /// @param mistakes added to
  Fields(JsonNode node, String path, List<Mistake> mistakes) {
    this.node = node;
    this.path = path;
    this.mistakes = mistakes;
    if (!node.isObject()) {
      mistakes.add(new Mistake(path, "is no object", "write { … }"));
    }
  }

  String path(String name) {
    return path + "." + name;
  }

  void mistake(String name, String what, String remedy) {
    mistakes.add(new Mistake(path(name), what, remedy));
  }

  boolean has(String name) {
    return node.hasNonNull(name);
  }

  Optional<JsonNode> any(String name) {
    known.add(name);
    return has(name) ? Optional.of(node.get(name)) : Optional.empty();
  }

  Optional<Fields> object(String name) {
    return any(name).map(value -> new Fields(value, path(name), mistakes));
  }

  Optional<String> text(String name) {
    Optional<JsonNode> value = any(name);
    if (value.isPresent() && !value.get().isTextual()) {
      mistake(name, "is no string", "write it in quotes");
      return Optional.empty();
    }
    return value.map(JsonNode::textValue);
  }

  /// Empty, and a mistake, when it is absent or blank.
  String required(String name, String remedy) {
    Optional<String> value = text(name);
    if (!has(name) || value.filter(String::isBlank).isPresent()) {
      mistake(name, has(name) ? "is blank" : "is missing", remedy);
    }
    return value.orElse("");
  }

  boolean flag(String name) {
    Optional<JsonNode> value = any(name);
    if (value.isPresent() && !value.get().isBoolean()) {
      mistake(name, "is neither true nor false", "write true or false, without quotes");
    }
    return value.filter(JsonNode::booleanValue).isPresent();
  }

  /// A string, or a list of them.
  List<String> texts(String name) {
    Optional<JsonNode> value = any(name);
    if (value.isEmpty()) {
      return List.of();
    }
    if (value.get().isTextual()) {
      return List.of(value.get().textValue());
    }
    List<String> texts = new ArrayList<>();
    value.get().elements().forEachRemaining(each -> texts.add(each.asText()));
    boolean allTexts = value.get().isArray();
    for (JsonNode each : value.get()) {
      allTexts &= each.isTextual();
    }
    if (!allTexts) {
      mistake(name, "is neither a string nor a list of strings", "write it as [\"…\", \"…\"]");
      return List.of();
    }
    return texts;
  }

  /// The bytes of `body`, or of `bodyBase64`.
  byte[] body() {
    Optional<String> text = text("body");
    Optional<String> base64 = text("bodyBase64");
    if (text.isPresent() && base64.isPresent()) {
      mistake("bodyBase64", "stands beside body", "send one of the two");
    }
    if (base64.isPresent()) {
      try {
        return Base64.getDecoder().decode(base64.get());
      } catch (IllegalArgumentException _) {
        mistake("bodyBase64", "is not base64", "encode the bytes as of RFC 4648, section 4");
      }
    }
    return text.orElse("").getBytes(StandardCharsets.UTF_8);
  }

  Iterable<Map.Entry<String, JsonNode>> entries() {
    return node.properties();
  }

  /// Tells of fields that nobody asked for: a misspelt name would be lost in silence.
  void noOthers(String remedy) {
    node.properties().stream()
        .map(Map.Entry::getKey)
        .filter(name -> !known.contains(name))
        .limit(MOST_UNKNOWN)
        .forEach(
            name ->
                mistakes.add(
                    new Mistake(path, "has an unknown field " + Mistake.quoted(name), remedy)));
  }
}
