package dev.naosu.replay;

import dev.naosu.replay.ClassShapes.Construction;
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
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Currency;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/// Writes a [Graph] as Java expressions for one file, in ASCII. What it writes makes objects that
/// are like the recorded ones as far as class files tell; whether they show the same is for who
/// runs it to see.
final class WrittenCode {
  /// Characters of one expression, and of one text in it.
  private static final int MOST = 1_500;

  private static final int LONGEST_TEXT = 400;

  /// Objects within objects.
  private static final int DEEPEST = 8;

  /// The most pairs that `Map.of` takes.
  private static final int MOST_PAIRS = 10;

  /// The first level with `List.of`.
  private static final int WITH_FACTORIES = 9;

  private static final ObjectInputFilter HARMLESS =
      ObjectInputFilter.Config.createFilter(
          "maxdepth=6;maxrefs=100;maxbytes=4000;maxarray=1000;java.time.*;java.math.*;"
              + "java.util.UUID;java.util.Locale;java.util.Currency;"
              + "java.util.concurrent.atomic.*;java.lang.Number;!*");

  private final Graph graph;
  private final ClassShapes shapes;
  private final String home;
  private final int level;
  private final UnaryOperator<String> redaction;
  private final Map<String, String> imports = new TreeMap<>();
  private final Deque<Integer> open = new ArrayDeque<>();

  /// @param home package of the file
  /// @param level of the Java language
  /// @param redaction changes what holds a secret
  WrittenCode(
      Graph graph, ClassShapes shapes, String home, int level, UnaryOperator<String> redaction) {
    this.graph = graph;
    this.shapes = shapes;
    this.home = home;
    this.level = level;
    this.redaction = redaction;
  }

  /// Some object has no expression.
  static final class NoCode extends Exception {
    private static final long serialVersionUID = 1L;

    NoCode(String why) {
      super(why);
    }
  }

  /// Names that the expressions so far want imported, sorted.
  SortedSet<String> imports() {
    return new TreeSet<>(imports.values());
  }

  /// @param type what the place takes that the expression stands in
  String expression(Value value, ClassDesc type) throws NoCode {
    String written =
        switch (value) {
          case Value.Null _ -> "(" + name(type) + ") null";
          case Value.Constant(Serializable constant) -> constant(constant);
          case Value.EnumConstant(String className, String constant) ->
              type(className) + "." + constant;
          case Value.TypeName(String className) -> type(className) + ".class";
          case Value.Reference(int node) -> object(node);
        };
    if (written.length() > MOST) {
      throw new NoCode("it is too long");
    }
    return written;
  }

  /// A value in a place whose type is not known.
  private String element(Value value) throws NoCode {
    return value instanceof Value.Null ? "null" : expression(value, ConstantDescs.CD_Object);
  }

  private String constant(Serializable constant) throws NoCode {
    return switch (constant) {
      case Boolean each -> each.toString();
      case Character each -> "'" + escaped(each.toString(), '\'') + "'";
      case Byte each -> "(byte) " + each;
      case Short each -> "(short) " + each;
      case Integer each -> each.toString();
      case Long each -> each + "L";
      case Float each ->
          Float.isFinite(each)
              ? each + "f"
              : "Float.intBitsToFloat(" + Float.floatToIntBits(each) + ")";
      case Double each ->
          Double.isFinite(each)
              ? each.toString()
              : "Double.longBitsToDouble(" + Double.doubleToLongBits(each) + "L)";
      case String each -> text(each);
      default -> throw new NoCode("there is no literal of " + constant.getClass().getName());
    };
  }

  private String text(String text) throws NoCode {
    if (text.length() > LONGEST_TEXT) {
      throw new NoCode("a text is too long");
    }
    if (!redaction.apply(text).equals(text)) {
      throw new NoCode("a text looks like a secret");
    }
    return "\"" + escaped(text, '"') + "\"";
  }

