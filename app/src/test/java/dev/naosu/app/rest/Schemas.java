package dev.naosu.app.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Compares JSON with the part of JSON Schema that our document uses.
final class Schemas {
  private Schemas() {}

  /// What does not fit, and names that the schema does not know.
  static List<String> mistakes(JsonNode document, JsonNode schema, JsonNode value, String at) {
    List<String> mistakes = new ArrayList<>();
    Set<String> known = new HashSet<>();
    check(document, schema, value, at, mistakes, known);
    if (!known.isEmpty()) {
      value
          .fieldNames()
          .forEachRemaining(
              name -> {
                if (!known.contains(name)) {
                  mistakes.add(at + " has " + name + ", which the document does not know");
                }
              });
    }
    return mistakes;
  }

  private static void check(
      JsonNode document,
      JsonNode schema,
      JsonNode value,
      String at,
      List<String> mistakes,
      Set<String> known) {
    if (schema.has("$ref")) {
      check(
          document,
          document.at(schema.path("$ref").asText().substring(1)),
          value,
          at,
          mistakes,
          known);
      return;
    }
    schema.path("allOf").forEach(each -> check(document, each, value, at, mistakes, known));
    if (schema.has("oneOf")) {
      boolean fits = false;
      for (JsonNode each : schema.path("oneOf")) {
        fits |= mistakes(document, each, value, at).isEmpty();
      }
      if (!fits) {
        mistakes.add(at + " fits none of several");
      }
      return;
    }
    if (schema.has("enum") && !schema.path("enum").toString().contains(value.toString())) {
      mistakes.add(at + " is " + value);
    }
    if (schema.has("type") && !schema.path("type").toString().contains(type(value))) {
      mistakes.add(at + " is " + type(value) + ", not " + schema.path("type"));
    }
    for (JsonNode name : schema.path("required")) {
      if (!value.has(name.asText())) {
        mistakes.add(at + " lacks " + name);
      }
    }
    schema
        .path("properties")
        .properties()
        .forEach(
            property -> {
              known.add(property.getKey());
              if (value.has(property.getKey())) {
                mistakes.addAll(
                    mistakes(
                        document,
                        property.getValue(),
                        value.path(property.getKey()),
                        at + "." + property.getKey()));
              }
            });
    if (schema.has("items")) {
      for (int i = 0; i < value.size(); i++) {
        mistakes.addAll(
            mistakes(document, schema.path("items"), value.path(i), at + "[" + i + "]"));
      }
    }
  }

  private static String type(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> "string";
      case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
      case BOOLEAN -> "boolean";
      case NULL -> "null";
      case ARRAY -> "array";
      case OBJECT -> "object";
      case BINARY, MISSING, POJO -> "nothing";
    };
  }
}
