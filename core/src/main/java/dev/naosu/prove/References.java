package dev.naosu.prove;

import dev.naosu.project.Outputs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// Which classes refer to which members, so that it is known what has to be compiled again when a
/// class declares something otherwise than before (The Java Language Specification, chapter 13:
/// binary compatibility).
///
/// Not safe for use by several threads.
public final class References {
  private static final int ASM = Opcodes.ASM9;
  private static final int SHOWN =
      Opcodes.ACC_PUBLIC
          | Opcodes.ACC_PROTECTED
          | Opcodes.ACC_STATIC
          | Opcodes.ACC_FINAL
          | Opcodes.ACC_ABSTRACT
          | Opcodes.ACC_VARARGS;
  private static final String CONSTRUCTOR = "<init>";

  /// What a class file declares for other files, and refers to.
  ///
  /// @param name its binary name
  /// @param source qualified name of its source file, as `shop.Cart`
  /// @param parents names of its superclass and interfaces
  /// @param members all declarations of one name, by that name
  /// @param constants values that the compiler copies to where the field is read, by field
  /// @param uses members of others, as `shop.Cart.total`
  private record Shape(
      String name,
      String source,
      Set<String> parents,
      Map<String, Set<String>> members,
      Map<String, Object> constants,
      Set<String> uses) {}

  /// What has to be compiled again.
  ///
  /// @param sources qualified names of source files, as `shop.Cart`, that refer to, override or
  ///   implement a member that is declared otherwise
  /// @param constants names of fields with another constant value; class files do not tell who
  ///   reads them
  public record Stale(Set<String> sources, Set<String> constants) {
    public Stale {
      sources = Set.copyOf(sources);
      constants = Set.copyOf(constants);
    }
  }

  private final List<Path> directories;
  private final Outputs outputs;

  /// Of classes that candidates changed, as they were.
  private final Map<String, Optional<Shape>> asCompiled = new HashMap<>();

  /// Of all classes, once some class declares something otherwise.
  private final Map<String, Shape> shapes = new TreeMap<>();

  /// @param directories of class files; those that are not there count as empty
  public References(List<Path> directories, Outputs outputs) {
    this.directories = List.copyOf(directories);
    this.outputs = outputs;
  }

  /// Finds which other classes were compiled against declarations that are others now.
  ///
  /// @param changed class files by binary name
  public Stale stale(Map<String, byte[]> changed) {
    Set<String> sources = new TreeSet<>();
    Set<String> constants = new TreeSet<>();
    changed.forEach(
        (name, bytes) -> {
          Optional<Shape> before = asCompiled.computeIfAbsent(name, this::read);
          Optional<Shape> after = shape(bytes);
          if (before.isPresent() && after.isPresent()) {
            Set<String> members = different(before.get().members(), after.get().members());
            sources.addAll(users(name, members, changed.keySet()));
            constants.addAll(different(before.get().constants(), after.get().constants()));
          }
        });
    return new Stale(sources, constants);
  }

  private Optional<Shape> read(String name) {
    return directories.stream()
        .map(directory -> directory.resolve(name.replace('.', '/') + ".class"))
        .flatMap(file -> outputs.read(file).stream())
        .findFirst()
        .flatMap(References::shape);
  }

  private void readAll() {
    directories.stream()
        .flatMap(directory -> outputs.classFiles(directory).stream())
        .flatMap(file -> outputs.read(file).stream())
        .flatMap(bytes -> shape(bytes).stream())
        .forEach(shape -> shapes.putIfAbsent(shape.name(), shape));
  }

  /// Empty for what is no class file, or of a kind that is not known here.
  private static Optional<Shape> shape(byte[] bytes) {
    try {
      ClassReader reader = new ClassReader(bytes);
      Survey survey = new Survey();
      reader.accept(survey, ClassReader.SKIP_CODE | ClassReader.SKIP_FRAMES);
      survey.readUses(reader);
      return Optional.of(survey.shape());
    } catch (IllegalArgumentException | IndexOutOfBoundsException _) {
      return Optional.empty();
    }
  }

  private static Set<String> different(Map<String, ?> before, Map<String, ?> after) {
    return Stream.of(before.keySet(), after.keySet())
        .flatMap(Set::stream)
        .filter(name -> !Objects.equals(before.get(name), after.get(name)))
        .collect(Collectors.toSet());
  }

