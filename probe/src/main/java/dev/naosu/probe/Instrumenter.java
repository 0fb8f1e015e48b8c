package dev.naosu.probe;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Inserts the calls to {@link Probe} into a class file.
 *
 * <p>Only straight-line code is inserted: constants and static calls. So the stack map frames of
 * the compiler stay right, and no class of the patient has to be loaded to compute new ones. Where
 * throwables are noted, a method also gets a handler at its end, whose frame needs no class either.
 */
public final class Instrumenter {
  private static final String PROBE = "dev/naosu/probe/Probe";

  /**
   * A bound, because attempts bring new bytes for ever; own unchanged classes come back cheaply.
   */
  private static final int MAX_CACHED = 4096;

  private final Map<String, byte[]> cache = new ConcurrentHashMap<>();

  /** An instrumenter with an empty cache. */
  public Instrumenter() {}

  /**
   * Returns the instrumented class file, or null if the class is to stay as it is because it cannot
   * be read or written (an unknown class file version, a method that would become too long).
   *
   * @param internalName the name with slashes
   * @param bytes the class file, which is not changed
   * @param coverage whether lines and branches are recorded, besides steps and exits
   */
  public byte[] instrument(String internalName, byte[] bytes, boolean coverage) {
    return instrument(internalName, bytes, coverage, false);
  }

  /**
   * Returns the instrumented class file, or null if the class is to stay as it is.
   *
   * @param internalName the name with slashes
   * @param bytes the class file, which is not changed
   * @param coverage whether lines and branches are recorded, besides steps and exits
   * @param thrown whether what leaves a method, or is caught in it, is noted
   */
  byte[] instrument(String internalName, byte[] bytes, boolean coverage, boolean thrown) {
    String key = internalName + (coverage ? "+" : "-") + (thrown ? "!" : "") + hash(bytes);
    byte[] known = cache.get(key);
    if (known == null) {
      known = tryInstrument(internalName, bytes, coverage, thrown);
      if (known == null && (coverage || thrown)) {
        known = tryInstrument(internalName, bytes, false, false);
      }
      if (known == null) {
        return null;
      }
      if (cache.size() >= MAX_CACHED) {
        cache.clear();
      }
      cache.put(key, known);
    }
    return known;
  }

  private static byte[] tryInstrument(
      String internalName, byte[] bytes, boolean coverage, boolean thrown) {
    try {
      ClassReader reader = new ClassReader(bytes);
      ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
      reader.accept(new OwnClass(writer, internalName.replace('/', '.'), coverage, thrown), 0);
      return writer.toByteArray();
    } catch (RuntimeException e) {
      // Whatever ASM dislikes about a class, the patient must be able to live with it: unchanged.
      return null;
    }
  }

