package dev.naosu.prove;

import dev.naosu.prove.Schemata.CopyName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// Compiled [Schemata]: the class files of many variants at once, as they are for a JVM that
/// switches between them, or cut out for one: its copies take the place of the methods they were
/// copied from, and everything that belongs to other variants is left out.
public final class Variants {
  private static final int ASM = Opcodes.ASM9;

  /// How the names of lambda bodies begin.
  private static final String LAMBDA = "lambda$";

  /// What a class file holds.
  ///
  /// @param owner the variant that it belongs to, as a local or anonymous class of a copied method
  /// @param copies of each variant: by the original's name with descriptor, the copy's
  /// @param uses synthetic methods of the class, such as lambda bodies, that a method names; by
  ///   name with descriptor
  /// @param digests of the bytecode of methods, by name with descriptor, without names of lambdas
  /// @param bodies the lambda bodies that a method names, in the order of its code, by name with
  ///   descriptor
  private record Shape(
      Optional<Integer> owner,
      Map<Integer, Map<String, String>> copies,
      Map<String, Set<String>> uses,
      Set<String> lambdas,
      Map<String, Long> digests,
      Map<String, List<String>> bodies) {}

  private final Map<String, byte[]> files;
  private final Map<Integer, List<Integer>> comparisons;
  private final Map<String, Shape> shapes = new TreeMap<>();

