package dev.naosu.replay;

import dev.naosu.replay.Graph.ArrayNode;
import dev.naosu.replay.Graph.CollectionNode;
import dev.naosu.replay.Graph.FieldValue;
import dev.naosu.replay.Graph.MapNode;
import dev.naosu.replay.Graph.Node;
import dev.naosu.replay.Graph.ObjectNode;
import dev.naosu.replay.Graph.TextNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Further inputs made from recorded ones. The same seeds and number give the same input.
///
/// Types are kept. An array or list argument that is sorted in every recorded input stays sorted:
/// what a method expects of its callers is often just that, and shows nowhere else.
final class Mutations {
  private static final int LONGEST_SPELLED = 5;

  private final List<Input> seeds;
  private final long salt;
  private final List<Value.Constant> words;
  private final boolean insides;
  private final Map<MethodKey, List<Integer>> sortedRoots;

  /// @param seeds at least one
  /// @param words that values are also replaced by or made of
  /// @param insides whether fields of objects change too, which their classes may want consistent
  Mutations(List<Input> seeds, long salt, List<Value.Constant> words, boolean insides) {
    if (seeds.isEmpty()) {
      throw new IllegalArgumentException("mutations need an input to start from");
    }
    this.seeds = List.copyOf(seeds);
    this.salt = salt;
    this.words = List.copyOf(words);
    this.insides = insides;
    this.sortedRoots =
        seeds.stream()
            .collect(
                Collectors.groupingBy(
                    Input::method,
                    Collectors.collectingAndThen(Collectors.toList(), Mutations::sortedIn)));
  }

  /// @param number from 0
  Input input(int number) {
    // neighbouring numbers would give neighbouring first draws
    Random random = new Random(new SplittableRandom(salt + number).nextLong());
    Input seed = seeds.get(random.nextInt(seeds.size()));
    Draft draft = new Draft(seed.graph(), words, random);
    int steps = 1 + random.nextInt(3);
    for (int i = 0; i < steps; i++) {
      if (random.nextInt(6) == 0) {
        draft.takeArgumentOf(other(seed.method(), random).graph());
      } else {
        draft.change(insides);
      }
    }
    sortedRoots.getOrDefault(seed.method(), List.of()).forEach(draft::sort);
    return new Input(seed.method(), draft.graph());
  }

  private Input other(MethodKey method, Random random) {
    List<Input> same = seeds.stream().filter(each -> each.method().equals(method)).toList();
    return same.get(random.nextInt(same.size()));
  }

  /// Indices of the roots that are sorted everywhere, and long enough somewhere to tell.
  private static List<Integer> sortedIn(List<Input> inputs) {
    List<Integer> sorted = new ArrayList<>();
    for (int root = 1; root < inputs.getFirst().graph().roots().size(); root++) {
      int longest = 0;
      boolean all = true;
      for (Input input : inputs) {
        Optional<List<Value>> elements = elements(input.graph(), input.graph().roots().get(root));
        all &= elements.isPresent() && isSorted(elements.get());
        longest = Math.max(longest, elements.map(List::size).orElse(0));
      }
      if (all && longest >= 3) {
        sorted.add(root);
      }
    }
    return sorted;
  }

  private static Optional<List<Value>> elements(Graph graph, Value root) {
    if (!(root instanceof Value.Reference(int node))) {
      return Optional.empty();
    }
    return switch (graph.nodes().get(node)) {
      case ArrayNode array -> Optional.of(array.elements());
      case CollectionNode list when list.order() == Graph.Order.SEQUENCE ->
          Optional.of(list.elements());
      default -> Optional.empty();
    };
  }

