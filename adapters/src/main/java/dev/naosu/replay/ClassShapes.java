package dev.naosu.replay;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.InnerClassInfo;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the patient's class files say of how its methods and constructors can be called from the
/// code of another class in the same package or elsewhere.
final class ClassShapes {
  private final List<Path> outputs;
  private final Map<String, Optional<ClassModel>> known = new HashMap<>();

  /// @param outputs class directories, in class path order
  ClassShapes(List<Path> outputs) {
    this.outputs = List.copyOf(outputs);
  }

  /// A way to make an object.
  ///
  /// @param types of the parameters
  /// @param fields for each parameter the field that it is kept in
  record Construction(List<ClassDesc> types, List<String> fields) {
    Construction {
      types = List.copyOf(types);
      fields = List.copyOf(fields);
    }
  }

  /// @param binaryName as `Class.getName` gives it
  /// @return empty for a class that is not the patient's own
  Optional<ClassModel> find(String binaryName) {
    return known.computeIfAbsent(binaryName, this::read);
  }

  private Optional<ClassModel> read(String binaryName) {
    String file = binaryName.replace('.', '/') + ".class";
    return outputs.stream()
        .map(output -> output.resolve(file))
        .filter(Files::isRegularFile)
        .findFirst()
        .flatMap(
            path -> {
              try {
                return Optional.of(ClassFile.of().parse(path));
              } catch (IOException | IllegalArgumentException _) {
                // a class that cannot be read cannot be called
                return Optional.empty();
              }
            });
  }

  /// Methods and constructors of that name which code in the same package can call.
  List<MethodKey> callable(String owner, String name) {
    return find(owner).stream()
        .filter(model -> isReachable(owner, packageOf(owner)))
        .filter(
            model ->
                !name.equals(ConstantDescs.INIT_NAME) || !model.flags().has(AccessFlag.ABSTRACT))
        .flatMap(model -> model.methods().stream())
        .filter(method -> method.methodName().equalsString(name) && isOpen(method))
        .map(
            method -> {
              String descriptor = method.methodType().stringValue();
              return new MethodKey(owner, name, descriptor.substring(1, descriptor.indexOf(')')));
            })
        .toList();
  }

  private static boolean isOpen(MethodModel method) {
    return !method.flags().has(AccessFlag.PRIVATE)
        && !method.flags().has(AccessFlag.SYNTHETIC)
        && !method.flags().has(AccessFlag.ABSTRACT);
  }

  /// Whether a method of that name and those parameters is static.
  boolean isStatic(MethodKey method) {
    return find(method.owner()).stream()
        .flatMap(model -> model.methods().stream())
        .filter(
            each -> {
              String descriptor = each.methodType().stringValue();
              return method.matches(
                  each.methodName().stringValue(),
                  descriptor.substring(1, descriptor.indexOf(')')));
            })
        .anyMatch(each -> each.flags().has(AccessFlag.STATIC));
  }

  /// Whether code of a package can name the class.
  boolean isReachable(String binaryName, String from) {
    Optional<ClassModel> model = find(binaryName);
    if (model.isEmpty()) {
      return false;
    }
    Optional<InnerClassInfo> inner = innerInfo(model.get(), binaryName);
    boolean samePackage = packageOf(binaryName).equals(from);
    if (inner.isEmpty()) {
      return samePackage || model.get().flags().has(AccessFlag.PUBLIC);
    }
    InnerClassInfo info = inner.get();
    return info.outerClass().isPresent()
        && info.innerName().isPresent()
        && info.has(AccessFlag.STATIC)
        && !info.has(AccessFlag.PRIVATE)
        && (samePackage || info.has(AccessFlag.PUBLIC))
        && isReachable(info.outerClass().get().asInternalName().replace('/', '.'), from);
  }

  private static Optional<InnerClassInfo> innerInfo(ClassModel model, String binaryName) {
    String internal = binaryName.replace('.', '/');
    return model.findAttribute(Attributes.innerClasses()).stream()
        .flatMap(attribute -> attribute.classes().stream())
        .filter(info -> info.innerClass().asInternalName().equals(internal))
        .findFirst();
  }

