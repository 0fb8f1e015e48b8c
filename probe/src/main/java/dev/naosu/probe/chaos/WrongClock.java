package dev.naosu.probe.chaos;

import java.util.concurrent.atomic.AtomicBoolean;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Adds to what the clock says wherever it is asked: in the program's classes, and in those of the
 * JDK that ask it for the program. What measures durations is left alone.
 */
final class WrongClock implements Rewoven.Weaving {
  private static final long NANOS = 1_000_000;

  private final long millis;

  WrongClock(long millis) {
    this.millis = millis;
  }

  @Override
  public boolean concerns(String internalName, ClassLoader loader) {
    if (internalName.startsWith("dev/naosu/probe/")) {
      return false;
    }
    return loader != null && !internalName.startsWith("jdk/") && !internalName.startsWith("sun/")
        || internalName.equals("java/util/Date")
        || internalName.equals("java/util/Calendar")
        || internalName.equals("java/util/GregorianCalendar")
        || internalName.equals("java/time/Clock")
        || internalName.startsWith("java/time/Clock$");
  }

  @Override
  public byte[] weave(ClassLoader loader, byte[] bytes) {
    ClassReader reader = new ClassReader(bytes);
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    AtomicBoolean woven = new AtomicBoolean();
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            return new Adding(
                super.visitMethod(access, name, descriptor, signature, exceptions), woven);
          }
        },
        0);
    return woven.get() ? writer.toByteArray() : null;
  }

  private final class Adding extends MethodVisitor {
    private final AtomicBoolean woven;

    Adding(MethodVisitor next, AtomicBoolean woven) {
      super(Opcodes.ASM9, next);
      this.woven = woven;
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
      if (opcode != Opcodes.INVOKESTATIC) {
        return;
      }
      if (owner.equals("java/lang/System") && name.equals("currentTimeMillis")) {
        add(millis);
      } else if (owner.endsWith("/VM") && name.equals("getNanoTimeAdjustment")) {
        add(millis * NANOS);
      }
    }

    private void add(long number) {
      super.visitLdcInsn(number);
      super.visitInsn(Opcodes.LADD);
      woven.set(true);
    }
  }

  @Override
  public String words(int classes) {
    return "the clock is " + Math.abs(millis) + " ms " + (millis < 0 ? "behind" : "ahead");
  }

  @Override
  public String nothing() {
    return "nothing here asks the clock";
  }
}