  private static boolean isSorted(List<Value> elements) {
    for (int i = 0; i < elements.size(); i++) {
      if (!isComparable(elements.get(i), elements.getFirst())
          || i > 0 && ASCENDING.compare(elements.get(i - 1), elements.get(i)) > 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isComparable(Value value, Value like) {
    return value instanceof Value.Constant(var a)
        && like instanceof Value.Constant(var b)
        && a.getClass() == b.getClass();
  }

  /// Only for constants of one type.
  @SuppressWarnings("unchecked")
  private static final Comparator<Value> ASCENDING =
      (a, b) ->
          ((Comparable<Object>) ((Value.Constant) a).value())
              .compareTo(((Value.Constant) b).value());

  /// An input being changed.
  private static final class Draft {
    private final List<Node> nodes;
    private final List<Value> roots;
    private final List<Value.Constant> words;
    private final Random random;

    Draft(Graph graph, List<Value.Constant> words, Random random) {
      this.nodes = new ArrayList<>(graph.nodes());
      this.roots = new ArrayList<>(graph.roots());
      this.words = words;
      this.random = random;
    }

    Graph graph() {
      return new Graph(nodes, roots);
    }

    /// One small change somewhere.
    void change(boolean insides) {
      int arguments = roots.size() - 1;
      List<Integer> open = insides ? all() : outsides();
      if (arguments + open.size() == 0) {
        return;
      }
      // the arguments themselves get their share, however large the objects behind them are
      if (arguments > 0 && (open.isEmpty() || random.nextInt(3) == 0)) {
        int root = 1 + random.nextInt(arguments);
        if (random.nextInt(5) == 0 && swap(root)) {
          return;
        }
        if (roots.get(root) instanceof Value.Reference(int node) && random.nextInt(8) != 0) {
          if (insides || !(nodes.get(node) instanceof ObjectNode)) {
            nodes.set(node, changed(nodes.get(node)));
          }
        } else {
          roots.set(root, changed(roots.get(root)));
        }
      } else if (!open.isEmpty()) {
        int node = open.get(random.nextInt(open.size()));
        nodes.set(node, changed(nodes.get(node)));
      }
    }

    private List<Integer> all() {
      return IntStream.range(0, nodes.size()).boxed().toList();
    }

    /// Arrays, collections, maps and texts that arguments consist of, those in objects left out.
    private List<Integer> outsides() {
      Set<Integer> reached = new LinkedHashSet<>();
      Deque<Value> open = new ArrayDeque<>(roots.subList(1, roots.size()));
      while (!open.isEmpty()) {
        if (open.remove() instanceof Value.Reference(int node)
            && !(nodes.get(node) instanceof ObjectNode)
            && reached.add(node)) {
          switch (nodes.get(node)) {
            case ArrayNode array -> open.addAll(array.elements());
            case CollectionNode list -> open.addAll(list.elements());
            case MapNode map -> {
              open.addAll(map.keys());
              open.addAll(map.values());
            }
            default -> {}
          }
        }
      }
      return List.copyOf(reached);
    }

    private boolean swap(int root) {
      int other = 1 + random.nextInt(roots.size() - 1);
      if (other == root || !kind(roots.get(root)).equals(kind(roots.get(other)))) {
        return false;
      }
      Value kept = roots.get(root);
      roots.set(root, roots.get(other));
      roots.set(other, kept);
      return true;
    }

    private String kind(Value value) {
      return switch (value) {
        case Value.Null _ -> "null";
        case Value.Constant(Object constant) -> constant.getClass().getName();
        case Value.EnumConstant(String className, _) -> className;
        case Value.TypeName _ -> "class";
        case Value.Reference(int node) ->
            nodes.get(node).getClass().getSimpleName() + nodes.get(node).className();
      };
    }

    /// Replaces an argument by that of another input, with all the objects behind it.
    void takeArgumentOf(Graph other) {
      if (roots.size() < 2) {
        return;
      }
      int root = 1 + random.nextInt(roots.size() - 1);
      int offset = nodes.size();
      other.nodes().forEach(node -> nodes.add(moved(node, offset)));
      roots.set(root, moved(other.roots().get(root), offset));
    }

    void sort(int root) {
      if (roots.get(root) instanceof Value.Reference(int index)) {
        Node node = nodes.get(index);
        Optional<List<Value>> elements = elements(graph(), roots.get(root));
        if (elements.isEmpty()
            || !elements.get().stream()
                .allMatch(each -> isComparable(each, elements.get().getFirst()))) {
          return;
        }
        List<Value> sorted = elements.get().stream().sorted(ASCENDING).toList();
        nodes.set(index, with(node, sorted));
      }
    }

    private static Node with(Node node, List<Value> elements) {
      return switch (node) {
        case ArrayNode array -> new ArrayNode(array.className(), elements);
        case CollectionNode list ->
            new CollectionNode(list.className(), list.order(), list.comparator(), elements);
        default -> node;
      };
    }

    private static Value moved(Value value, int offset) {
      return value instanceof Value.Reference(int node)
          ? new Value.Reference(node + offset)
          : value;
    }

    private static List<Value> moved(List<Value> values, int offset) {
      return values.stream().map(value -> moved(value, offset)).toList();
    }

    private static Node moved(Node node, int offset) {
      return switch (node) {
        case ArrayNode array -> new ArrayNode(array.className(), moved(array.elements(), offset));
        case CollectionNode list ->
            new CollectionNode(
                list.className(),
                list.order(),
                moved(list.comparator(), offset),
                moved(list.elements(), offset));
        case MapNode map ->
            new MapNode(
                map.className(),
                map.ordered(),
                moved(map.comparator(), offset),
                moved(map.keys(), offset),
                moved(map.values(), offset));
        case ObjectNode object ->
            new ObjectNode(
                object.className(),
                object.fields().stream()
                    .map(
                        field ->
                            new FieldValue(
                                field.declaring(), field.name(), moved(field.value(), offset)))
                    .toList());
        default -> node;
      };
    }

    private Node changed(Node node) {
      return switch (node) {
        case ArrayNode array -> {
          List<Value> elements = changedElements(array.elements());
          yield new ArrayNode(array.className(), elements);
        }
        case CollectionNode list ->
            new CollectionNode(
                list.className(),
                list.order(),
                list.comparator(),
                changedElements(list.elements()));
        case MapNode map -> changed(map);
        case ObjectNode object when !object.fields().isEmpty() -> {
          List<FieldValue> fields = new ArrayList<>(object.fields());
          int index = random.nextInt(fields.size());
          FieldValue field = fields.get(index);
          fields.set(
              index, new FieldValue(field.declaring(), field.name(), changed(field.value())));
          yield new ObjectNode(object.className(), fields);
        }
        case TextNode text -> new TextNode(text.className(), changed(text.text()));
        default -> node;
      };
    }

    private MapNode changed(MapNode map) {
      if (map.keys().isEmpty()) {
        return map;
      }
      List<Value> keys = new ArrayList<>(map.keys());
      List<Value> values = new ArrayList<>(map.values());
      int index = random.nextInt(keys.size());
      switch (random.nextInt(3)) {
        case 0 -> {
          keys.remove(index);
          values.remove(index);
        }
        case 1 -> values.set(index, changed(values.get(index)));
        default -> values.set(index, values.get(random.nextInt(values.size())));
      }
      return new MapNode(map.className(), map.ordered(), map.comparator(), keys, values);
    }

    private List<Value> changedElements(List<Value> before) {
      List<Value> elements = new ArrayList<>(before);
      if (elements.isEmpty()) {
        return elements;
      }
      int index = random.nextInt(elements.size());
      switch (random.nextInt(12)) {
        case 0, 1 -> elements.remove(index);
        case 2, 3 -> elements.add(index, elements.get(random.nextInt(elements.size())));
        case 4, 5 -> {
          int other = random.nextInt(elements.size());
          Value kept = elements.get(index);
          elements.set(index, elements.get(other));
          elements.set(other, kept);
        }
        case 6 -> elements.add(random.nextInt(elements.size() + 1), changed(elements.get(index)));
        case 7 -> {
          if (random.nextInt(3) == 0) {
            elements.clear();
          } else {
            elements.subList(index, elements.size()).clear();
          }
        }
        default -> elements.set(index, changed(elements.get(index)));
      }
      return elements;
    }

    private Value changed(Value value) {
      return switch (value) {
        case Value.Null _ -> value;
        case Value.EnumConstant _ -> value;
        case Value.TypeName _ -> value;
        case Value.Reference _ -> random.nextInt(10) == 0 ? new Value.Null() : sameKind(value);
        case Value.Constant constant -> changed(constant);
      };
    }

    private Value changed(Value.Constant constant) {
      return switch (constant) {
        case Value.Constant(Boolean b) -> new Value.Constant(!b);
        case Value.Constant(Character c) -> new Value.Constant(changed((char) c));
        case Value.Constant(Byte n) -> new Value.Constant((byte) changed(n));
        case Value.Constant(Short n) -> new Value.Constant((short) changed(n));
        case Value.Constant(Integer n) -> new Value.Constant((int) changed(n));
        case Value.Constant(Long n) -> new Value.Constant(changed(n));
        case Value.Constant(Float n) -> new Value.Constant((float) changed((double) n));
        case Value.Constant(Double n) -> new Value.Constant(changed((double) n));
        case Value.Constant(String s) ->
            random.nextInt(40) == 0 ? new Value.Null() : new Value.Constant(changed(s));
        default -> constant;
      };
    }

    /// Now and then one of the words, where there is one of that type.
    private <T> Optional<T> word(Class<T> type) {
      List<T> fitting = words(type);
      return fitting.isEmpty() || random.nextInt(3) != 0
          ? Optional.empty()
          : Optional.of(fitting.get(random.nextInt(fitting.size())));
    }

    private <T> List<T> words(Class<T> type) {
      return words.stream()
          .map(Value.Constant::value)
          .filter(type::isInstance)
          .map(type::cast)
          .toList();
    }

    /// Another object of the same class, where there is one.
    private Value sameKind(Value value) {
      List<Integer> others = new ArrayList<>();
      for (int i = 0; i < nodes.size(); i++) {
        if (kind(new Value.Reference(i)).equals(kind(value))) {
          others.add(i);
        }
      }
      return new Value.Reference(others.get(random.nextInt(others.size())));
    }

    private long changed(long number) {
      Optional<Long> word = word(Number.class).map(Number::longValue);
      if (word.isPresent()) {
        // the neighbours of a number are where a comparison with it turns
        return word.get() + random.nextInt(3) - 1;
      }
      return switch (random.nextInt(9)) {
        case 0, 1 -> number + 1;
        case 2, 3 -> number - 1;
        case 4 -> 0;
        case 5 -> 1;
        case 6 -> -number;
        default ->
            switch (random.nextInt(8)) {
              case 0 -> -1;
              case 1 -> random.nextInt(200);
              case 2 -> number * 2;
              default -> random.nextInt(21);
            };
      };
    }

    private double changed(double number) {
      Optional<Double> word = word(Number.class).map(Number::doubleValue);
      if (word.isPresent()) {
        return word.get();
      }
      return switch (random.nextInt(7)) {
        case 0 -> number + 1;
        case 1 -> number - 1;
        case 2 -> 0;
        case 3 -> -number;
        case 4 -> number / 2;
        case 5 -> number * 1.5;
        default -> random.nextInt(20);
      };
    }

    private char changed(char c) {
      Optional<Character> word = word(Character.class);
      if (word.isPresent()) {
        return word.get();
      }
      return switch (random.nextInt(4)) {
        case 0 -> (char) (c + 1);
        case 1 -> (char) Math.max(0, c - 1);
        case 2 -> Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c);
        default -> " aZ0-.(".charAt(random.nextInt(7));
      };
    }

    /// Now and then a short text of characters among the words, often in the order in which they
    /// are written: so does code ask for one `charAt` after the other.
    private Optional<String> spelled() {
      List<Character> characters = words(Character.class);
      if (characters.isEmpty() || random.nextInt(3) != 0) {
        return Optional.empty();
      }
      StringBuilder text = new StringBuilder();
      int next = random.nextInt(characters.size());
      for (int more = random.nextInt(LONGEST_SPELLED); more >= 0; more--) {
        text.append((char) characters.get(next));
        next =
            random.nextBoolean()
                ? (next + 1 + random.nextInt(2)) % characters.size()
                : random.nextInt(characters.size());
      }
      return Optional.of(text.toString());
    }

    private String changed(String text) {
      Optional<String> word = word(String.class).or(this::spelled);
      if (word.isPresent()) {
        return random.nextBoolean()
            ? word.get()
            : new StringBuilder(text)
                .insert(random.nextInt(text.length() + 1), word.get())
                .toString();
      }
      if (text.isEmpty()) {
        return random.nextBoolean() ? "a" : " ";
      }
      int index = random.nextInt(text.length());
      StringBuilder changed = new StringBuilder(text);
      switch (random.nextInt(8)) {
        case 0, 1 -> changed.deleteCharAt(index);
        case 2 -> changed.insert(index, text.charAt(random.nextInt(text.length())));
        case 3 -> changed.setCharAt(index, text.charAt(random.nextInt(text.length())));
        case 4 -> changed.setCharAt(index, changed(text.charAt(index)));
        case 5 -> changed.append(text.charAt(index));
        case 6 -> changed.setLength(index);
        default -> changed.setLength(random.nextInt(3) == 0 ? 0 : text.length() - 1);
      }
      return changed.toString();
    }
  }
}
