package dev.naosu.replay;

import dev.naosu.replay.Graph.ArrayNode;
import dev.naosu.replay.Graph.CollectionNode;
import dev.naosu.replay.Graph.FieldValue;
import dev.naosu.replay.Graph.MapNode;
import dev.naosu.replay.Graph.ObjectNode;
import dev.naosu.replay.Graph.OpaqueNode;
import dev.naosu.replay.Graph.SerializedNode;
import dev.naosu.replay.Graph.TextNode;
import java.util.List;

/// A value as text for people, shortened.
final class GraphText {
  private static final int MOST_CHARACTERS = 160;
  private static final int DEPTH = 6;

  private final Graph graph;
  private final StringBuilder text = new StringBuilder();

  private GraphText(Graph graph) {
    this.graph = graph;
  }

  static String of(Graph graph, Value value) {
    GraphText writer = new GraphText(graph);
    writer.write(value, DEPTH);
    return writer.text.length() > MOST_CHARACTERS
        ? writer.text.substring(0, MOST_CHARACTERS - 1) + "…"
        : writer.text.toString();
  }

  private void write(Value value, int depth) {
    if (text.length() > MOST_CHARACTERS) {
      return;
    }
    switch (value) {
      case Value.Null _ -> text.append("null");
      case Value.Constant(String s) -> text.append('"').append(escaped(s)).append('"');
      case Value.Constant(Character c) ->
          text.append('\'').append(escaped(String.valueOf(c))).append('\'');
      case Value.Constant(Object box) -> text.append(box);
      case Value.EnumConstant(_, String name) -> text.append(name);
      case Value.TypeName(String className) -> text.append(className).append(".class");
      case Value.Reference(int node) -> write(graph.nodes().get(node), depth);
    }
  }

  private void write(Graph.Node node, int depth) {
    if (depth == 0) {
      text.append('…');
      return;
    }
    switch (node) {
      case ArrayNode array -> elements("{", array.elements(), "}", depth);
      case CollectionNode collection -> elements("[", collection.elements(), "]", depth);
      case MapNode map -> {
        text.append('{');
        for (int i = 0; i < map.keys().size(); i++) {
          text.append(i == 0 ? "" : ", ");
          write(map.keys().get(i), depth - 1);
          text.append('=');
          write(map.values().get(i), depth - 1);
        }
        text.append('}');
      }
      case ObjectNode object -> {
        text.append(simple(object.className())).append('(');
        String separator = "";
        for (FieldValue field : object.fields()) {
          text.append(separator).append(field.name()).append('=');
          write(field.value(), depth - 1);
          separator = ", ";
        }
        text.append(')');
      }
      case SerializedNode serialized ->
          text.append(simple(serialized.className()))
              .append('#')
              .append(Integer.toHexString(serialized.bytes().hashCode()));
      case TextNode written -> text.append('"').append(escaped(written.text())).append('"');
      case OpaqueNode opaque -> text.append(simple(opaque.className()));
    }
  }

  private void elements(String open, List<Value> elements, String close, int depth) {
    text.append(open);
    for (int i = 0; i < elements.size() && text.length() <= MOST_CHARACTERS; i++) {
      text.append(i == 0 ? "" : ", ");
      write(elements.get(i), depth - 1);
    }
    text.append(close);
  }

  private static String simple(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\")
        .replace("\n", "\\n")
        .replace("\r", "\\r")
        .replace("\t", "\\t");
  }
}
