package dev.naosu.prove;

import dev.naosu.prove.Schemata.CopyName;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// Cuts the class files of one variant out of compiled [Schemata]: the variant's copies take the
/// place of the methods they were copied from, and everything that belongs to other variants is
/// left out.
final class ClassCutter {
  private static final int ASM = Opcodes.ASM9;

  /// What a class file holds.
  ///
  /// @param owner the variant that it belongs to, as a local or anonymous class of a copied method
  /// @param copies names with descriptor of the originals, by variant
  /// @param uses synthetic methods of the class, such as lambda bodies, that a method names; by
  ///   name with descriptor
  private record Shape(
      Optional<Integer> owner,
      Map<Integer, Set<String>> copies,
      Map<String, Set<String>> uses,
      Set<String> lambdas) {}

  private final Map<String, byte[]> files;
  private final Map<String, Shape> shapes = new TreeMap<>();

  /// @param classes of the compiled schemata, by binary name
  ClassCutter(Map<String, byte[]> classes) {
    this.files = classes;
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
                name, new Shape(owner(name, surveys), survey.copies, survey.uses, survey.lambdas)));
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

  /// Class files of a variant, by binary name.
  Map<String, byte[]> classes(int variant) {
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
    return fingerprint(variant, variant);
  }

  /// The fingerprint a variant would have if its methods were as the original ones.
  long originalFingerprint(int variant) {
    return fingerprint(variant, -1);
  }

  private long fingerprint(int variant, int taken) {
    long hash = 1;
    for (Map.Entry<String, Shape> each : shapes.entrySet()) {
      Shape shape = each.getValue();
      if (shape.owner().isPresent() && shape.owner().get() == variant && taken == variant) {
        hash = Fingerprint.of(hash * 31 + each.getKey().hashCode(), file(each.getKey()));
      }
      Set<String> originals = shape.copies().get(variant);
      if (originals != null) {
        // constants numbered by their first use, so that equal methods give equal bytes
        ClassWriter writer = new ClassWriter(0);
        new ClassReader(file(each.getKey()))
            .accept(new Changed(writer, shape, originals, taken), ClassReader.SKIP_DEBUG);
        hash = Fingerprint.of(hash * 31 + each.getKey().hashCode(), writer.toByteArray());
      }
    }
    return hash;
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
    private final Map<Integer, Set<String>> copies = new HashMap<>();
    private final Map<String, Set<String>> uses = new HashMap<>();
    private final Set<String> lambdas = new HashSet<>();
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
                      .computeIfAbsent(copy.variant(), _ -> new HashSet<>())
                      .add(key(copy.original(), descriptor)));
      if ((access & Opcodes.ACC_SYNTHETIC) != 0 && name.startsWith("lambda$")) {
        lambdas.add(key(name, descriptor));
      }
      Set<String> used = uses.computeIfAbsent(key(name, descriptor), _ -> new HashSet<>());
      return new MethodVisitor(ASM) {
        @Override
        public void visitInvokeDynamicInsn(
            String called, String type, Handle bootstrap, Object... arguments) {
          for (Object argument : arguments) {
            if (argument instanceof Handle handle && handle.getOwner().equals(self)) {
              used.add(key(handle.getName(), handle.getDesc()));
            }
          }
        }

        @Override
        public void visitMethodInsn(
            int opcode, String type, String called, String form, boolean isInterface) {
          if (type.equals(self) && called.startsWith("lambda$")) {
            used.add(key(called, form));
          }
        }
      };
    }
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
      this.replaced = shape.copies().getOrDefault(variant, Set.of());
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

  /// Passes on nothing but the methods that a variant changes, with their lambda bodies.
  private static final class Changed extends ClassVisitor {
    private final Set<String> originals;
    private final int taken;
    private final Set<String> lambdas;

    /// @param taken the variant whose copies to take, or -1 for the original methods
    Changed(ClassVisitor next, Shape shape, Set<String> originals, int taken) {
      super(ASM, next);
      this.originals = originals;
      this.taken = taken;
      Set<String> roots = new HashSet<>();
      for (String method : shape.uses().keySet()) {
        String name = method.substring(0, method.indexOf('('));
        if (isTaken(name, method.substring(name.length()))) {
          roots.add(method);
        }
      }
      this.lambdas = needed(shape, roots);
    }

    private boolean isTaken(String name, String descriptor) {
      Optional<CopyName> copy = Schemata.copyName(name);
      return taken < 0
          ? originals.contains(key(name, descriptor))
          : copy.isPresent() && copy.get().variant() == taken;
    }

    @Override
    public void visitInnerClass(
        String name, @Nullable String outer, @Nullable String inner, int access) {
      // no part of a method
    }

    @Override
    public void visitNestMember(String name) {
      // no part of a method
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      if (isTaken(name, descriptor)) {
        String original = Schemata.copyName(name).map(CopyName::original).orElse(name);
        return super.visitMethod(access, original, descriptor, signature, exceptions);
      }
      return lambdas.contains(key(name, descriptor))
          ? super.visitMethod(access, name, descriptor, signature, exceptions)
          : null;
    }

    @Override
    public org.objectweb.asm.@Nullable FieldVisitor visitField(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        @Nullable Object value) {
      return null;
    }
  }
}
