package dev.naosu.probe.chaos;

import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Methods that wait or throw before they do anything, now and then. */
final class StruckMethods implements Rewoven.Weaving {
  private static final String SAID = "a fault of an experiment";
  private static final int OLDEST_WITH_FRAMES = 50;

  private final String owner;
  private final String method;
  private final double share;

  /** Zero for a method that throws. */
  private final long delayNanos;

  private final String thrown;

  /**
   * @param order {@code method} is such as {@code shop.Cart#total}
   */
  StruckMethods(Map<String, String> order) {
    String[] parts = order.get("method").split("#", -1);
    if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      throw new IllegalArgumentException("a method is written as shop.Cart#total");
    }
    owner = parts[0].replace('.', '/');
    method = parts[1];
    if (owner.startsWith("java/") || owner.startsWith("dev/naosu/probe/")) {
      throw new IllegalArgumentException(parts[0] + " is no class of the program's");
    }
    share = Double.parseDouble(order.get("share")) / 100;
    delayNanos = order.containsKey("delay") ? Long.parseLong(order.get("delay")) * 1_000_000 : 0;
    thrown = order.getOrDefault("thrown", "").replace('.', '/');
  }

  @Override
  public boolean concerns(String internalName, ClassLoader loader) {
    return internalName.equals(owner);
  }

  @Override
  public byte[] weave(ClassLoader loader, byte[] bytes) {
    if (!thrown.isEmpty()) {
      mustBeThrowable(loader);
    }
    ClassReader reader = new ClassReader(bytes);
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    AtomicBoolean woven = new AtomicBoolean();
    reader.accept(new Striking(writer, woven), 0);
    return woven.get() ? writer.toByteArray() : null;
  }

  private void mustBeThrowable(ClassLoader loader) {
    String name = thrown.replace('/', '.');
    Class<?> found;
    try {
      found = Class.forName(name, false, loader);
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(name + " is no class here", e);
    }
    boolean takesText = false;
    for (Constructor<?> each : found.getConstructors()) {
      takesText |= Arrays.equals(each.getParameterTypes(), new Class<?>[] {String.class});
    }
    if (!Throwable.class.isAssignableFrom(found) || !takesText) {
      throw new IllegalArgumentException(name + " is no exception that takes a text");
    }
  }

  private final class Striking extends ClassVisitor {
    private final AtomicBoolean woven;
    private int version;

    Striking(ClassVisitor next, AtomicBoolean woven) {
      super(Opcodes.ASM9, next);
      this.woven = woven;
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        String signature,
        String superName,
        String[] interfaces) {
      this.version = version & 0xFFFF;
      super.visit(version, access, name, signature, superName, interfaces);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
      boolean hasCode = (access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) == 0;
      if (!name.equals(method) || !hasCode || name.startsWith("<")) {
        return next;
      }
      woven.set(true);
      return new MethodVisitor(Opcodes.ASM9, next) {
        @Override
        public void visitCode() {
          super.visitCode();
          strike(mv, version > OLDEST_WITH_FRAMES - 1);
        }
      };
    }
  }

  private void strike(MethodVisitor code, boolean hasFrames) {
    Label on = new Label();
    code.visitMethodInsn(
        Opcodes.INVOKESTATIC,
        "java/util/concurrent/ThreadLocalRandom",
        "current",
        "()Ljava/util/concurrent/ThreadLocalRandom;",
        false);
    code.visitMethodInsn(
        Opcodes.INVOKEVIRTUAL,
        "java/util/concurrent/ThreadLocalRandom",
        "nextDouble",
        "()D",
        false);
    code.visitLdcInsn(share);
    code.visitInsn(Opcodes.DCMPG);
    code.visitJumpInsn(Opcodes.IFGE, on);
    if (thrown.isEmpty()) {
      code.visitLdcInsn(delayNanos);
      code.visitMethodInsn(
          Opcodes.INVOKESTATIC,
          "java/util/concurrent/locks/LockSupport",
          "parkNanos",
          "(J)V",
          false);
    } else {
      code.visitTypeInsn(Opcodes.NEW, thrown);
      code.visitInsn(Opcodes.DUP);
      code.visitLdcInsn(SAID);
      code.visitMethodInsn(Opcodes.INVOKESPECIAL, thrown, "<init>", "(Ljava/lang/String;)V", false);
      code.visitInsn(Opcodes.ATHROW);
    }
    code.visitLabel(on);
    if (hasFrames) {
      code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
    }
    // the program's own first frame must not stand at the same place
    code.visitInsn(Opcodes.NOP);
  }

  @Override
  public String words(int classes) {
    String name = owner.replace('/', '.') + "." + method;
    return thrown.isEmpty()
        ? name + " waits " + delayNanos / 1_000_000 + " ms"
        : name + " throws " + thrown.replace('/', '.');
  }

  @Override
  public String nothing() {
    return "the JVM has loaded no class "
        + owner.replace('/', '.')
        + " with a method "
        + method
        + ", or the exception cannot be thrown there";
  }
}
