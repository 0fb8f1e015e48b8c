package dev.naosu.probe;

/**
 * The parent of the patient's library loader: the JDK, and of this JVM's class path only the probe.
 * The bridges are left out, because they must be defined where the test frameworks are.
 */
final class ProbeOnlyLoader extends ClassLoader {
  private static final String PROBE = "dev.naosu.probe.";
  private static final String BRIDGE = "dev.naosu.probe.bridge.";

  private final ClassLoader probe;

  ProbeOnlyLoader(ClassLoader probe) {
    // The parent of the system loader: extensions up to Java 8, the platform loader since Java 9.
    super(ClassLoader.getSystemClassLoader().getParent());
    this.probe = probe;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (name.startsWith(PROBE) && !name.startsWith(BRIDGE)) {
      return probe.loadClass(name);
    }
    throw new ClassNotFoundException(name);
  }
}