  /// Source files of the classes that name members of a type or of its subtypes, or declare them in
  /// a subtype.
  ///
  /// @param except classes that do not count
  private Set<String> users(String type, Set<String> members, Set<String> except) {
    if (members.isEmpty()) {
      return Set.of();
    }
    if (shapes.isEmpty()) {
      readAll();
    }
    Set<String> family = family(type);
    Set<String> uses = new HashSet<>();
    for (String member : members) {
      // a member may be named as one of a subclass that inherits it
      Set<String> owners = member.equals(CONSTRUCTOR) ? Set.of(type) : family;
      owners.forEach(owner -> uses.add(owner + '.' + member));
    }
    Set<String> users = new HashSet<>();
    shapes.forEach(
        (name, shape) -> {
          boolean overrides =
              family.contains(name)
                  && shape.members().keySet().stream().anyMatch(members::contains);
          boolean names = shape.uses().stream().anyMatch(uses::contains);
          if ((names || overrides) && !except.contains(name)) {
            users.add(shape.source());
          }
        });
    return users;
  }

  /// A type and all its subtypes.
  private Set<String> family(String type) {
    Set<String> family = new HashSet<>(Set.of(type));
    List<String> next = new ArrayList<>(family);
    while (!next.isEmpty()) {
      String parent = next.removeLast();
      shapes.forEach(
          (name, shape) -> {
            if (shape.parents().contains(parent) && family.add(name)) {
              next.add(name);
            }
          });
    }
    return family;
  }

  /// Reads one class file.
  private static final class Survey extends ClassVisitor {
    /// Tags of the constant pool (The Java Virtual Machine Specification, table 4.4-A).
    private static final int FIELD = 9;

    private static final int METHOD = 10;
    private static final int INTERFACE_METHOD = 11;

    private String name = "";
    private String source = "";
    private final Set<String> parents = new HashSet<>();
    private final Map<String, Set<String>> members = new HashMap<>();
    private final Map<String, Object> constants = new HashMap<>();
    private final Set<String> uses = new HashSet<>();

    Survey() {
      super(ASM);
    }

    Shape shape() {
      return new Shape(name, source, parents, members, constants, uses);
    }

    /// The constant pool names each member that the code names, without its code being read.
    void readUses(ClassReader reader) {
      char[] buffer = new char[reader.getMaxStringLength()];
      for (int i = 1; i < reader.getItemCount(); i++) {
        int at = reader.getItem(i);
        int tag = at == 0 ? 0 : reader.readByte(at - 1);
        if (tag == FIELD || tag == METHOD || tag == INTERFACE_METHOD) {
          int nameAndType = reader.getItem(reader.readUnsignedShort(at + 2));
          uses.add(
              dotted(reader.readClass(at, buffer)) + '.' + reader.readUTF8(nameAndType, buffer));
        }
      }
    }

    @Override
    public void visit(
        int version,
        int access,
        String internalName,
        @Nullable String signature,
        @Nullable String superName,
        String @Nullable [] interfaces) {
      name = dotted(internalName);
      source = name;
      if (superName != null) {
        parents.add(dotted(superName));
      }
      if (interfaces != null) {
        Arrays.stream(interfaces).map(Survey::dotted).forEach(parents::add);
      }
    }

    @Override
    public void visitSource(@Nullable String file, @Nullable String debug) {
      if (file != null) {
        source = name.substring(0, name.lastIndexOf('.') + 1) + file.replaceAll("\\.\\w+$", "");
      }
    }

    @Override
    public @Nullable FieldVisitor visitField(
        int access,
        String field,
        String descriptor,
        @Nullable String signature,
        @Nullable Object value) {
      declares(access, field, descriptor, signature, null);
      if (value != null && isForOthers(access)) {
        constants.put(field, value);
      }
      return null;
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
        int access,
        String method,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      declares(access, method, descriptor, signature, exceptions);
      return null;
    }

    private void declares(
        int access,
        String member,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      if (isForOthers(access)) {
        members
            .computeIfAbsent(member, _ -> new HashSet<>())
            .add((access & SHOWN) + descriptor + signature + Arrays.toString(exceptions));
      }
    }

    private static boolean isForOthers(int access) {
      return (access & (Opcodes.ACC_PRIVATE | Opcodes.ACC_SYNTHETIC)) == 0;
    }

    private static String dotted(String internalName) {
      return internalName.replace('/', '.');
    }
  }
}
