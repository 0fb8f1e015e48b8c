package dev.naosu.probe;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Makes a method that has copies call the copy of the chosen variant instead. */
public final class SwitchWeaver {
  private SwitchWeaver() {}

  /** The class file with switches; the same one if nothing in it has copies. */
  static byte[] weave(byte[] bytes, String mark) {
    return weave(bytes, mark, 0);
  }

  /**
   * The class file with switches; the same one if nothing in it has copies.
   *
   * @param mark what stands between the name of a method and the number of a variant
   * @param offset what is added to that number to choose the variant, so that classes whose
   *     variants were numbered apart can be switched together
   */
  public static byte[] weave(byte[] bytes, String mark, int offset) {
    ClassReader reader = new ClassReader(bytes);
    Map<String, SortedMap<Integer, String>> copies = new HashMap<>();
    reader.accept(
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            int at = name.lastIndexOf(mark);
            if (at > 0) {
              copies
                  .computeIfAbsent(name.substring(0, at) + descriptor, k -> new TreeMap<>())
                  .put(offset + Integer.parseInt(name.substring(at + mark.length())), name);
            }
            return null;
          }
        },
        ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    if (copies.isEmpty()) {
      return bytes;
    }
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    reader.accept(new Weaving(writer, copies), 0);
    return writer.toByteArray();
  }

  private static final class Weaving extends ClassVisitor {
    private final Map<String, SortedMap<Integer, String>> copies;
    private String self = "";
    private boolean isInterface;

    Weaving(ClassVisitor next, Map<String, SortedMap<Integer, String>> copies) {
      super(Opcodes.ASM9, next);
      this.copies = copies;
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        String signature,
        String superName,
        String[] interfaces) {
      self = name;
      isInterface = (access & Opcodes.ACC_INTERFACE) != 0;
      super.visit(version, access, name, signature, superName, interfaces);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
      SortedMap<Integer, String> own = copies.get(name + descriptor);
      if (own == null) {
        return next;
      }
      return new MethodVisitor(Opcodes.ASM9, next) {
        @Override
        public void visitCode() {
          super.visitCode();
          dispatch(mv, access, descriptor, own);
        }
      };
    }

    /** Reads the variant once and leaves, or goes on with the original code below. */
    private void dispatch(
        MethodVisitor out, int access, String descriptor, SortedMap<Integer, String> own) {
      Label original = new Label();
      int[] keys = own.keySet().stream().mapToInt(Integer::intValue).toArray();
      Label[] labels = new Label[keys.length];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = new Label();
      }
      out.visitMethodInsn(Opcodes.INVOKESTATIC, "dev/naosu/probe/Probe", "variant", "()I", false);
      out.visitLookupSwitchInsn(original, keys, labels);
      int i = 0;
      for (String copy : own.values()) {
        out.visitLabel(labels[i++]);
        out.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        boolean isStatic = (access & Opcodes.ACC_STATIC) != 0;
        int slot = 0;
        if (!isStatic) {
          out.visitVarInsn(Opcodes.ALOAD, slot++);
        }
        for (Type argument : Type.getArgumentTypes(descriptor)) {
          out.visitVarInsn(argument.getOpcode(Opcodes.ILOAD), slot);
          slot += argument.getSize();
        }
        out.visitMethodInsn(call(access, isStatic), self, copy, descriptor, isInterface);
        out.visitInsn(Type.getReturnType(descriptor).getOpcode(Opcodes.IRETURN));
      }
      out.visitLabel(original);
      out.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
    }

    private int call(int access, boolean isStatic) {
      if (isStatic) {
        return Opcodes.INVOKESTATIC;
      }
      if ((access & Opcodes.ACC_PRIVATE) != 0) {
        return Opcodes.INVOKESPECIAL;
      }
      return isInterface ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL;
    }
  }
}
