package dev.naosu.replay;

import dev.naosu.replay.Graph.ArrayNode;
import dev.naosu.replay.Graph.CollectionNode;
import dev.naosu.replay.Graph.FieldValue;
import dev.naosu.replay.Graph.MapNode;
import dev.naosu.replay.Graph.Node;
import dev.naosu.replay.Graph.ObjectNode;
import dev.naosu.replay.Graph.OpaqueNode;
import dev.naosu.replay.Graph.SerializedNode;
import dev.naosu.replay.Graph.TextNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes the objects of a [Graph] again, of the classes of one class loader.
final class Rebuilding {
  private final Graph graph;
  private final ClassLoader loader;
  private final @Nullable Object[] made;

  /// The collection or map to fill, where the one to be seen is a view of it.
  private final @Nullable Object[] inner;

  private Rebuilding(Graph graph, ClassLoader loader) {
    this.graph = graph;
    this.loader = loader;
    this.made = new Object[graph.nodes().size()];
    this.inner = new Object[graph.nodes().size()];
  }

  /// @return the roots
  /// @throws ReflectiveOperationException when some class cannot be made again
  static List<@Nullable Object> of(Graph graph, ClassLoader loader)
      throws ReflectiveOperationException {
    Rebuilding rebuilding = new Rebuilding(graph, loader);
    for (int i = 0; i < graph.nodes().size(); i++) {
      rebuilding.object(i);
    }
    for (int i = 0; i < graph.nodes().size(); i++) {
      rebuilding.fillPlain(i);
    }
    // hash codes of keys need their fields, and inner sets come later in the order
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      rebuilding.fillHashed(i);
    }
    List<@Nullable Object> roots = new ArrayList<>();
    for (Value root : graph.roots()) {
      roots.add(rebuilding.value(root));
    }
    return roots;
  }

  private @Nullable Object value(Value value) throws ReflectiveOperationException {
    return switch (value) {
      case Value.Null _ -> null;
      // literals are interned, and some programs rely on it
      case Value.Constant(String text) -> text.intern();
      case Value.Constant(Object box) -> box;
      case Value.EnumConstant(String className, String name) -> enumConstant(className, name);
      case Value.TypeName(String className) -> type(className);
      case Value.Reference(int node) -> object(node);
    };
  }

  private Object enumConstant(String className, String name) throws ReflectiveOperationException {
    Object[] constants = type(className).getEnumConstants();
    for (Object constant : constants == null ? new Object[0] : constants) {
      if (((Enum<?>) constant).name().equals(name)) {
        return constant;
      }
    }
    throw new ClassNotFoundException("no constant " + className + "." + name);
  }

  private Class<?> type(String name) throws ClassNotFoundException {
    return switch (name) {
      case "boolean" -> boolean.class;
      case "char" -> char.class;
      case "byte" -> byte.class;
      case "short" -> short.class;
      case "int" -> int.class;
      case "long" -> long.class;
      case "float" -> float.class;
      case "double" -> double.class;
      case "void" -> void.class;
      default -> Class.forName(name, false, loader);
    };
  }

  private Object object(int index) throws ReflectiveOperationException {
    Object known = made[index];
    if (known != null) {
      return known;
    }
    Object object =
        switch (graph.nodes().get(index)) {
          case ArrayNode array ->
              Array.newInstance(type(array.className()), array.elements().size());
          case CollectionNode collection -> emptyCollection(index, collection);
          case MapNode map -> emptyMap(index, map);
          case ObjectNode object1 -> blank(object1);
          case SerializedNode serialized -> deserialized(serialized);
          case TextNode text -> builder(text);
          case OpaqueNode opaque ->
              throw new ClassNotFoundException(opaque.className() + " cannot be made again");
        };
    made[index] = object;
    return object;
  }

  @SuppressWarnings({"JdkObsolete", "UnnecessaryStringBuilder"}) // the patient wants just these
  private static Object builder(TextNode node) {
    return node.className().endsWith("Buffer")
        ? new StringBuffer(node.text())
        : new StringBuilder(node.text());
  }

  private Object emptyCollection(int index, CollectionNode node)
      throws ReflectiveOperationException {
    String name = node.className();
    boolean set = node.order() != Graph.Order.SEQUENCE;
    if (name.equals("java.util.Arrays$ArrayList")) {
      return Arrays.asList(new Object[node.elements().size()]);
    }
    boolean fixed =
        name.startsWith("java.util.ImmutableCollections$")
            || name.startsWith("java.util.Collections$Unmodifiable")
            || name.startsWith("java.util.Collections$Empty")
            || name.startsWith("java.util.Collections$Singleton");
    if (fixed && set) {
      Set<@Nullable Object> content = new LinkedHashSet<>();
      inner[index] = content;
      return Collections.unmodifiableSet(content);
    }
    if (fixed) {
      List<@Nullable Object> content = new ArrayList<>();
      inner[index] = content;
      return Collections.unmodifiableList(content);
    }
    Object own = byConstructor(name, node.comparator());
    if (own != null) {
      return own;
    }
    if (set) {
      return new LinkedHashSet<>();
    }
    return Queue.class.isAssignableFrom(type(name)) ? new ArrayDeque<>() : new ArrayList<>();
  }

  private Object emptyMap(int index, MapNode node) throws ReflectiveOperationException {
    String name = node.className();
    if (name.startsWith("java.util.ImmutableCollections$")
        || name.startsWith("java.util.Collections$Unmodifiable")
        || name.startsWith("java.util.Collections$Empty")
        || name.startsWith("java.util.Collections$Singleton")) {
      Map<@Nullable Object, @Nullable Object> content = new LinkedHashMap<>();
      inner[index] = content;
      return Collections.unmodifiableMap(content);
    }
    Object own = byConstructor(name, node.comparator());
    return own == null ? new LinkedHashMap<>() : own;
  }

  private @Nullable Object byConstructor(String name, Value comparator)
      throws ReflectiveOperationException {
    Class<?> type = type(name);
    if (!Modifier.isPublic(type.getModifiers())) {
      return null;
    }
    try {
      return comparator instanceof Value.Null
          ? type.getConstructor().newInstance()
          : type.getConstructor(Comparator.class).newInstance(value(comparator));
    } catch (NoSuchMethodException _) {
      return null;
    }
  }

  private Object blank(ObjectNode node) throws ReflectiveOperationException {
    Class<?> type = type(node.className());
    if (type.isRecord()) {
      return ofRecord(type, node);
    }
    return withoutConstructor(type);
  }

  /// An object whose fields all have their default values.
  private static Object withoutConstructor(Class<?> type) throws ReflectiveOperationException {
    // by reflection, since compiling against it draws a warning
    Class<?> factory = Class.forName("sun.reflect.ReflectionFactory");
    Object instance = factory.getMethod("getReflectionFactory").invoke(null);
    Constructor<?> constructor =
        (Constructor<?>)
            factory
                .getMethod("newConstructorForSerialization", Class.class, Constructor.class)
                .invoke(instance, type, Object.class.getDeclaredConstructor());
    if (constructor == null) {
      throw new InstantiationException(type.getName());
    }
    return constructor.newInstance();
  }

  private Object ofRecord(Class<?> type, ObjectNode node) throws ReflectiveOperationException {
    Map<String, Value> values = new HashMap<>();
    node.fields().forEach(field -> values.put(field.name(), field.value()));
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    @Nullable Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      arguments[i] = value(values.getOrDefault(components[i].getName(), new Value.Null()));
    }
    Constructor<?> constructor = type.getDeclaredConstructor(types);
    constructor.setAccessible(true);
    try {
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw new InstantiationException(type.getName() + " refuses its components: " + e.getCause());
    }
  }

  private static Object deserialized(SerializedNode node) throws ReflectiveOperationException {
    byte[] bytes = node.bytes().getBytes(StandardCharsets.ISO_8859_1);
    // these bytes come from our own child, and name classes of the JDK only
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    } catch (IOException e) {
      throw new ClassNotFoundException(node.className(), e);
    }
  }

  @SuppressWarnings("unchecked")
  private void fillPlain(int index) throws ReflectiveOperationException {
    Object object = object(index);
    Node node = graph.nodes().get(index);
    if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.elements().size(); i++) {
        Array.set(object, i, value(array.elements().get(i)));
      }
    } else if (node instanceof CollectionNode collection
        && collection.order() == Graph.Order.SEQUENCE
        && collection.comparator() instanceof Value.Null) {
      if (collection.className().equals("java.util.Arrays$ArrayList")) {
        List<@Nullable Object> list = (List<@Nullable Object>) object;
        for (int i = 0; i < collection.elements().size(); i++) {
          list.set(i, value(collection.elements().get(i)));
        }
      } else {
        fill(index, collection);
      }
    } else if (node instanceof ObjectNode fields && !object.getClass().isRecord()) {
      fill(object, fields);
    }
  }

  private void fill(Object object, ObjectNode node) throws ReflectiveOperationException {
    Map<String, Value> values = new HashMap<>();
    for (FieldValue field : node.fields()) {
      values.put(field.declaring() + "." + field.name(), field.value());
    }
    for (Field field : Capture.instanceFields(object.getClass())) {
      Value value = values.get(field.getDeclaringClass().getName() + "." + field.getName());
      // a field that only one version has keeps its default value
      if (value != null) {
        try {
          field.set(object, value(value));
        } catch (IllegalArgumentException e) {
          throw new NoSuchFieldException(field + " has another type: " + e.getMessage());
        }
      }
    }
  }

  private void fillHashed(int index) throws ReflectiveOperationException {
    Node node = graph.nodes().get(index);
    if (node instanceof CollectionNode collection
        && (collection.order() != Graph.Order.SEQUENCE
            || !(collection.comparator() instanceof Value.Null))) {
      fill(index, collection);
    } else if (node instanceof MapNode map) {
      fill(index, map);
    }
  }

  @SuppressWarnings("unchecked")
  private void fill(int index, CollectionNode node) throws ReflectiveOperationException {
    Object content = inner[index];
    Collection<@Nullable Object> collection =
        (Collection<@Nullable Object>) (content == null ? object(index) : content);
    for (Value element : node.elements()) {
      collection.add(value(element));
    }
  }

  @SuppressWarnings("unchecked")
  private void fill(int index, MapNode node) throws ReflectiveOperationException {
    Object content = inner[index];
    Map<@Nullable Object, @Nullable Object> map =
        (Map<@Nullable Object, @Nullable Object>) (content == null ? object(index) : content);
    for (int i = 0; i < node.keys().size(); i++) {
      map.put(value(node.keys().get(i)), value(node.values().get(i)));
    }
  }
}
