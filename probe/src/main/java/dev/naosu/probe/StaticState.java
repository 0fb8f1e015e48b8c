package dev.naosu.probe;

import java.lang.ref.Reference;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * A digest of everything that static fields of some classes reach, to tell whether a test has left
 * something behind. Taken twice in one JVM, it is equal as long as nothing has changed.
 */
final class StaticState {
  /** More objects than this are not looked at. */
  private static final int MOST_OBJECTS = 3_000;

  /** Views that collections make when first asked for them, and counts of past changes. */
  private static final List<String> UNOBSERVABLE =
      Arrays.asList("modCount", "keySet", "values", "entrySet", "hash", "hashIsZero");

  /** What these hold is not the business of a test. */
  private static final List<String> LOGGERS =
      Arrays.asList(
          "org.slf4j.",
          "ch.qos.logback.",
          "org.apache.logging.",
          "org.apache.log4j.",
          "org.apache.commons.logging.",
          "java.util.logging.",
          "java.lang.System$Logger");

  private final List<Field> roots = new ArrayList<>();
  private final Map<Class<?>, List<Field>> fields = new HashMap<>();

  /** Thrown when something cannot be looked at. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String what) {
      super(what);
    }
  }

  /**
   * Looks up the static fields, once for all digests.
   *
   * @param classes all initialised
   */
  StaticState(Collection<Class<?>> classes) throws Unreadable {
    try {
      for (Class<?> type : classes) {
        for (Field field : type.getDeclaredFields()) {
          // Synthetic ones, such as tables for switches over enums, are constants made late.
          if (Modifier.isStatic(field.getModifiers())
              && !field.isSynthetic()
              && !isConstant(field)) {
            field.setAccessible(true);
            roots.add(field);
          }
        }
      }
    } catch (RuntimeException | LinkageError e) {
      throw new Unreadable(e.toString());
    }
  }

  /** The digest as things are now. */
  long digest() throws Unreadable {
    try {
      Walk walk = new Walk();
      for (Field root : roots) {
        walk.add(root.get(null));
      }
      return walk.end();
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      throw new Unreadable(e.toString());
    }
  }

  private static boolean isConstant(Field field) {
    return Modifier.isFinal(field.getModifiers())
        && (field.getType().isPrimitive() || field.getType() == String.class);
  }

  /** One look at all that is reached. */
  private final class Walk {
    private final IdentityHashMap<Object, Integer> seen = new IdentityHashMap<>();
    private final Deque<Object> open = new ArrayDeque<>();
    private long digest = 1;

    private void mix(long value) {
      digest = (digest ^ value) * 0x100000001b3L;
      digest ^= digest >>> 32;
    }

    void add(Object value) {
      if (value == null) {
        mix(0);
      } else if (isValue(value)) {
        mix(value.hashCode());
      } else {
        Integer number = seen.get(value);
        if (number == null) {
          number = seen.size() + 1;
          seen.put(value, number);
          open.add(value);
        }
        mix(number);
      }
    }

    long end() throws ReflectiveOperationException, Unreadable {
      while (!open.isEmpty()) {
        if (seen.size() > MOST_OBJECTS) {
          throw new Unreadable("static fields reach too many objects");
        }
        Object object = open.remove();
        Class<?> type = object.getClass();
        mix(type.getName().hashCode());
        if (type.isArray()) {
          addElements(object, type.getComponentType());
        } else if (!isLeaf(object)) {
          if (object instanceof Reference) {
            add(((Reference<?>) object).get());
          }
          for (Field field : fields(type)) {
            add(field.get(object));
          }
        }
      }
      return digest;
    }

    private void addElements(Object array, Class<?> component) {
      mix(Array.getLength(array));
      if (component.isPrimitive()) {
        mix(Arrays.deepHashCode(new Object[] {array}));
      } else {
        for (Object element : (Object[]) array) {
          add(element);
        }
      }
    }
  }

  /** Whether it is told by its hash code. Other numbers may change, such as an AtomicInteger. */
  private static boolean isValue(Object value) {
    if (value instanceof Number) {
      String name = value.getClass().getName();
      return name.startsWith("java.lang.") || name.startsWith("java.math.");
    }
    return value instanceof String || value instanceof Boolean || value instanceof Character;
  }

  /** Objects that do not change, or that are none of our business. */
  private static boolean isLeaf(Object object) {
    if (object instanceof Class
        || object instanceof Member
        || object instanceof ClassLoader
        || object instanceof Thread
        || object instanceof ThreadGroup
        || object instanceof java.util.Locale
        || object instanceof java.util.regex.Pattern
        || object instanceof java.nio.charset.Charset
        || object instanceof java.util.UUID
        || object instanceof java.net.URI
        || object instanceof java.io.File
        || object instanceof java.time.ZoneId) {
      return true;
    }
    String name = object.getClass().getName();
    if (name.startsWith("java.time.") || name.startsWith("java.lang.invoke.")) {
      return true;
    }
    for (String logger : LOGGERS) {
      if (name.startsWith(logger)) {
        return true;
      }
    }
    return false;
  }

  private List<Field> fields(Class<?> type) {
    List<Field> known = fields.get(type);
    if (known == null) {
      known = new ArrayList<>();
      for (Class<?> at = type; at != null && at != Reference.class; at = at.getSuperclass()) {
        for (Field field : at.getDeclaredFields()) {
          boolean ofJdk = at.getName().startsWith("java.");
          if (!Modifier.isStatic(field.getModifiers())
              && !(ofJdk && UNOBSERVABLE.contains(field.getName()) && !isNode(at))) {
            field.setAccessible(true);
            known.add(field);
          }
        }
      }
      fields.put(type, known);
    }
    return known;
  }

  /** The hash of a map's node belongs to its key, and never changes. */
  private static boolean isNode(Class<?> type) {
    return Map.Entry.class.isAssignableFrom(type);
  }
}
