package dev.naosu.probe;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Objects;

/** One test case, also one invocation of a parameterized test. */
public final class TestId {
  /** Stands as the method of results which concern a whole class, such as a failed set-up. */
  public static final String WHOLE_CLASS = "<class>";

  private final String className;
  private final String methodName;
  private final String selector;

  /**
   * Names a test.
   *
   * @param className binary name of the class that declares or inherits it
   * @param methodName name of the method without parameters, or {@link #WHOLE_CLASS}
   * @param selector opaque: what the framework needs to run this test again
   */
  public TestId(String className, String methodName, String selector) {
    this.className = Bounded.truncated(className);
    this.methodName = Bounded.truncated(methodName);
    this.selector = Bounded.truncated(selector);
  }

  /** Stands for what happens outside of single tests of a class. */
  public static TestId wholeClass(String className) {
    return new TestId(className, WHOLE_CLASS, WHOLE_CLASS);
  }

  static TestId read(DataInput in) throws IOException {
    return new TestId(Bounded.readString(in), Bounded.readString(in), Bounded.readString(in));
  }

  void write(DataOutput out) throws IOException {
    Bounded.writeString(out, className);
    Bounded.writeString(out, methodName);
    Bounded.writeString(out, selector);
  }

  /** Binary name of the class. */
  public String className() {
    return className;
  }

  /** Name of the method, or {@link #WHOLE_CLASS}. */
  public String methodName() {
    return methodName;
  }

  /** Opaque text which the same framework understands; the same in every run of the same test. */
  public String selector() {
    return selector;
  }

  /** Whether this is no single test. */
  public boolean isWholeClass() {
    return methodName.equals(WHOLE_CLASS);
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof TestId)) {
      return false;
    }
    TestId that = (TestId) other;
    return className.equals(that.className)
        && methodName.equals(that.methodName)
        && selector.equals(that.selector);
  }

  @Override
  public int hashCode() {
    return Objects.hash(className, methodName, selector);
  }

  @Override
  public String toString() {
    return className + "#" + methodName + " (" + selector + ")";
  }
}
