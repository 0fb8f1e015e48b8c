package dev.naosu.fleet;

import java.util.regex.Pattern;

/// One build of a service that can run beside others.
///
/// @param name a commit, or an image's tag: letters, digits, `.`, `_`, `-`, at most 128
public record Version(String name) implements Comparable<Version> {
  private static final Pattern NAME = Pattern.compile("[\\w][\\w.-]{0,127}");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
  private static final int SHORT = 7;

  public Version {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not the name of a version: " + name);
    }
  }

  @Override
  public int compareTo(Version other) {
    return name.compareTo(other.name);
  }

  /// For people: of a full name of a commit, the beginning.
  @Override
  public String toString() {
    return COMMIT.matcher(name).matches() ? name.substring(0, SHORT) : name;
  }
}
