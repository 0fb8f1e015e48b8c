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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// Takes objects down as a [Graph]. Runs no code of the patient's own classes.
final class Capture {
  private static final int MOST_NODES = 3_000;
  private static final int MOST_ELEMENTS = 5_000;
  private static final Set<String> NOT_STATE =
      Set.of("stackTrace", "suppressedExceptions", "backtrace", "depth", "modCount");

  private final IdentityHashMap<Object, Integer> numbers = new IdentityHashMap<>();
  private final List<Object> found = new ArrayList<>();

  private Capture() {}

  /// The objects are more than it is worth to take down.
  static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLarge() {
      super("more than " + MOST_NODES + " objects or " + MOST_ELEMENTS + " elements");
    }
  }

  /// @throws TooLarge when there are too many objects
  static Graph of(List<? extends @Nullable Object> roots) {
    Capture capture = new Capture();
    List<Value> values = new ArrayList<>();
    for (Object root : roots) {
      values.add(capture.value(root));
    }
    List<Node> nodes = new ArrayList<>();
    // describing one object may find more
    for (int i = 0; i < capture.found.size(); i++) {
      nodes.add(capture.describe(capture.found.get(i)));
    }
    return new Graph(nodes, values);
  }

  private Value value(@Nullable Object object) {
    return switch (object) {
      case null -> new Value.Null();
      case Boolean b -> new Value.Constant(b);
      case Character c -> new Value.Constant(c);
      case Byte n -> new Value.Constant(n);
      case Short n -> new Value.Constant(n);
      case Integer n -> new Value.Constant(n);
      case Long n -> new Value.Constant(n);
      case Float n -> new Value.Constant(n);
      case Double n -> new Value.Constant(n);
      case String s -> new Value.Constant(s);
      case Enum<?> e -> new Value.EnumConstant(e.getDeclaringClass().getName(), e.name());
      case Class<?> c -> new Value.TypeName(c.getName());
      default -> new Value.Reference(number(object));
    };
  }

  private int number(Object object) {
    Integer known = numbers.get(object);
    if (known != null) {
      return known;
    }
    if (found.size() >= MOST_NODES) {
      throw new TooLarge();
    }
    int number = found.size();
    numbers.put(object, number);
    found.add(object);
    return number;
  }

  private Node describe(Object object) {
    Class<?> type = object.getClass();
    String name = type.getName();
    if (type.isArray()) {
      List<Value> elements = new ArrayList<>();
      int length = Array.getLength(object);
      if (length > MOST_ELEMENTS) {
        throw new TooLarge();
      }
      for (int i = 0; i < length; i++) {
        elements.add(value(Array.get(object, i)));
      }
      return new ArrayNode(type.getComponentType().getName(), elements);
    }
    if (object instanceof StringBuilder || object instanceof StringBuffer) {
      return new TextNode(name, object.toString());
    }
    if (isOpaque(object, type)) {
      return new OpaqueNode(name.replaceFirst("\\$\\$Lambda.*", "\\$\\$Lambda"));
    }
    if (isOfJdk(type)) {
      if (object instanceof Collection<?> collection) {
        return collection(name, collection);
      }
      if (object instanceof Map<?, ?> map) {
        return map(name, map);
      }
      if (object instanceof Serializable && !(object instanceof Throwable)) {
        Node serialized = serialized(name, object);
        if (serialized != null) {
          return serialized;
        }
      }
    }
    return fields(object, type);
  }

  private static boolean isOpaque(Object object, Class<?> type) {
    String name = type.getName();
    return type.isHidden()
        || Proxy.isProxyClass(type)
        || object instanceof Thread
        || object instanceof ClassLoader
        || object instanceof ThreadLocal<?>
        || object instanceof AutoCloseable && isOfJdk(type)
        || name.startsWith("java.lang.ref.")
        || name.startsWith("java.lang.reflect.")
        || name.startsWith("java.lang.invoke.")
        || name.startsWith("jdk.internal.")
        || name.startsWith("sun.misc.")
        || name.startsWith("java.util.logging.");
  }

  static boolean isOfJdk(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return loader == null || loader == ClassLoader.getPlatformClassLoader();
  }

  private CollectionNode collection(String name, Collection<?> collection) {
    List<Value> elements = new ArrayList<>();
    for (Object element : collection) {
      if (elements.size() >= MOST_ELEMENTS) {
        throw new TooLarge();
      }
      elements.add(value(element));
    }
    Order order =
        collection instanceof Set
            ? collection instanceof SequencedCollection ? Order.ORDERED_SET : Order.SET
            : Order.SEQUENCE;
    Object comparator =
        switch (collection) {
          case SortedSet<?> sorted -> sorted.comparator();
          case PriorityQueue<?> queue -> queue.comparator();
          default -> null;
        };
    return new CollectionNode(name, order, value(comparator), elements);
  }

  private MapNode map(String name, Map<?, ?> map) {
    List<Value> keys = new ArrayList<>();
    List<Value> values = new ArrayList<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (keys.size() >= MOST_ELEMENTS) {
        throw new TooLarge();
      }
      keys.add(value(entry.getKey()));
      values.add(value(entry.getValue()));
    }
    Object comparator = map instanceof SortedMap<?, ?> sorted ? sorted.comparator() : null;
    return new MapNode(name, map instanceof SequencedMap, value(comparator), keys, values);
  }

  /// Null when the object holds something that is not of the JDK.
  private static @Nullable SerializedNode serialized(String name, Object object) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JdkOnly out = new JdkOnly(bytes)) {
      out.writeObject(object);
    } catch (IOException | RuntimeException _) {
      // its fields will have to do
      return null;
    }
    return new SerializedNode(name, bytes.toString(StandardCharsets.ISO_8859_1));
  }

  /// Refuses classes that are not of the JDK.
  private static final class JdkOnly extends ObjectOutputStream {
    JdkOnly(OutputStream out) throws IOException {
      super(out);
    }

    @Override
    protected void annotateClass(Class<?> type) throws IOException {
      Class<?> element = type;
      while (element.isArray()) {
        element = element.getComponentType();
      }
      if (!isOfJdk(element)) {
        throw new IOException(element.getName() + " is not of the JDK");
      }
    }
  }

  private Node fields(Object object, Class<?> type) {
    List<FieldValue> values = new ArrayList<>();
    try {
      for (Field field : instanceFields(type)) {
        values.add(
            new FieldValue(
                field.getDeclaringClass().getName(), field.getName(), value(field.get(object))));
      }
    } catch (InaccessibleObjectException | IllegalAccessException | LinkageError _) {
      // a part of the JDK that is closed to us
      return new OpaqueNode(type.getName());
    }
    return new ObjectNode(type.getName(), values);
  }

  /// All fields of an object that make up its state, made accessible.
  ///
  /// @throws InaccessibleObjectException when one is closed to us
  static Set<Field> instanceFields(Class<?> type) {
    Set<Field> fields = new LinkedHashSet<>();
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      for (Field field : each.getDeclaredFields()) {
        boolean state =
            !Modifier.isStatic(field.getModifiers())
                && !(isOfJdk(each) && NOT_STATE.contains(field.getName()));
        if (state) {
          field.setAccessible(true);
          fields.add(field);
        }
      }
    }
    return fields;
  }
}