  private static String hash(byte[] bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder().encodeToString(digest.digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static final class OwnClass extends ClassVisitor {
    private final String className;
    private final boolean coverage;
    private final boolean thrown;
    private boolean hasFrames;

    OwnClass(ClassVisitor next, String className, boolean coverage, boolean thrown) {
      super(Opcodes.ASM9, next);
      this.className = className;
      this.coverage = coverage;
      this.thrown = thrown;
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        String signature,
        String superName,
        String[] interfaces) {
      hasFrames = (version & 0xFFFF) >= Opcodes.V1_6;
      super.visit(version, access, name, signature, superName, interfaces);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
      if (next == null || (access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) != 0) {
        return next;
      }
      // A bridge method has the line of its class and no code anybody wrote.
      boolean written = (access & Opcodes.ACC_BRIDGE) == 0;
      boolean notes = thrown && written && hasFrames;
      return new OwnMethod(next, className, name + descriptor, coverage && written, notes);
    }
  }

  private static final class OwnMethod extends MethodVisitor {
    private final String className;
    private final String method;
    private final boolean coverage;

    /** Whether throwables are noted, and where the handler for those that leave begins. */
    private final boolean thrown;

    private final Set<Label> handlers = new HashSet<>();
    private final Label start = new Label();

    private final Set<Label> visited = new HashSet<>();
    private final Map<Integer, Integer> lineIds = new HashMap<>();
    private final Map<Integer, Integer> branchesOfLine = new HashMap<>();

    /** Labels since the last instruction: they all mean the place where the next one goes. */
    private final List<Label> here = new ArrayList<>();

    /** For labels at which code was inserted before a NEW: the label of the NEW itself. */
    private final Map<Label, Label> moved = new HashMap<>();

    private int line;
    private int pendingLine;

    OwnMethod(
        MethodVisitor next, String className, String method, boolean coverage, boolean thrown) {
      super(Opcodes.ASM9, next);
      this.className = className;
      this.method = method;
      this.coverage = coverage;
      this.thrown = thrown;
    }

    @Override
    public void visitCode() {
      super.visitCode();
      step();
      if (leavingIsNoted()) {
        super.visitLabel(start);
      }
    }

    /** A constructor has no frame that holds everywhere: before super() there is no object yet. */
    private boolean leavingIsNoted() {
      return thrown && !method.startsWith("<");
    }

    @Override
    public void visitTryCatchBlock(Label from, Label to, Label handler, String type) {
      super.visitTryCatchBlock(from, to, handler, type);
      handlers.add(handler);
    }

    @Override
    public void visitMaxs(int maxStack, int maxLocals) {
      if (leavingIsNoted()) {
        Label end = new Label();
        super.visitLabel(end);
        // Last in the table, so that the method's own handlers come first.
        super.visitTryCatchBlock(start, end, end, null);
        super.visitFrame(Opcodes.F_FULL, 0, new Object[0], 1, new Object[] {"java/lang/Throwable"});
        noteThrown();
        super.visitInsn(Opcodes.ATHROW);
      }
      super.visitMaxs(maxStack, maxLocals);
    }

    private void noteThrown() {
      super.visitInsn(Opcodes.DUP);
      call("thrown", "(Ljava/lang/Throwable;)V");
    }

    @Override
    public void visitLabel(Label label) {
      super.visitLabel(label);
      visited.add(label);
      here.add(label);
    }

    @Override
    public void visitLineNumber(int number, Label start) {
      super.visitLineNumber(number, start);
      line = number;
      if (coverage) {
        // Not here: a stack map frame may follow, and it has to stay at the label.
        pendingLine = number;
      }
    }

    @Override
    public void visitFrame(
        int type, int localCount, Object[] local, int stackCount, Object[] stack) {
      super.visitFrame(type, localCount, moved(local), stackCount, moved(stack));
    }

    /** An uninitialised value is known by the offset of its NEW, which we may have moved. */
    private Object[] moved(Object[] values) {
      if (values == null || moved.isEmpty()) {
        return values;
      }
      Object[] result = values.clone();
      for (int i = 0; i < result.length; i++) {
        Label elsewhere = result[i] instanceof Label ? moved.get((Label) result[i]) : null;
        if (elsewhere != null) {
          result[i] = elsewhere;
        }
      }
      return result;
    }

    /** To be called before each instruction; says whether code was inserted. */
    private boolean beforeInstruction() {
      boolean catches = thrown && !handlers.isEmpty() && isHandler();
      if (catches) {
        noteThrown();
      }
      if (pendingLine != 0) {
        int number = pendingLine;
        pendingLine = 0;
        Integer id =
            lineIds.computeIfAbsent(
                number,
                l ->
                    Probe.register(
                        new ProbePoint(className, method, l, ProbePoint.Kind.LINE, 0, 0)));
        push(id);
        call("line", "(I)V");
        return true;
      }
      return catches;
    }

    private boolean isHandler() {
      for (Label label : here) {
        if (handlers.contains(label)) {
          return true;
        }
      }
      return false;
    }

    private void instruction() {
      beforeInstruction();
      here.clear();
    }

    @Override
    public void visitInsn(int opcode) {
      instruction();
      super.visitInsn(opcode);
    }

    @Override
    public void visitIntInsn(int opcode, int operand) {
      instruction();
      super.visitIntInsn(opcode, operand);
    }

    @Override
    public void visitVarInsn(int opcode, int index) {
      instruction();
      super.visitVarInsn(opcode, index);
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
      if (beforeInstruction() && opcode == Opcodes.NEW) {
        Label at = new Label();
        super.visitLabel(at);
        for (Label label : here) {
          moved.put(label, at);
        }
      }
      here.clear();
      super.visitTypeInsn(opcode, type);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      instruction();
      super.visitFieldInsn(opcode, owner, name, descriptor);
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      instruction();
      String replacement = exitReplacement(owner, name, descriptor);
      if (replacement != null) {
        call("exit", replacement);
      } else {
        super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
      }
    }

    /** The descriptor of our own exit that takes the place of the JDK's, or null. */
    private static String exitReplacement(String owner, String name, String descriptor) {
      if (!descriptor.equals("(I)V")) {
        return null;
      }
      if (owner.equals("java/lang/System") && name.equals("exit")) {
        return "(I)V";
      }
      boolean ends = name.equals("exit") || name.equals("halt");
      return owner.equals("java/lang/Runtime") && ends ? "(Ljava/lang/Runtime;I)V" : null;
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      instruction();
      Object[] replaced = arguments.clone();
      for (int i = 0; i < replaced.length; i++) {
        if (replaced[i] instanceof Handle) {
          Handle handle = (Handle) replaced[i];
          String ours = exitReplacement(handle.getOwner(), handle.getName(), handle.getDesc());
          if (ours != null) {
            replaced[i] = new Handle(Opcodes.H_INVOKESTATIC, PROBE, "exit", ours, false);
          }
        }
      }
      super.visitInvokeDynamicInsn(name, descriptor, bootstrap, replaced);
    }

    @Override
    public void visitJumpInsn(int opcode, Label label) {
      instruction();
      if (coverage) {
        branch(opcode);
      }
      stepIfBackward(label);
      super.visitJumpInsn(opcode, label);
    }

    @Override
    public void visitLdcInsn(Object value) {
      instruction();
      super.visitLdcInsn(value);
    }

    @Override
    public void visitIincInsn(int index, int increment) {
      instruction();
      super.visitIincInsn(index, increment);
    }

    @Override
    public void visitTableSwitchInsn(int min, int max, Label otherwise, Label... labels) {
      instruction();
      if (coverage) {
        int id = outcomes(labels.length + 1);
        super.visitInsn(Opcodes.DUP);
        push(min);
        push(max);
        push(id);
        call("tableSwitch", "(IIII)V");
      }
      stepIfBackward(withDefault(otherwise, labels));
      super.visitTableSwitchInsn(min, max, otherwise, labels);
    }

    @Override
    public void visitLookupSwitchInsn(Label otherwise, int[] keys, Label[] labels) {
      instruction();
      if (coverage) {
        int id = outcomes(labels.length + 1);
        super.visitInsn(Opcodes.DUP);
        push(Probe.registerSwitch(keys));
        push(id);
        call("lookupSwitch", "(III)V");
      }
      stepIfBackward(withDefault(otherwise, labels));
      super.visitLookupSwitchInsn(otherwise, keys, labels);
    }

    @Override
    public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
      instruction();
      super.visitMultiANewArrayInsn(descriptor, dimensions);
    }

    private static Label[] withDefault(Label otherwise, Label[] labels) {
      Label[] all = Arrays.copyOf(labels, labels.length + 1);
      all[labels.length] = otherwise;
      return all;
    }

    private void stepIfBackward(Label... targets) {
      for (Label target : targets) {
        if (visited.contains(target)) {
          step();
          return;
        }
      }
    }

    private void step() {
      call("step", "()V");
    }

    private void branch(int opcode) {
      switch (opcode) {
        case Opcodes.IFEQ:
          branch(Opcodes.DUP, "ifEq", "(II)V");
          break;
        case Opcodes.IFNE:
          branch(Opcodes.DUP, "ifNe", "(II)V");
          break;
        case Opcodes.IFLT:
          branch(Opcodes.DUP, "ifLt", "(II)V");
          break;
        case Opcodes.IFGE:
          branch(Opcodes.DUP, "ifGe", "(II)V");
          break;
        case Opcodes.IFGT:
          branch(Opcodes.DUP, "ifGt", "(II)V");
          break;
        case Opcodes.IFLE:
          branch(Opcodes.DUP, "ifLe", "(II)V");
          break;
        case Opcodes.IF_ICMPEQ:
          branch(Opcodes.DUP2, "ifIntEq", "(III)V");
          break;
        case Opcodes.IF_ICMPNE:
          branch(Opcodes.DUP2, "ifIntNe", "(III)V");
          break;
        case Opcodes.IF_ICMPLT:
          branch(Opcodes.DUP2, "ifIntLt", "(III)V");
          break;
        case Opcodes.IF_ICMPGE:
          branch(Opcodes.DUP2, "ifIntGe", "(III)V");
          break;
        case Opcodes.IF_ICMPGT:
          branch(Opcodes.DUP2, "ifIntGt", "(III)V");
          break;
        case Opcodes.IF_ICMPLE:
          branch(Opcodes.DUP2, "ifIntLe", "(III)V");
          break;
        case Opcodes.IF_ACMPEQ:
          branch(Opcodes.DUP2, "ifSame", "(Ljava/lang/Object;Ljava/lang/Object;I)V");
          break;
        case Opcodes.IF_ACMPNE:
          branch(Opcodes.DUP2, "ifNotSame", "(Ljava/lang/Object;Ljava/lang/Object;I)V");
          break;
        case Opcodes.IFNULL:
          branch(Opcodes.DUP, "ifNull", "(Ljava/lang/Object;I)V");
          break;
        case Opcodes.IFNONNULL:
          branch(Opcodes.DUP, "ifNonNull", "(Ljava/lang/Object;I)V");
          break;
        default:
          break; // GOTO and JSR decide nothing
      }
    }

    private void branch(int duplicate, String name, String descriptor) {
      int id = outcomes(2);
      super.visitInsn(duplicate);
      push(id);
      call(name, descriptor);
    }

    /** Registers all outcomes of the next branch of this line and returns the first id. */
    private int outcomes(int count) {
      int branch = branchesOfLine.merge(line, 1, Integer::sum) - 1;
      ProbePoint.Kind kind = ProbePoint.Kind.BRANCH;
      return Probe.registerAll(className, method, line, kind, branch, count);
    }

    private void push(int value) {
      if (value >= Byte.MIN_VALUE && value <= Byte.MAX_VALUE) {
        super.visitIntInsn(Opcodes.BIPUSH, value);
      } else if (value >= Short.MIN_VALUE && value <= Short.MAX_VALUE) {
        super.visitIntInsn(Opcodes.SIPUSH, value);
      } else {
        super.visitLdcInsn(value);
      }
    }

    private void call(String name, String descriptor) {
      super.visitMethodInsn(Opcodes.INVOKESTATIC, PROBE, name, descriptor, false);
    }
  }
}
