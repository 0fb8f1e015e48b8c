package dev.naosu.detect;

/// A place that says when it was run.
///
/// @param className binary name
/// @param method name and descriptor
/// @param line from 1
/// @param branch number of the conditional jump within its line, from 0; -1 for the line itself
/// @param outcome which way the jump went, from 0; -1 for the line itself
public record ProbePoint(String className, String method, int line, int branch, int outcome) {
  public boolean isLine() {
    return branch < 0;
  }
}
