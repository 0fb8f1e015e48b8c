package dev.naosu.replay;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.reflect.AccessFlag;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Makes chosen methods tell the [Recorder] that they are entered.
final class EntryTransformer implements ClassFileTransformer {
  private static final ClassDesc RECORDER = ClassDesc.of(Recorder.class.getName());
  private static final MethodTypeDesc BEGUN =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object);
  private static final MethodTypeDesc ENTERED =
      MethodTypeDesc.of(
          ConstantDescs.CD_void,
          ConstantDescs.CD_int,
          ConstantDescs.CD_Object,
          ConstantDescs.CD_Object.arrayType());

  /// Where the probe says that a test begins; its parameter is the test, or null between tests.
  private static final String TESTS = "dev/naosu/probe/TestRun";

  private static final String BEGIN = "begin";

  private final List<MethodKey> methods;
  private final Set<String> owners;

  EntryTransformer(List<MethodKey> methods) {
    this.methods = methods;
    this.owners =
        methods.stream()
            .map(method -> method.owner().replace('.', '/'))
            .collect(Collectors.toSet());
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String internalName,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    if (internalName == null || loader == null) {
      return null;
    }
    boolean tests = internalName.equals(TESTS);
    if (!tests && !owners.contains(internalName)) {
      return null;
    }
    ClassFile classFile =
        ClassFile.of(
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(loader)
                    .orElse(ClassHierarchyResolver.defaultResolver())));
    ClassModel model = classFile.parse(bytes);
    return classFile.transformClass(
        model,
        tests
            ? ClassTransform.transformingMethodBodies(
                method -> method.methodName().equalsString(BEGIN), new Begin())
            : new Entries(internalName.replace('/', '.')));
  }

  private final class Entries implements ClassTransform {
    private final String owner;

    Entries(String owner) {
      this.owner = owner;
    }

    @Override
    public void accept(
        java.lang.classfile.ClassBuilder builder, java.lang.classfile.ClassElement element) {
      int index = element instanceof MethodModel method ? indexOf(method) : -1;
      if (index >= 0 && element instanceof MethodModel method) {
        builder.transformMethod(method, MethodTransform.transformingCode(new Entry(method, index)));
      } else {
        builder.with(element);
      }
    }

    private int indexOf(MethodModel method) {
      if (method.flags().has(AccessFlag.BRIDGE)) {
        return -1;
      }
      String descriptor = method.methodType().stringValue();
      String parameters = descriptor.substring(1, descriptor.indexOf(')'));
      for (int i = 0; i < methods.size(); i++) {
        MethodKey key = methods.get(i);
        if (key.owner().equals(owner)
            && key.matches(method.methodName().stringValue(), parameters)) {
          return i;
        }
      }
      return -1;
    }
  }

  /// Tells the recorder which test begins.
  private static final class Begin implements CodeTransform {
    @Override
    public void atStart(CodeBuilder code) {
      code.aload(1).invokestatic(RECORDER, "begun", BEGUN);
    }

    @Override
    public void accept(CodeBuilder code, CodeElement element) {
      code.with(element);
    }
  }

  /// Calls the recorder first, then goes on as before.
  private record Entry(MethodModel method, int index) implements CodeTransform {
    @Override
    public void atStart(CodeBuilder code) {
      boolean receiver =
          !method.flags().has(AccessFlag.STATIC)
              && !method.methodName().equalsString(ConstantDescs.INIT_NAME);
      code.loadConstant(index);
      if (receiver) {
        code.aload(code.receiverSlot());
      } else {
        code.aconst_null();
      }
      MethodTypeDesc type = method.methodTypeSymbol();
      code.loadConstant(type.parameterCount()).anewarray(ConstantDescs.CD_Object);
      for (int i = 0; i < type.parameterCount(); i++) {
        TypeKind kind = TypeKind.from(type.parameterType(i));
        code.dup().loadConstant(i).loadLocal(kind, code.parameterSlot(i));
        box(code, kind, type.parameterType(i));
        code.aastore();
      }
      code.invokestatic(RECORDER, "entered", ENTERED);
    }

    private static void box(CodeBuilder code, TypeKind kind, ClassDesc type) {
      ClassDesc box =
          switch (kind) {
            case BOOLEAN -> ConstantDescs.CD_Boolean;
            case BYTE -> ConstantDescs.CD_Byte;
            case CHAR -> ConstantDescs.CD_Character;
            case SHORT -> ConstantDescs.CD_Short;
            case INT -> ConstantDescs.CD_Integer;
            case LONG -> ConstantDescs.CD_Long;
            case FLOAT -> ConstantDescs.CD_Float;
            case DOUBLE -> ConstantDescs.CD_Double;
            case REFERENCE, VOID -> ConstantDescs.CD_Object;
          };
      if (type.isPrimitive()) {
        code.invokestatic(box, "valueOf", MethodTypeDesc.of(box, type));
      }
    }

    @Override
    public void accept(CodeBuilder code, CodeElement element) {
      code.with(element);
    }
  }
}