  /// Whether the class has type parameters.
  boolean isGeneric(String binaryName) {
    return find(binaryName)
        .flatMap(model -> model.findAttribute(Attributes.signature()))
        .filter(signature -> signature.signature().stringValue().startsWith("<"))
        .isPresent();
  }

  /// Constructors that code of a package can call and whose parameters all become fields, those
  /// with most parameters first.
  List<Construction> constructions(String binaryName, String from) {
    List<Construction> found = new ArrayList<>();
    find(binaryName)
        .filter(model -> !model.flags().has(AccessFlag.ABSTRACT))
        .filter(_ -> isReachable(binaryName, from))
        .ifPresent(
            model ->
                model.methods().stream()
                    .filter(method -> method.methodName().equalsString(ConstantDescs.INIT_NAME))
                    .filter(ClassShapes::isOpen)
                    .filter(
                        method ->
                            method.flags().has(AccessFlag.PUBLIC)
                                || packageOf(binaryName).equals(from))
                    .forEach(method -> construction(model, method).ifPresent(found::add)));
    found.sort(Comparator.comparingInt((Construction each) -> each.types().size()).reversed());
    return found;
  }

  /// A constructor is read as a row of statements: where the value of a field depends on one
  /// parameter, the field keeps the parameter, or a copy of it.
  private static Optional<Construction> construction(ClassModel owner, MethodModel constructor) {
    Optional<CodeModel> code = constructor.code();
    if (code.isEmpty()) {
      return Optional.empty();
    }
    MethodTypeDesc type = constructor.methodTypeSymbol();
    Map<Integer, Integer> parameters = new HashMap<>();
    int slot = 1;
    for (int i = 0; i < type.parameterCount(); i++) {
      parameters.put(slot, i);
      slot += TypeKind.from(type.parameterType(i)).slotSize();
    }
    @Nullable String[] fields = new @Nullable String[type.parameterCount()];
    Set<Integer> loaded = new HashSet<>();
    for (CodeElement element : code.get()) {
      switch (element) {
        case LoadInstruction load -> {
          Integer parameter = parameters.get(load.slot());
          if (parameter != null) {
            loaded.add(parameter);
          }
        }
        case FieldInstruction field when field.opcode() == Opcode.PUTFIELD -> {
          if (loaded.size() == 1) {
            int parameter = loaded.iterator().next();
            if (fields[parameter] == null) {
              fields[parameter] = field.name().stringValue();
            }
          }
          loaded.clear();
        }
        case InvokeInstruction call when isOfItself(call, owner) -> loaded.clear();
        case StoreInstruction _, BranchInstruction _ -> loaded.clear();
        case StackInstruction stack when stack.opcode() == Opcode.POP -> loaded.clear();
        default -> {
          // goes on with the same statement
        }
      }
    }
    List<String> kept = new ArrayList<>();
    for (String field : fields) {
      if (field != null) {
        kept.add(field);
      }
    }
    return kept.size() == type.parameterCount()
        ? Optional.of(new Construction(type.parameterList(), kept))
        : Optional.empty();
  }

  /// `this(…)` or `super(…)`.
  private static boolean isOfItself(InvokeInstruction call, ClassModel owner) {
    String name = call.owner().asInternalName();
    return call.opcode() == Opcode.INVOKESPECIAL
        && call.name().equalsString(ConstantDescs.INIT_NAME)
        && (name.equals(owner.thisClass().asInternalName())
            || owner.superclass().filter(each -> each.asInternalName().equals(name)).isPresent());
  }

  static String packageOf(String binaryName) {
    return binaryName.substring(0, Math.max(0, binaryName.lastIndexOf('.')));
  }

  /// Names of the class and those around it, outermost first: `Cart`, `Line` for `Cart$Line`.
  static List<String> nesting(String binaryName) {
    String name = binaryName.substring(binaryName.lastIndexOf('.') + 1);
    List<String> names = new ArrayList<>();
    Collections.addAll(names, name.split("\\$"));
    return names;
  }
}