  private static String escaped(String text, char quote) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      switch (each) {
        case '\n' -> escaped.append("\\n");
        case '\r' -> escaped.append("\\r");
        case '\t' -> escaped.append("\\t");
        case '\\' -> escaped.append("\\\\");
        default -> {
          if (each == quote) {
            escaped.append('\\').append(each);
          } else if (each < ' ' || each > '~') {
            escaped.append(String.format(Locale.ROOT, "\\u%04x", (int) each));
          } else {
            escaped.append(each);
          }
        }
      }
    }
    return escaped.toString();
  }

  private String object(int number) throws NoCode {
    if (open.contains(number) || open.size() >= DEEPEST) {
      throw new NoCode("objects hold each other, or lie too deep");
    }
    open.push(number);
    try {
      Node node = graph.nodes().get(number);
      return switch (node) {
        case ArrayNode array -> array(array);
        case CollectionNode collection -> collection(collection);
        case MapNode map -> map(map);
        case ObjectNode object -> own(object);
        case SerializedNode serialized -> serialized(serialized);
        case TextNode text -> "new " + type(text.className()) + "(" + text(text.text()) + ")";
        case OpaqueNode opaque -> throw new NoCode("nothing is known of " + opaque.className());
      };
    } finally {
      open.pop();
    }
  }

  private String array(ArrayNode array) throws NoCode {
    ClassDesc component = described(array.className());
    List<String> elements = new ArrayList<>();
    for (Value each : array.elements()) {
      elements.add(element(each));
    }
    return "new " + name(component.arrayType()) + " {" + String.join(", ", elements) + "}";
  }

  private static ClassDesc described(String className) {
    return switch (className) {
      case "boolean" -> ConstantDescs.CD_boolean;
      case "byte" -> ConstantDescs.CD_byte;
      case "char" -> ConstantDescs.CD_char;
      case "short" -> ConstantDescs.CD_short;
      case "int" -> ConstantDescs.CD_int;
      case "long" -> ConstantDescs.CD_long;
      case "float" -> ConstantDescs.CD_float;
      case "double" -> ConstantDescs.CD_double;
      default ->
          className.startsWith("[")
              ? ClassDesc.ofDescriptor(className.replace('.', '/'))
              : ClassDesc.of(className);
    };
  }

  private String collection(CollectionNode node) throws NoCode {
    if (!(node.comparator() instanceof Value.Null)) {
      throw new NoCode("it is sorted by code");
    }
    String elements = elements(node.elements());
    return switch (node.className()) {
      case "java.util.ArrayList",
          "java.util.LinkedList",
          "java.util.ArrayDeque",
          "java.util.PriorityQueue",
          "java.util.HashSet",
          "java.util.LinkedHashSet",
          "java.util.TreeSet",
          "java.util.concurrent.CopyOnWriteArrayList" ->
          "new "
              + type(node.className())
              + "<>("
              + (node.elements().isEmpty() ? "" : elements)
              + ")";
      default ->
          node.order() == Order.SEQUENCE
              ? elements
              : "new "
                  + type(
                      node.order() == Order.SET ? "java.util.HashSet" : "java.util.LinkedHashSet")
                  + "<>("
                  + elements
                  + ")";
    };
  }

  /// A list of them.
  private String elements(List<Value> values) throws NoCode {
    boolean modern =
        level >= WITH_FACTORIES && values.stream().noneMatch(Value.Null.class::isInstance);
    if (values.isEmpty() && !modern) {
      return type("java.util.Collections") + ".emptyList()";
    }
    List<String> elements = new ArrayList<>();
    for (Value each : values) {
      elements.add(element(each));
    }
    return (modern ? type("java.util.List") + ".of(" : type("java.util.Arrays") + ".asList(")
        + String.join(", ", elements)
        + ")";
  }

  private String map(MapNode node) throws NoCode {
    if (!(node.comparator() instanceof Value.Null)) {
      throw new NoCode("it is sorted by code");
    }
    boolean sorted = node.className().equals("java.util.TreeMap");
    int size = node.keys().size();
    String made =
        switch (node.className()) {
          case "java.util.LinkedHashMap",
              "java.util.TreeMap",
              "java.util.concurrent.ConcurrentHashMap" ->
              node.className();
          default -> "java.util.HashMap";
        };
    if (size == 0) {
      return "new " + type(made) + "<>()";
    }
    // Map.of keeps no order
    if (size > MOST_PAIRS || level < WITH_FACTORIES || size > 1 && node.ordered() && !sorted) {
      throw new NoCode("a map of " + size + " has no short expression");
    }
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      if (node.keys().get(i) instanceof Value.Null || node.values().get(i) instanceof Value.Null) {
        throw new NoCode("a map holds null");
      }
      pairs.add(element(node.keys().get(i)));
      pairs.add(element(node.values().get(i)));
    }
    return "new "
        + type(made)
        + "<>("
        + type("java.util.Map")
        + ".of("
        + String.join(", ", pairs)
        + "))";
  }

  private String own(ObjectNode object) throws NoCode {
    if (object.className().equals("java.util.Optional")) {
      Value held = object.fields().getFirst().value();
      return type("java.util.Optional")
          + (held instanceof Value.Null ? ".empty()" : ".of(" + element(held) + ")");
    }
    for (Construction way : shapes.constructions(object.className(), home)) {
      List<String> arguments = new ArrayList<>();
      for (int i = 0; i < way.types().size(); i++) {
        String field = way.fields().get(i);
        Value value =
            object.fields().stream()
                .filter(
                    each ->
                        each.name().equals(field) && each.declaring().equals(object.className()))
                .map(FieldValue::value)
                .findFirst()
                .orElseThrow(() -> new NoCode("the field " + field + " was not recorded"));
        arguments.add(expression(value, way.types().get(i)));
      }
      return "new "
          + type(object.className())
          + (shapes.isGeneric(object.className()) ? "<>" : "")
          + "("
          + String.join(", ", arguments)
          + ")";
    }
    throw new NoCode("no constructor makes a " + object.className() + " from what it holds");
  }

  private String serialized(SerializedNode node) throws NoCode {
    Object object;
    try (ObjectInputStream in =
        new ObjectInputStream(
            new ByteArrayInputStream(node.bytes().getBytes(StandardCharsets.ISO_8859_1)))) {
      in.setObjectInputFilter(HARMLESS);
      object = in.readObject();
    } catch (IOException | ClassNotFoundException | RuntimeException _) {
      throw new NoCode("there is no expression for a " + node.className());
    }
    String type = object.getClass().getName();
    return switch (object) {
      case BigDecimal each -> "new " + type(type) + "(\"" + each + "\")";
      case BigInteger each -> "new " + type(type) + "(\"" + each + "\")";
      case LocalDate _,
          LocalTime _,
          LocalDateTime _,
          OffsetDateTime _,
          ZonedDateTime _,
          Instant _,
          YearMonth _,
          Period _,
          Duration _ ->
          type(type) + ".parse(\"" + object + "\")";
      case UUID each -> type(type) + ".fromString(\"" + each + "\")";
      case Locale each -> type(type) + ".forLanguageTag(\"" + each.toLanguageTag() + "\")";
      case Currency each -> type(type) + ".getInstance(\"" + each + "\")";
      case AtomicInteger each -> "new " + type(type) + "(" + each + ")";
      case AtomicLong each -> "new " + type(type) + "(" + each + "L)";
      case AtomicBoolean each -> "new " + type(type) + "(" + each + ")";
      default -> throw new NoCode("there is no expression for a " + type);
    };
  }

  private String name(ClassDesc type) throws NoCode {
    if (type.isArray()) {
      return name(type.componentType()) + "[]";
    }
    return type.isPrimitive()
        ? type.displayName()
        : type(type.descriptorString().substring(1).replace('/', '.').replace(";", ""));
  }

  /// How the file calls a class, which is imported where that is needed.
  String type(String binaryName) throws NoCode {
    String from = ClassShapes.packageOf(binaryName);
    boolean ofJdk = from.equals("java") || from.startsWith("java.");
    if (!ofJdk && !shapes.isReachable(binaryName, home)) {
      throw new NoCode(binaryName + " cannot be named here");
    }
    List<String> names = ClassShapes.nesting(binaryName);
    String simple = String.join(".", names);
    String outermost = names.getFirst();
    if (from.equals(home) || from.equals("java.lang")) {
      return simple;
    }
    String whole = from + "." + outermost;
    boolean taken = shapes.find(home.isEmpty() ? outermost : home + "." + outermost).isPresent();
    if (taken || !imports.computeIfAbsent(outermost, _ -> whole).equals(whole)) {
      return from + "." + simple;
    }
    return simple;
  }
}
