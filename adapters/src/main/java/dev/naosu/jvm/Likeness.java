package dev.naosu.jvm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.detect.Body;
import dev.naosu.detect.RecordedRequest.Answer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Where answers differ. JSON is compared as trees, everything else byte by byte.
final class Likeness {
  /// Headers that are part of what an answer says.
  private static final List<String> HEADERS = List.of("content-type", "location");

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Likeness() {}

  /// The places where two answers differ, such as `status`, `location`, `body`, or within JSON
  /// `body/items/0/price`; empty when they are alike. What the wanted answer does not say is not
  /// compared.
  static Set<String> differences(Answer wanted, Answer seen) {
    Set<String> places = new LinkedHashSet<>();
    if (wanted.status() != seen.status()) {
      places.add("status");
    }
    for (String name : HEADERS) {
      Optional<String> header = header(wanted, name);
      if (header.isPresent() && !header.equals(header(seen, name))) {
        places.add(name);
      }
    }
    Optional<Body> body = wanted.body();
    if (body.isPresent()) {
      bodies(body.get(), seen.body().orElse(Body.EMPTY), places);
    } else if (wanted.bodyHash().isPresent()
        && !wanted.bodyHash().equals(seen.body().map(Body::hash))) {
      places.add("body");
    }
    return places;
  }

  /// Whether two answers differ only at places that are noise, or within them.
  static boolean alike(Answer wanted, Answer seen, Set<String> noise) {
    return differences(wanted, seen).stream()
        .allMatch(
            place ->
                noise.stream()
                    .anyMatch(each -> place.equals(each) || place.startsWith(each + "/")));
  }

  /// Status and body on one line, without what is noise.
  ///
  /// @param most characters
  static String told(Answer answer, Set<String> noise, int most) {
    Body body = answer.body().orElse(Body.EMPTY);
    String text = tree(body).map(tree -> without(noise, tree)).orElseGet(body::text);
    String line = (answer.status() + " " + text.replaceAll("\\s+", " ")).strip();
    return line.length() > most ? line.substring(0, most) : line;
  }

  private static String without(Set<String> noise, JsonNode tree) {
    for (String place : noise) {
      int last = place.lastIndexOf('/');
      if (place.startsWith("body/")
          && tree.at(place.substring("body".length(), last)) instanceof ObjectNode around) {
        around.remove(place.substring(last + 1).replace("~1", "/").replace("~0", "~"));
      }
    }
    return tree.toString();
  }

  private static Optional<String> header(Answer answer, String name) {
    return answer.headers().entrySet().stream()
        .filter(each -> each.getKey().equalsIgnoreCase(name))
        .map(java.util.Map.Entry::getValue)
        .findFirst();
  }

  private static void bodies(Body wanted, Body seen, Set<String> places) {
    if (wanted.equals(seen)) {
      return;
    }
    Optional<JsonNode> one = tree(wanted);
    Optional<JsonNode> other = tree(seen);
    if (one.isPresent() && other.isPresent()) {
      trees("body", one.get(), other.get(), places);
    } else {
      places.add("body");
    }
  }

  private static Optional<JsonNode> tree(Body body) {
    try {
      JsonNode tree = MAPPER.readTree(body.text());
      return tree.isContainerNode() ? Optional.of(tree) : Optional.empty();
    } catch (JsonProcessingException _) {
      return Optional.empty();
    }
  }

  private static void trees(String place, JsonNode one, JsonNode other, Set<String> places) {
    if (one.isObject() && other.isObject()) {
      Set<String> names = new TreeSet<>();
      one.fieldNames().forEachRemaining(names::add);
      other.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        String inner = place + "/" + name.replace("~", "~0").replace("/", "~1");
        trees(inner, one.path(name), other.path(name), places);
      }
    } else if (one.isArray() && other.isArray() && one.size() == other.size()) {
      for (int i = 0; i < one.size(); i++) {
        trees(place + "/" + i, one.get(i), other.get(i), places);
      }
    } else if (one.isNumber() && other.isNumber()) {
      if (one.decimalValue().compareTo(other.decimalValue()) != 0) {
        places.add(place);
      }
    } else if (!one.equals(other)) {
      places.add(place);
    }
  }
}
