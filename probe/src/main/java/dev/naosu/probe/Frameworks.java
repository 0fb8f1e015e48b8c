package dev.naosu.probe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The frameworks which one class loader has, asked in this order. Selectors get the key of their
 * framework as a prefix, so that a chosen test needs no discovery to be run again.
 */
final class Frameworks {
  private static final char SEPARATOR = '|';

  private final Map<String, TestFramework> byKey = new LinkedHashMap<>();

  Frameworks(ClassLoader loader) {
    add("platform", "org.junit.platform.launcher.Launcher", "PlatformBridge", loader);
    add("junit4", "org.junit.runner.JUnitCore", "JUnit4Bridge", loader);
    if (!byKey.containsKey("junit4")) {
      add("junit3", "junit.framework.TestCase", "JUnit3Bridge", loader);
    }
    add("testng", "org.testng.TestNG", "TestNgBridge", loader);
  }

  private void add(String key, String marker, String bridge, ClassLoader loader) {
    if (loader.getResource(marker.replace('.', '/') + ".class") == null) {
      return;
    }
    try {
      byKey.put(
          key,
          Class.forName("dev.naosu.probe.bridge." + bridge, true, loader)
              .asSubclass(TestFramework.class)
              .getDeclaredConstructor()
              .newInstance());
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new IllegalStateException("the bridge to " + key + " does not fit the patient", e);
    }
  }

  /** Runs all tests of a class in the first framework that finds some. */
  void runClass(Class<?> testClass, TestEvents events) {
    for (Map.Entry<String, TestFramework> entry : byKey.entrySet()) {
      if (entry.getValue().claims(testClass)) {
        entry.getValue().runClass(testClass, new Prefixing(entry.getKey() + SEPARATOR, events));
        return;
      }
    }
  }

  /** Runs tests which have the same class and framework. */
  void runSelected(Class<?> testClass, List<TestId> tests, TestEvents events) {
    String key = keyOf(tests.get(0));
    TestFramework framework = byKey.get(key);
    if (framework == null) {
      throw new IllegalArgumentException("this child has no framework for " + tests.get(0));
    }
    List<TestId> bare = new ArrayList<>();
    for (TestId test : tests) {
      String selector = test.selector().substring(key.length() + 1);
      bare.add(new TestId(test.className(), test.methodName(), selector));
    }
    framework.runSelected(testClass, bare, new Prefixing(key + SEPARATOR, events));
  }

  /** The framework by which a test was reported. */
  static String keyOf(TestId test) {
    int end = test.selector().indexOf(SEPARATOR);
    return end < 0 ? "" : test.selector().substring(0, end);
  }

  private static final class Prefixing implements TestEvents {
    private final String prefix;
    private final TestEvents next;

    Prefixing(String prefix, TestEvents next) {
      this.prefix = prefix;
      this.next = next;
    }

    private TestId prefixed(TestId test) {
      return test.isWholeClass()
          ? test
          : new TestId(test.className(), test.methodName(), prefix + test.selector());
    }

    @Override
    public void started(TestId test) {
      next.started(prefixed(test));
    }

    @Override
    public void finished(TestId test, Throwable failure) {
      next.finished(prefixed(test), failure);
    }

    @Override
    public void skipped(TestId test, String reason) {
      next.skipped(prefixed(test), reason);
    }

    @Override
    public void classFailed(Throwable failure) {
      next.classFailed(failure);
    }
  }
}
