package dev.naosu.probe.chaos;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Classes that are woven anew with a fault in them, and again without it. What is woven in names
 * nothing but the JDK, so that every loader can resolve it.
 */
final class Rewoven implements Inside {
  private final Instrumentation instrumentation;
  private final Weaving weaving;
  private final AtomicInteger woven = new AtomicInteger();
  private final ClassFileTransformer transformer = new Transformer();

  Rewoven(Instrumentation instrumentation, Weaving weaving) {
    this.instrumentation = instrumentation;
    this.weaving = weaving;
  }

  /** What is woven into a class. */
  interface Weaving {
    /** Whether there may be something to weave in. */
    boolean concerns(String internalName, ClassLoader loader);

    /** The class with the fault in it; null where there is nothing to weave in. */
    byte[] weave(ClassLoader loader, byte[] bytes);

    /** What is done, in one sentence. */
    String words(int classes);

    /** What is wrong when no class was woven. */
    String nothing();
  }

  private final class Transformer implements ClassFileTransformer {
    @Override
    public byte[] transform(
        ClassLoader loader,
        String internalName,
        Class<?> redefined,
        ProtectionDomain domain,
        byte[] bytes) {
      if (internalName == null || !weaving.concerns(internalName, loader)) {
        return null;
      }
      try {
        byte[] fresh = weaving.weave(loader, bytes);
        if (fresh != null) {
          woven.incrementAndGet();
        }
        return fresh;
      } catch (RuntimeException e) {
        // a class that cannot be read stays as it is
        return null;
      }
    }
  }

  @Override
  public String begin() {
    instrumentation.addTransformer(transformer, true);
    retransform();
    if (woven.get() == 0) {
      throw new IllegalStateException(weaving.nothing());
    }
    return weaving.words(woven.get());
  }

  @Override
  public void end() {
    instrumentation.removeTransformer(transformer);
    retransform();
  }

  private void retransform() {
    List<Class<?>> all = new ArrayList<>();
    for (Class<?> each : instrumentation.getAllLoadedClasses()) {
      if (!each.isArray()
          && weaving.concerns(each.getName().replace('.', '/'), each.getClassLoader())
          && instrumentation.isModifiableClass(each)) {
        all.add(each);
      }
    }
    for (Class<?> each : all) {
      try {
        instrumentation.retransformClasses(each);
      } catch (UnmodifiableClassException | LinkageError e) {
        // this one stays as it is; whether any was woven is asked afterwards
      }
    }
  }
}
