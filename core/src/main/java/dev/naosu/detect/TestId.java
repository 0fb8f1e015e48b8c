package dev.naosu.detect;

/// One test of the patient.
///
/// @param className binary name of the class that holds it
/// @param methodName its method; for a parameterised test the method without its arguments
/// @param selector how its framework finds exactly this test again; opaque
public record TestId(String className, String methodName, String selector) {
  /// `package.Class#method`, as people and build tools write it.
  public String name() {
    return className + "#" + methodName;
  }

  /// `Class#method`, without the package; for a command or a request what is run.
  public String shortName() {
    return className.startsWith("<")
        ? methodName
        : className.substring(className.lastIndexOf('.') + 1) + "#" + methodName;
  }
}
