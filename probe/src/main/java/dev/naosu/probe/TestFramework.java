package dev.naosu.probe;

import java.util.List;

/**
 * A test framework, seen from the probe. Implementations are loaded where the patient's own copy of
 * the framework is; they need a constructor without parameters.
 */
public interface TestFramework {
  /** Whether this framework finds tests in the class. */
  boolean claims(Class<?> testClass);

  /** Runs all tests of the class and reports each. */
  void runClass(Class<?> testClass, TestEvents events);

  /** Runs tests of one class, given by selectors which an earlier run reported. */
  void runSelected(Class<?> testClass, List<TestId> tests, TestEvents events);
}
