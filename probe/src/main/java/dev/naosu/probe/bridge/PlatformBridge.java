package dev.naosu.probe.bridge;

import dev.naosu.probe.TestEvents;
import dev.naosu.probe.TestFramework;
import dev.naosu.probe.TestId;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * The JUnit Platform, from 1.3 to 6: only what all of them have is used. Selectors are unique ids.
 */
public final class PlatformBridge implements TestFramework {
  /** One for all runs: to look for engines on the class path takes longer than a small test. */
  private final Launcher launcher = LauncherFactory.create();

  /** Called by reflection. */
  public PlatformBridge() {}

  @Override
  public boolean claims(Class<?> testClass) {
    boolean innerClass = testClass.isMemberClass() && !Modifier.isStatic(testClass.getModifiers());
    // An inner class with tests runs as a part of the class around it.
    return !innerClass && launcher.discover(request(select(testClass))).containsTests();
  }

  @Override
  public void runClass(Class<?> testClass, TestEvents events) {
    launcher.execute(request(select(testClass)), new Listener(testClass.getName(), events));
  }

  @Override
  public void runSelected(Class<?> testClass, List<TestId> tests, TestEvents events) {
    List<DiscoverySelector> selectors = new ArrayList<>();
    for (TestId test : tests) {
      selectors.add(DiscoverySelectors.selectUniqueId(test.selector()));
    }
    launcher.execute(request(selectors), new Listener(testClass.getName(), events));
  }

  private static List<DiscoverySelector> select(Class<?> testClass) {
    List<DiscoverySelector> selectors = new ArrayList<>();
    selectors.add(DiscoverySelectors.selectClass(testClass));
    return selectors;
  }

  private static LauncherDiscoveryRequest request(List<DiscoverySelector> selectors) {
    return LauncherDiscoveryRequestBuilder.request()
        .selectors(selectors)
        .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
        .build();
  }

  private static final class Listener implements TestExecutionListener {
    private final String className;
    private final TestEvents events;
    private TestPlan plan;

    Listener(String className, TestEvents events) {
      this.className = className;
      this.events = events;
    }

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
      plan = started;
    }

    @Override
    public void executionStarted(TestIdentifier identifier) {
      if (identifier.isTest()) {
        events.started(idOf(identifier));
      }
    }

    @Override
    public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
      Throwable failure = result.getThrowable().orElse(null);
      boolean aborted = result.getStatus() == TestExecutionResult.Status.ABORTED;
      if (identifier.isTest() || aborted) {
        if (aborted) {
          events.skipped(idOf(identifier), failure == null ? "" : failure.getMessage());
        } else {
          events.finished(idOf(identifier), failure);
        }
      } else if (result.getStatus() == TestExecutionResult.Status.FAILED) {
        TestId id = idOf(identifier);
        if (id.isWholeClass()) {
          events.classFailed(failure);
        } else {
          // A method that could not say its invocations, as with a broken method source.
          events.finished(id, failure);
        }
      }
    }

    @Override
    public void executionSkipped(TestIdentifier identifier, String reason) {
      if (identifier.isTest()) {
        events.skipped(idOf(identifier), reason);
        return;
      }
      boolean any = false;
      for (TestIdentifier child : plan.getDescendants(identifier)) {
        if (child.isTest()) {
          events.skipped(idOf(child), reason);
          any = true;
        }
      }
      if (!any) {
        events.skipped(idOf(identifier), reason);
      }
    }

    private TestId idOf(TestIdentifier identifier) {
      TestSource source = identifier.getSource().orElse(null);
      if (source instanceof MethodSource) {
        MethodSource method = (MethodSource) source;
        return new TestId(method.getClassName(), method.getMethodName(), identifier.getUniqueId());
      }
      if (source instanceof ClassSource && !identifier.isTest()) {
        return TestId.wholeClass(((ClassSource) source).getClassName());
      }
      return identifier.isTest()
          ? new TestId(className, identifier.getDisplayName(), identifier.getUniqueId())
          : TestId.wholeClass(className);
    }
  }
}
