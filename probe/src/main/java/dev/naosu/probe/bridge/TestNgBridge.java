package dev.naosu.probe.bridge;

import dev.naosu.probe.TestEvents;
import dev.naosu.probe.TestFramework;
import dev.naosu.probe.TestId;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.testng.IConfigurationListener;
import org.testng.ITestContext;
import org.testng.ITestListener;
import org.testng.ITestResult;
import org.testng.TestNG;
import org.testng.annotations.Test;
import org.testng.xml.XmlClass;
import org.testng.xml.XmlInclude;
import org.testng.xml.XmlSuite;
import org.testng.xml.XmlTest;

/**
 * TestNG. Selectors are method names, with {@code #n} for the n-th set of a data provider, from 0.
 */
public final class TestNgBridge implements TestFramework {
  /** Called by reflection. */
  public TestNgBridge() {}

  @Override
  public boolean claims(Class<?> testClass) {
    if (testClass.isInterface() || Modifier.isAbstract(testClass.getModifiers())) {
      return false;
    }
    for (Class<?> type = testClass; type != null; type = type.getSuperclass()) {
      if (type.isAnnotationPresent(Test.class)) {
        return true;
      }
      for (Method method : type.getDeclaredMethods()) {
        if (method.isAnnotationPresent(Test.class)) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public void runClass(Class<?> testClass, TestEvents events) {
    run(testClass, new ArrayList<>(), new Listener(testClass.getName(), null, null, events));
  }

  @Override
  public void runSelected(Class<?> testClass, List<TestId> tests, TestEvents events) {
    Set<String> together = new LinkedHashSet<>();
    for (TestId test : tests) {
      if (test.selector().indexOf('#') < 0) {
        together.add(test.selector());
      }
    }
    if (!together.isEmpty()) {
      List<XmlInclude> includes = new ArrayList<>();
      for (String method : withDependencies(testClass, together)) {
        includes.add(new XmlInclude(method));
      }
      run(testClass, includes, new Listener(testClass.getName(), together, null, events));
    }
    for (TestId test : tests) {
      int mark = test.selector().indexOf('#');
      if (mark >= 0) {
        String method = test.selector().substring(0, mark);
        int number = Integer.parseInt(test.selector().substring(mark + 1));
        List<XmlInclude> includes = new ArrayList<>();
        for (String needed : withDependencies(testClass, Collections.singleton(method))) {
          includes.add(
              needed.equals(method)
                  ? new XmlInclude(method, Collections.singletonList(number), 0)
                  : new XmlInclude(needed));
        }
        Set<String> only = Collections.singleton(method);
        run(testClass, includes, new Listener(testClass.getName(), only, test, events));
      }
    }
  }

  /** TestNG refuses to run a method without those it depends on. */
  private static Set<String> withDependencies(Class<?> testClass, Set<String> methods) {
    Set<String> all = new LinkedHashSet<>(methods);
    List<String> open = new ArrayList<>(methods);
    while (!open.isEmpty()) {
      String name = open.remove(open.size() - 1);
      for (Method method : testClass.getMethods()) {
        Test test = method.getName().equals(name) ? method.getAnnotation(Test.class) : null;
        if (test != null) {
          for (String needed : test.dependsOnMethods()) {
            String simple = needed.substring(needed.lastIndexOf('.') + 1);
            if (all.add(simple)) {
              open.add(simple);
            }
          }
        }
      }
    }
    return all;
  }

  private static void run(Class<?> testClass, List<XmlInclude> includes, Listener listener) {
    XmlSuite suite = new XmlSuite();
    suite.setName("naosu");
    XmlTest test = new XmlTest(suite);
    test.setName("naosu");
    XmlClass xmlClass = new XmlClass(testClass);
    if (!includes.isEmpty()) {
      xmlClass.setIncludedMethods(includes);
    }
    test.setXmlClasses(new ArrayList<>(Collections.singletonList(xmlClass)));
    TestNG testNg = new TestNG(false);
    testNg.setUseDefaultListeners(false);
    testNg.setVerbose(0);
    testNg.setXmlSuites(new ArrayList<>(Collections.singletonList(suite)));
    testNg.addListener(listener);
    testNg.run();
  }

  private static final class Listener implements ITestListener, IConfigurationListener {
    private final String className;
    private final Set<String> wanted;
    private final TestId only;
    private final TestEvents events;
    private final Map<String, Integer> invocations = new HashMap<>();
    private final Map<ITestResult, TestId> running = new HashMap<>();

    /** Reports all tests if wanted is null; a given id is that of the only invocation. */
    Listener(String className, Set<String> wanted, TestId only, TestEvents events) {
      this.className = className;
      this.wanted = wanted;
      this.only = only;
      this.events = events;
    }

    private boolean isWanted(ITestResult result) {
      return wanted == null || wanted.contains(result.getMethod().getMethodName());
    }

    private TestId newId(ITestResult result) {
      if (only != null) {
        return only;
      }
      String method = result.getMethod().getMethodName();
      int number = invocations.merge(method, 1, Integer::sum) - 1;
      boolean provided = hasProvider(result.getMethod().getConstructorOrMethod().getMethod());
      return new TestId(className, method, provided ? method + "#" + number : method);
    }

    /** TestNG itself can tell only since 7.0. */
    private static boolean hasProvider(Method method) {
      Test own = method.getAnnotation(Test.class);
      Test inherited = method.getDeclaringClass().getAnnotation(Test.class);
      return (own != null && !own.dataProvider().isEmpty())
          || (inherited != null && !inherited.dataProvider().isEmpty());
    }

    @Override
    public synchronized void onTestStart(ITestResult result) {
      if (isWanted(result)) {
        TestId id = newId(result);
        running.put(result, id);
        events.started(id);
      }
    }

    private void finished(ITestResult result, Throwable failure) {
      TestId id = running.remove(result);
      if (id != null) {
        events.finished(id, failure);
      }
    }

    @Override
    public synchronized void onTestSuccess(ITestResult result) {
      finished(result, null);
    }

    @Override
    public synchronized void onTestFailure(ITestResult result) {
      finished(result, result.getThrowable());
    }

    @Override
    public synchronized void onTestFailedButWithinSuccessPercentage(ITestResult result) {
      finished(result, null);
    }

    @Override
    public synchronized void onTestSkipped(ITestResult result) {
      if (isWanted(result)) {
        TestId id = running.remove(result);
        Throwable cause = result.getThrowable();
        events.skipped(id != null ? id : newId(result), cause == null ? "" : cause.toString());
      }
    }

    @Override
    public void onStart(ITestContext context) {}

    @Override
    public void onFinish(ITestContext context) {}

    @Override
    public synchronized void onConfigurationFailure(ITestResult result) {
      events.classFailed(result.getThrowable());
    }

    @Override
    public void onConfigurationSuccess(ITestResult result) {}

    @Override
    public void onConfigurationSkip(ITestResult result) {}
  }
}
