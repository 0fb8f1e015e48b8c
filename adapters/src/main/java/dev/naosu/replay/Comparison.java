package dev.naosu.replay;

import dev.naosu.replay.Graph.ArrayNode;
import dev.naosu.replay.Graph.CollectionNode;
import dev.naosu.replay.Graph.FieldValue;
import dev.naosu.replay.Graph.MapNode;
import dev.naosu.replay.Graph.Node;
import dev.naosu.replay.Graph.ObjectNode;
import dev.naosu.replay.Graph.OpaqueNode;
import dev.naosu.replay.Graph.Order;
import dev.naosu.replay.Graph.SerializedNode;
import dev.naosu.replay.Graph.TextNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Whether two graphs mean the same: numbers to a relative 1e-9, collections by content, other
/// objects field by field, identity included.
final class Comparison {
  private static final double TOLERANCE = 1e-9;

  /// What `Object.toString` ends with differs from run to run.
  private static final Pattern IDENTITY = Pattern.compile("@[0-9a-f]{4,8}\\b");

  private final Graph left;
  private final Graph right;
  private final Map<Integer, Integer> rightOf = new HashMap<>();
  private final Map<Integer, Integer> leftOf = new HashMap<>();
  private final Set<Long> seen = new HashSet<>();
  private final Deque<Step> open = new ArrayDeque<>();

  private record Step(String path, Value left, Value right) {}

  private Comparison(Graph left, Graph right) {
    this.left = left;
    this.right = right;
  }

  /// The path to the first place where they differ; empty when they are the same.
  ///
  /// @param names of the roots
  static Optional<String> difference(Graph left, Graph right, List<String> names) {
    Comparison comparison = new Comparison(left, right);
    for (int i = 0; i < names.size(); i++) {
      comparison.open.add(new Step(names.get(i), left.roots().get(i), right.roots().get(i)));
    }
    while (!comparison.open.isEmpty()) {
      Step step = comparison.open.remove();
      if (!comparison.same(step)) {
        return Optional.of(step.path());
      }
    }
    return Optional.empty();
  }

  static String withoutIdentity(String text) {
    return IDENTITY.matcher(text).replaceAll("@…");
  }

  private boolean same(Step step) {
    if (step.left() instanceof Value.Constant(var a)
        && step.right() instanceof Value.Constant(var b)) {
      return sameConstant(a, b);
    }
    if (step.left() instanceof Value.Reference(int a)
        && step.right() instanceof Value.Reference(int b)) {
      return sameNode(step.path(), a, b);
    }
    return step.left().equals(step.right());
  }

  private static boolean sameConstant(Object a, Object b) {
    if (a instanceof Number x
        && b instanceof Number y
        && a.getClass() == b.getClass()
        && (a instanceof Double || a instanceof Float)) {
      double p = x.doubleValue();
      double q = y.doubleValue();
      return a.equals(b)
          || p == q
          || Math.abs(p - q) <= TOLERANCE * Math.max(Math.abs(p), Math.abs(q));
    }
    if (a instanceof String x && b instanceof String y) {
      return x.equals(y) || withoutIdentity(x).equals(withoutIdentity(y));
    }
    return a.equals(b);
  }

  private boolean sameNode(String path, int a, int b) {
    if (!seen.add(((long) a << 32) | b)) {
      return true;
    }
    Node x = left.nodes().get(a);
    Node y = right.nodes().get(b);
    return switch (x) {
      case ArrayNode p ->
          y instanceof ArrayNode q
              && p.className().equals(q.className())
              && sequence(path, p.elements(), q.elements());
      case CollectionNode p -> y instanceof CollectionNode q && sameCollection(path, p, q);
      case MapNode p -> y instanceof MapNode q && sameMap(path, p, q);
      case ObjectNode p ->
          y instanceof ObjectNode q
              && p.className().equals(q.className())
              && sameIdentity(a, b)
              && sameFields(path, p, q);
      case SerializedNode p -> y instanceof SerializedNode q && p.equals(q);
      case TextNode p ->
          y instanceof TextNode q && withoutIdentity(p.text()).equals(withoutIdentity(q.text()));
      case OpaqueNode p -> y instanceof OpaqueNode q && p.className().equals(q.className());
    };
  }

  private boolean sameIdentity(int a, int b) {
    Integer before = rightOf.putIfAbsent(a, b);
    Integer back = leftOf.putIfAbsent(b, a);
    return (before == null || before == b) && (back == null || back == a);
  }

  private boolean sequence(String path, List<Value> p, List<Value> q) {
    if (p.size() != q.size()) {
      return false;
    }
    for (int i = 0; i < p.size(); i++) {
      open.add(new Step(path + "[" + i + "]", p.get(i), q.get(i)));
    }
    return true;
  }

  private boolean sameCollection(String path, CollectionNode p, CollectionNode q) {
    boolean sets = p.order() != Order.SEQUENCE && q.order() != Order.SEQUENCE;
    if (!sets) {
      return p.order() == q.order() && sequence(path, p.elements(), q.elements());
    }
    if (p.order() == Order.ORDERED_SET && q.order() == Order.ORDERED_SET) {
      return sequence(path, p.elements(), q.elements());
    }
    return sequence(path, sorted(left, p.elements()), sorted(right, q.elements()));
  }

  private boolean sameMap(String path, MapNode p, MapNode q) {
    if (p.keys().size() != q.keys().size()) {
      return false;
    }
    boolean inOrder = p.ordered() && q.ordered();
    List<Integer> ofLeft = order(left, p, inOrder);
    List<Integer> ofRight = order(right, q, inOrder);
    for (int i = 0; i < ofLeft.size(); i++) {
      Value key = p.keys().get(ofLeft.get(i));
      Value other = q.keys().get(ofRight.get(i));
      open.add(new Step(path + " key " + i, key, other));
      open.add(
          new Step(
              path + " of " + GraphText.of(left, key),
              p.values().get(ofLeft.get(i)),
              q.values().get(ofRight.get(i))));
    }
    return true;
  }

  private static List<Integer> order(Graph graph, MapNode map, boolean asItIs) {
    List<Integer> indices = new ArrayList<>();
    for (int i = 0; i < map.keys().size(); i++) {
      indices.add(i);
    }
    if (!asItIs) {
      indices.sort(
          Comparator.comparing(
              i -> text(graph, map.keys().get(i)) + "=" + text(graph, map.values().get(i))));
    }
    return indices;
  }

  private static List<Value> sorted(Graph graph, List<Value> values) {
    List<Value> sorted = new ArrayList<>(values);
    sorted.sort(Comparator.comparing(value -> text(graph, value)));
    return sorted;
  }

  private static String text(Graph graph, Value value) {
    return withoutIdentity(GraphText.of(graph, value));
  }

  /// A field that only one version has is not compared.
  private boolean sameFields(String path, ObjectNode p, ObjectNode q) {
    Map<String, Value> others = new HashMap<>();
    for (FieldValue field : q.fields()) {
      others.put(field.declaring() + "." + field.name(), field.value());
    }
    for (FieldValue field : p.fields()) {
      Value other = others.get(field.declaring() + "." + field.name());
      if (other != null) {
        open.add(new Step(path + "." + field.name(), field.value(), other));
      }
    }
    return true;
  }
}
