package dev.naosu.diagnose;

/// A line that may hold the fault.
///
/// @param path source file, relative to the project's root
/// @param line from 1
/// @param className binary name of the class whose code it is
/// @param method name and descriptor
/// @param score in [0, 1], 1 most suspicious
/// @param ochiai the part of the score that the spectrum gave, in [0, 1]
/// @param reasons why, shortest form, such as "stack trace" or "only when branch 0 is taken"
public record Suspect(
    String path,
    int line,
    String className,
    String method,
    double score,
    double ochiai,
    java.util.List<String> reasons) {
  public Suspect {
    reasons = java.util.List.copyOf(reasons);
  }

  /// `Cart.java:84`.
  public String place() {
    return path.substring(path.lastIndexOf('/') + 1) + ":" + line;
  }
}