  /// @param classes of the compiled schemata, by binary name
  /// @param comparisons variants that compare others with each other: by number, those they compare
  Variants(Map<String, byte[]> classes, Map<Integer, List<Integer>> comparisons) {
    this.comparisons = Map.copyOf(comparisons);
    this.files = Map.copyOf(classes);
    Map<String, Survey> surveys = new TreeMap<>();
    classes.forEach(
        (name, bytes) -> {
          Survey survey = new Survey();
          new ClassReader(bytes).accept(survey, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
          surveys.put(name, survey);
        });
    surveys.forEach(
        (name, survey) ->
            shapes.put(
                name,
                new Shape(
                    owner(name, surveys),
                    survey.copies,
                    survey.uses,
                    survey.lambdas,
                    survey.digests,
                    survey.bodies)));
  }

  /// A class nested in a class of a variant is the variant's too.
  private static Optional<Integer> owner(String name, Map<String, Survey> surveys) {
    for (int end = name.length(); end > 0; end = name.lastIndexOf('$', end - 1)) {
      Survey outer = surveys.get(name.substring(0, end));
      if (outer != null && outer.owner.isPresent()) {
        return outer.owner;
      }
    }
    return Optional.empty();
  }

  /// What stands between the name of a copied method and the number of its variant.
  public String mark() {
    return Schemata.MARK;
  }

  /// Variants that evaluate the expressions in which others differ side by side: by number, those
  /// others, the first of which is expression number 1.
  Map<Integer, List<Integer>> comparisons() {
    return comparisons;
  }

  /// How many expressions a variant compares, the original one included.
  public int expressions(int comparison) {
    return comparisons.getOrDefault(comparison, List.of()).size() + 1;
  }

  /// More than the number of any variant, those that compare others included.
  public int count() {
    int most = comparisons.keySet().stream().mapToInt(Integer::intValue).max().orElse(-1);
    for (Shape shape : shapes.values()) {
      most = Math.max(most, shape.copies().keySet().stream().mapToInt(n -> n).max().orElse(-1));
    }
    return most + 1;
  }

  /// The methods that a variant changes, as `Class.name(descriptor)` with the class's binary name.
  public Set<String> methods(int variant) {
    Set<String> methods = new TreeSet<>();
    shapes.forEach(
        (name, shape) ->
            shape
                .copies()
                .getOrDefault(variant, Map.of())
                .keySet()
                .forEach(method -> methods.add(name + "." + method)));
    return methods;
  }

  /// Class files with all variants, by binary name.
  public Map<String, byte[]> classes() {
    return files;
  }

  /// Class files of one variant, by binary name.
  public Map<String, byte[]> classes(int variant) {
    Map<String, byte[]> cut = new HashMap<>();
    shapes.forEach(
        (name, shape) -> {
          if (shape.owner().isEmpty() || shape.owner().get() == variant) {
            boolean whole = shape.owner().isEmpty() && shape.copies().isEmpty();
            cut.put(name, whole ? file(name) : cut(name, shape, variant));
          }
        });
    return cut;
  }

  private byte[] file(String name) {
    return Objects.requireNonNull(files.get(name));
  }

  private byte[] cut(String name, Shape shape, int variant) {
    ClassReader reader = new ClassReader(file(name));
    // with the reader's constants, methods are copied without being looked at
    ClassWriter writer = new ClassWriter(reader, 0);
    reader.accept(new Cut(writer, shape, variant), 0);
    return writer.toByteArray();
  }

  /// Equal for variants whose changed methods have the same bytecode.
  long fingerprint(int variant) {
    long hash = 1;
    for (Map.Entry<String, Shape> each : shapes.entrySet()) {
      Shape shape = each.getValue();
      if (shape.owner().isPresent() && shape.owner().get() == variant) {
        hash = Fingerprint.of(hash * 31 + each.getKey().hashCode(), file(each.getKey()));
      }
      hash = hash(hash, each.getKey(), shape, shape.copies().getOrDefault(variant, Map.of()));
    }
    return hash;
  }

  /// The fingerprint that a variant would have if its methods were as the original ones.
  long originalFingerprint(int variant) {
    long hash = 1;
    for (Map.Entry<String, Shape> each : shapes.entrySet()) {
      Shape shape = each.getValue();
      Map<String, String> originals = new TreeMap<>();
      shape
          .copies()
          .getOrDefault(variant, Map.of())
          .keySet()
          .forEach(original -> originals.put(original, original));
      hash = hash(hash, each.getKey(), shape, originals);
    }
    return hash;
  }

  /// @param taken the method that stands for an original one
  private static long hash(long start, String name, Shape shape, Map<String, String> taken) {
    long hash = start;
    for (Map.Entry<String, String> method : taken.entrySet()) {
      hash = hash * 31 + name.hashCode();
      hash = hash * 31 + method.getKey().hashCode();
      hash = hash * 31 + digest(shape, method.getValue());
    }
    return hash;
  }

  /// Lambda bodies count for what they do: their names depend on what was compiled together.
  private static long digest(Shape shape, String method) {
    long digest = shape.digests().getOrDefault(method, 0L);
    for (String body : shape.bodies().getOrDefault(method, List.of())) {
      digest = digest * 31 + digest(shape, body);
    }
    return digest;
  }

  private static String key(String name, String descriptor) {
    return name + descriptor;
  }

  /// The lambda bodies that some methods need, directly or by other lambdas.
  private static Set<String> needed(Shape shape, Set<String> roots) {
    Set<String> needed = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(roots);
    while (!open.isEmpty()) {
      for (String used : shape.uses().getOrDefault(open.remove(), Set.of())) {
        if (needed.add(used)) {
          open.add(used);
        }
      }
    }
    return needed;
  }

  /// Looks a class file over.
  private static final class Survey extends ClassVisitor {
    private final Map<Integer, Map<String, String>> copies = new HashMap<>();
    private final Map<String, Long> digests = new HashMap<>();
    private final Map<String, Set<String>> uses = new HashMap<>();
    private final Set<String> lambdas = new HashSet<>();
    private final Map<String, List<String>> bodies = new HashMap<>();
    private Optional<Integer> owner = Optional.empty();
    private String self = "";

    Survey() {
      super(ASM);
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        @Nullable String signature,
        @Nullable String superName,
        String @Nullable [] interfaces) {
      self = name;
    }

    @Override
    public void visitOuterClass(
        String outer, @Nullable String method, @Nullable String descriptor) {
      owner = Optional.ofNullable(method).flatMap(Schemata::copyName).map(CopyName::variant);
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      Schemata.copyName(name)
          .ifPresent(
              copy ->
                  copies
                      .computeIfAbsent(copy.variant(), _ -> new TreeMap<>())
                      .put(key(copy.original(), descriptor), key(name, descriptor)));
      if ((access & Opcodes.ACC_SYNTHETIC) != 0 && isLambda(name)) {
        lambdas.add(key(name, descriptor));
      }
      Set<String> used = uses.computeIfAbsent(key(name, descriptor), _ -> new HashSet<>());
      // by itself, with constants numbered by their first use: equal methods give equal bytes
      ClassWriter alone = new ClassWriter(0);
      alone.visit(Opcodes.V1_8, 0, self, null, "java/lang/Object", null);
      List<String> inOrder = bodies.computeIfAbsent(key(name, descriptor), _ -> new ArrayList<>());
      String original =
          isLambda(name) ? LAMBDA : Schemata.copyName(name).map(CopyName::original).orElse(name);
      return new MethodVisitor(ASM, alone.visitMethod(access, original, descriptor, null, null)) {
        @Override
        public void visitEnd() {
          super.visitEnd();
          digests.put(key(name, descriptor), Fingerprint.of(1, alone.toByteArray()));
        }

        @Override
        public void visitInvokeDynamicInsn(
            String called, String type, Handle bootstrap, Object... arguments) {
          Object[] nameless = arguments.clone();
          for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] instanceof Handle handle && handle.getOwner().equals(self)) {
              String key = key(handle.getName(), handle.getDesc());
              used.add(key);
              if (isLambda(handle.getName())) {
                inOrder.add(key);
                nameless[i] =
                    new Handle(
                        handle.getTag(), self, LAMBDA, handle.getDesc(), handle.isInterface());
              }
            }
          }
          super.visitInvokeDynamicInsn(called, type, bootstrap, nameless);
        }

        @Override
        public void visitMethodInsn(
            int opcode, String type, String called, String form, boolean isInterface) {
          boolean body = type.equals(self) && isLambda(called);
          if (body) {
            used.add(key(called, form));
            inOrder.add(key(called, form));
          }
          super.visitMethodInsn(opcode, type, body ? LAMBDA : called, form, isInterface);
        }
      };
    }
  }

  private static boolean isLambda(String method) {
    return method.startsWith(LAMBDA);
  }

  /// Passes on the class without the methods of other variants.
  private final class Cut extends ClassVisitor {
    private final int variant;
    private final Set<String> replaced;
    private final Set<String> lambdas;
    private final Shape shape;

    Cut(ClassVisitor next, Shape shape, int variant) {
      super(ASM, next);
      this.shape = shape;
      this.variant = variant;
      this.replaced = shape.copies().getOrDefault(variant, Map.of()).keySet();
      Set<String> kept = new HashSet<>();
      for (String method : shape.uses().keySet()) {
        boolean copy =
            Schemata.copyName(method.substring(0, method.indexOf('(')))
                .map(name -> name.variant() != variant)
                .orElse(false);
        if (!copy && !shape.lambdas().contains(method) && !replaced.contains(method)) {
          kept.add(method);
        }
      }
      this.lambdas = needed(shape, kept);
    }

    private boolean isGone(String className) {
      Shape other = shapes.get(className.replace('/', '.'));
      return other != null && other.owner().isPresent() && other.owner().get() != variant;
    }

    @Override
    public void visitOuterClass(
        String outer, @Nullable String method, @Nullable String descriptor) {
      super.visitOuterClass(
          outer,
          method == null ? null : Schemata.copyName(method).map(CopyName::original).orElse(method),
          descriptor);
    }

    @Override
    public void visitInnerClass(
        String name, @Nullable String outer, @Nullable String inner, int access) {
      if (!isGone(name)) {
        super.visitInnerClass(name, outer, inner, access);
      }
    }

    @Override
    public void visitNestMember(String name) {
      if (!isGone(name)) {
        super.visitNestMember(name);
      }
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      Optional<CopyName> copy = Schemata.copyName(name);
      if (copy.isPresent()) {
        return copy.get().variant() == variant
            ? super.visitMethod(access, copy.get().original(), descriptor, signature, exceptions)
            : null;
      }
      String key = key(name, descriptor);
      boolean unneeded =
          replaced.contains(key) || (shape.lambdas().contains(key) && !lambdas.contains(key));
      return unneeded ? null : super.visitMethod(access, name, descriptor, signature, exceptions);
    }
  }
}
