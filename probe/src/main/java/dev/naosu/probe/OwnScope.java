package dev.naosu.probe;

import java.io.File;
import java.util.ArrayList;
import java.util.List;

/** Tells the patient's own classes from everything else in the JVM. Immutable. */
final class OwnScope {
  /** How much of a class is instrumented. */
  enum Depth {
    /** Nothing: it is a library, the JDK, or ourselves. */
    NONE,
    /** Steps and exits. */
    STEPS,
    /** Also lines and branches. */
    COVERAGE
  }

  /** No class is the patient's. */
  static final OwnScope NOTHING = new OwnScope(new ArrayList<>(), new ArrayList<>(), false, false);

  private final List<String> mainDirectories;
  private final List<String> testDirectories;
  private final boolean coverage;
  private final boolean thrown;

  /**
   * Names the directories of own classes.
   *
   * @param thrown whether what the classes throw or catch is noted, for services, which seldom let
   *     an exception out
   */
  OwnScope(
      List<String> mainDirectories,
      List<String> testDirectories,
      boolean coverage,
      boolean thrown) {
    this.mainDirectories = new ArrayList<>(mainDirectories);
    this.testDirectories = new ArrayList<>(testDirectories);
    this.coverage = coverage;
    this.thrown = thrown;
  }

  /** Whether what own classes throw or catch is noted. */
  boolean thrown() {
    return thrown;
  }

  /** Whether a class of this binary name is the patient's main code. */
  boolean isMain(String binaryName) {
    return hasFile(mainDirectories, binaryName.replace('.', '/') + ".class");
  }

  /**
   * Says what to do with a class.
   *
   * @param internalName the name with slashes
   * @param loader who defines it; what an {@link OwnLoader} defines is own even if no directory has
   *     it, because an attempt may add classes
   */
  Depth depthOf(String internalName, ClassLoader loader) {
    String file = internalName + ".class";
    // Coverage is about code under repair, and tests are not: they only need to be stoppable.
    if (hasFile(testDirectories, file)) {
      return Depth.STEPS;
    }
    if (loader instanceof OwnLoader || hasFile(mainDirectories, file)) {
      return coverage ? Depth.COVERAGE : Depth.STEPS;
    }
    return Depth.NONE;
  }

  private static boolean hasFile(List<String> directories, String file) {
    for (String directory : directories) {
      if (new File(directory, file).isFile()) {
        return true;
      }
    }
    return false;
  }
}
