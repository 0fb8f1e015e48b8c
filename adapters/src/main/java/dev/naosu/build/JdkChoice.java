package dev.naosu.build;

import dev.naosu.machine.JdkCatalogue;
import dev.naosu.project.Build.Compilation;
import dev.naosu.project.Jdk;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Which JDK runs a build, and what is said when there is none.
final class JdkChoice {
  private JdkChoice() {}

  /// The JDK for what a project declares. Where none fits, the newest one for a level that is too
  /// new and the oldest one for a level that is too old: the build may know a way, such as a tool
  /// chain of its own. Empty when the machine has no JDK.
  static Optional<Jdk> of(JdkCatalogue jdks, DeclaredJava declared) {
    Comparator<Jdk> byFeature = Comparator.comparingInt(Jdk::feature);
    return jdks.bestFor(declared.level(), declared.release())
        .or(
            () -> {
              Optional<Jdk> newest = jdks.jdks().stream().max(byFeature);
              return newest.filter(jdk -> jdk.feature() >= declared.level()).isPresent()
                  ? jdks.jdks().stream().min(byFeature)
                  : newest;
            });
  }

  static Compilation none(int level, JdkCatalogue jdks) {
    return new Compilation.Impossible(
        "no JDK here compiles Java " + level + "; found: " + jdks.describe(),
        "install a JDK " + level + " or newer, or let JAVA_HOME name one");
  }

  /// Variables for a build: its JDK, and a git that does not write into the user's repository where
  /// a work tree points to it.
  static Map<String, String> environment(Jdk jdk) {
    Map<String, String> environment = new HashMap<>();
    environment.put("JAVA_HOME", jdk.home().toString());
    environment.put("GIT_OPTIONAL_LOCKS", "0");
    for (String name : new String[] {"MAVEN_OPTS", "GRADLE_OPTS"}) {
      String value = System.getenv(name);
      if (value != null) {
        environment.put(name, value);
      }
    }
    return environment;
  }
}
