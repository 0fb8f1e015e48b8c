package dev.naosu.probe.bridge;

import dev.naosu.probe.TestEvents;
import dev.naosu.probe.TestFramework;
import dev.naosu.probe.TestId;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import junit.framework.AssertionFailedError;
import junit.framework.Test;
import junit.framework.TestCase;
import junit.framework.TestListener;
import junit.framework.TestResult;
import junit.framework.TestSuite;

/** JUnit 3.8 where there is no JUnit 4. Selectors are method names. */
public final class JUnit3Bridge implements TestFramework {
  /** Called by reflection. */
  public JUnit3Bridge() {}

  /** The convention of JUnit 3: public, no parameters, named test-something. */
  static boolean isTestMethod(Method method) {
    return method.getName().startsWith("test")
        && method.getParameterCount() == 0
        && method.getReturnType() == void.class
        && Modifier.isPublic(method.getModifiers());
  }

  @Override
  public boolean claims(Class<?> testClass) {
    if (!TestCase.class.isAssignableFrom(testClass)
        || Modifier.isAbstract(testClass.getModifiers())) {
      return false;
    }
    for (Method method : testClass.getMethods()) {
      if (isTestMethod(method)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void runClass(Class<?> testClass, TestEvents events) {
    run(testClass, null, events);
  }

  @Override
  public void runSelected(Class<?> testClass, List<TestId> tests, TestEvents events) {
    List<String> names = new ArrayList<>();
    for (TestId test : tests) {
      names.add(test.selector());
    }
    run(testClass, names, events);
  }

  private static void run(Class<?> testClass, List<String> names, TestEvents events) {
    TestSuite suite = new TestSuite(testClass.asSubclass(TestCase.class));
    TestResult result = new TestResult();
    result.addListener(new Listener(testClass.getName(), events));
    for (Object test : Collections.list(suite.tests())) {
      if (names == null || names.contains(nameOf((Test) test))) {
        suite.runTest((Test) test, result);
      }
    }
  }

  private static String nameOf(Test test) {
    return test instanceof TestCase ? String.valueOf(((TestCase) test).getName()) : "";
  }

  private static final class Listener implements TestListener {
    private final String className;
    private final TestEvents events;
    private Throwable failure;

    Listener(String className, TestEvents events) {
      this.className = className;
      this.events = events;
    }

    private TestId idOf(Test test) {
      return new TestId(className, nameOf(test), nameOf(test));
    }

    @Override
    public void startTest(Test test) {
      failure = null;
      events.started(idOf(test));
    }

    @Override
    public void addError(Test test, Throwable thrown) {
      failure = failure == null ? thrown : failure;
    }

    @Override
    public void addFailure(Test test, AssertionFailedError thrown) {
      failure = failure == null ? thrown : failure;
    }

    @Override
    public void endTest(Test test) {
      events.finished(idOf(test), failure);
    }
  }
}
