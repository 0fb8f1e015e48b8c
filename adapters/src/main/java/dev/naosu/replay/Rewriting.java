package dev.naosu.replay;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.HashSet;
import java.util.Set;

/// Puts classes of the patient on the [Leash] while they are loaded.
///
/// @param steps whether method entries and loop turns are counted
/// @param harmless whether calls that do something that lasts are refused
record Rewriting(boolean steps, boolean harmless) {
  private static final ClassDesc LEASH = ClassDesc.of(Leash.class.getName());
  private static final MethodTypeDesc NOTHING = MethodTypeDesc.of(ConstantDescs.CD_void);

  /// Whether a class is changed at all.
  boolean concerns(byte[] bytes) {
    return steps || harmless && namesHarm(ClassFile.of().parse(bytes));
  }

  private static boolean namesHarm(ClassModel model) {
    for (PoolEntry entry : model.constantPool()) {
      if (entry instanceof ClassEntry type && Harm.isOwner(type.asInternalName())) {
        return true;
      }
    }
    return false;
  }

  /// The class on the leash; as it was when it cannot be rewritten.
  ///
  /// @param loader finds the classes it refers to
  byte[] rewritten(byte[] bytes, ClassLoader loader) {
    ClassFile classFile =
        ClassFile.of(
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(loader)
                    .orElse(ClassHierarchyResolver.defaultResolver())));
    try {
      return classFile.transformClass(
          classFile.parse(bytes),
          ClassTransform.transformingMethodBodies(CodeTransform.ofStateful(Leashing::new)));
    } catch (IllegalArgumentException | IllegalStateException _) {
      // its frames cannot be computed, or a method grows too large
      return bytes;
    }
  }

  private final class Leashing implements CodeTransform {
    private final Set<Label> passed = new HashSet<>();

    @Override
    public void atStart(CodeBuilder code) {
      if (steps) {
        code.invokestatic(LEASH, "step", NOTHING);
      }
    }

    @Override
    public void accept(CodeBuilder code, CodeElement element) {
      switch (element) {
        case LabelTarget target -> passed.add(target.label());
        case BranchInstruction branch when steps && passed.contains(branch.target()) ->
            code.invokestatic(LEASH, "step", NOTHING);
        case InvokeInstruction call
            when harmless
                && Harm.isDone(
                    call.owner().asInternalName(),
                    call.name().stringValue(),
                    call.type().stringValue()) ->
            code.invokestatic(LEASH, "refuse", NOTHING);
        case InvokeDynamicInstruction lambda when harmless && refersToHarm(lambda) ->
            code.invokestatic(LEASH, "refuse", NOTHING);
        default -> {}
      }
      code.with(element);
    }

    /// A method reference names its method in the arguments of its bootstrap.
    private static boolean refersToHarm(InvokeDynamicInstruction lambda) {
      for (ConstantDesc argument : lambda.bootstrapArgs()) {
        if (argument instanceof DirectMethodHandleDesc method) {
          String owner = method.owner().descriptorString();
          if (owner.startsWith("L")
              && Harm.isDone(
                  owner.substring(1, owner.length() - 1),
                  method.methodName(),
                  method.lookupDescriptor())) {
            return true;
          }
        }
      }
      return false;
    }
  }
}
