package dev.naosu.probe.bridge;

import dev.naosu.probe.TestEvents;
import dev.naosu.probe.TestFramework;
import dev.naosu.probe.TestId;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import junit.framework.TestCase;
import org.junit.Test;
import org.junit.runner.Description;
import org.junit.runner.JUnitCore;
import org.junit.runner.Request;
import org.junit.runner.RunWith;
import org.junit.runner.Runner;
import org.junit.runner.manipulation.Filter;
import org.junit.runner.notification.Failure;
import org.junit.runner.notification.RunListener;
import org.junit.runners.JUnit4;
import org.junit.runners.Suite;

/** JUnit 4, which also runs JUnit 3. Selectors are the display names of descriptions. */
public final class JUnit4Bridge implements TestFramework {
  /** Variants of one class are tried with the same test one after the other. */
  private Optional<KeptRunner> last = Optional.empty();

  /** Called by reflection. */
  public JUnit4Bridge() {}

  @Override
  public boolean claims(Class<?> testClass) {
    if (testClass.isInterface() || Modifier.isAbstract(testClass.getModifiers())) {
      return false;
    }
    if (testClass.isAnnotationPresent(Suite.SuiteClasses.class)) {
      return false; // its classes run by themselves
    }
    if (testClass.isAnnotationPresent(RunWith.class)) {
      return true;
    }
    boolean testCase = TestCase.class.isAssignableFrom(testClass);
    for (Method method : testClass.getMethods()) {
      if (method.isAnnotationPresent(Test.class)
          || (testCase && JUnit3Bridge.isTestMethod(method))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void runClass(Class<?> testClass, TestEvents events) {
    run(Request.classWithoutSuiteMethod(testClass), testClass, events);
  }

  @Override
  public void runSelected(Class<?> testClass, List<TestId> tests, TestEvents events) {
    Set<String> chosen = new HashSet<>();
    for (TestId test : tests) {
      chosen.add(test.selector());
    }
    Runner known =
        last.filter(runner -> runner.isFor(testClass, chosen)).map(KeptRunner::runner).orElse(null);
    if (known == null) {
      known = Request.classWithoutSuiteMethod(testClass).filterWith(new Chosen(chosen)).getRunner();
      // This kind makes a new object for each test; of others we cannot be sure.
      boolean keeps = known.getClass() == JUnit4.class;
      last = keeps ? Optional.of(new KeptRunner(testClass, chosen, known)) : Optional.empty();
    }
    run(Request.runner(known), testClass, events);
  }

  /** A runner that can be used again. */
  private static final class KeptRunner {
    private final Class<?> testClass;
    private final Set<String> chosen;
    private final Runner runner;

    KeptRunner(Class<?> testClass, Set<String> chosen, Runner runner) {
      this.testClass = testClass;
      this.chosen = chosen;
      this.runner = runner;
    }

    boolean isFor(Class<?> otherClass, Set<String> others) {
      return testClass == otherClass && chosen.equals(others);
    }

    Runner runner() {
      return runner;
    }
  }

  private static void run(Request request, Class<?> testClass, TestEvents events) {
    JUnitCore core = new JUnitCore();
    core.addListener(new Listener(testClass.getName(), events));
    core.run(request);
  }

  private static final class Chosen extends Filter {
    private final Set<String> chosen;

    Chosen(Set<String> chosen) {
      this.chosen = chosen;
    }

    @Override
    public boolean shouldRun(Description description) {
      if (description.isTest()) {
        return chosen.contains(description.getDisplayName());
      }
      for (Description child : description.getChildren()) {
        if (shouldRun(child)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public String describe() {
      return "the tests the engine has chosen";
    }
  }

  private static final class Listener extends RunListener {
    private final String className;
    private final TestEvents events;
    private final Set<Description> running = new HashSet<>();
    private final Map<Description, Throwable> failures = new HashMap<>();
    private final Map<Description, String> unmet = new HashMap<>();

    Listener(String className, TestEvents events) {
      this.className = className;
      this.events = events;
    }

    @Override
    public synchronized void testStarted(Description description) {
      running.add(description);
      if (!isInitialization(description)) {
        events.started(idOf(description));
      }
    }

    @Override
    public synchronized void testFailure(Failure failure) {
      Description description = failure.getDescription();
      if (running.contains(description) && !isInitialization(description)) {
        failures.putIfAbsent(description, failure.getException());
      } else {
        events.classFailed(failure.getException());
      }
    }

    @Override
    public synchronized void testAssumptionFailure(Failure failure) {
      Description description = failure.getDescription();
      String reason = String.valueOf(failure.getMessage());
      if (running.contains(description)) {
        unmet.put(description, reason);
      } else {
        events.skipped(TestId.wholeClass(className), reason);
      }
    }

    @Override
    public synchronized void testIgnored(Description description) {
      events.skipped(
          description.isTest() ? idOf(description) : TestId.wholeClass(className), "ignored");
    }

    @Override
    public synchronized void testFinished(Description description) {
      running.remove(description);
      Throwable failure = failures.remove(description);
      String reason = unmet.remove(description);
      if (isInitialization(description)) {
        return; // its failure was reported as one of the class
      }
      if (failure == null && reason != null) {
        events.skipped(idOf(description), reason);
      } else {
        events.finished(idOf(description), failure);
      }
    }

    /** JUnit 4 pretends there is a test of this name if a class cannot be run at all. */
    private static boolean isInitialization(Description description) {
      return "initializationError".equals(description.getMethodName());
    }

    private TestId idOf(Description description) {
      String method = description.getMethodName();
      if (method == null) {
        return new TestId(className, description.getDisplayName(), description.getDisplayName());
      }
      int parameters = method.indexOf('[');
      return new TestId(
          className,
          parameters > 0 ? method.substring(0, parameters) : method,
          description.getDisplayName());
    }
  }
}
