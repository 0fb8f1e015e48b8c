package dev.naosu.app.tell;

import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A patient in a few words: `Maven, Java 17, JUnit 5`.
final class PatientWords {
  private static final Pattern FRAMEWORK =
      Pattern.compile("(junit-jupiter-api|junit-jupiter|junit|testng)-(\\d+)\\..*\\.jar");

  private PatientWords() {}

  static String summary(Patient patient) {
    List<String> words = new ArrayList<>();
    words.add(patient.kind());
    words.add("Java " + level(patient));
    frameworks(patient).ifPresent(words::add);
    if (patient.modules().size() > 1) {
      words.add(patient.modules().size() + " modules");
    }
    return String.join(", ", words);
  }

  /// The newest language level of its modules.
  static int level(Patient patient) {
    return patient.modules().stream().mapToInt(Module::level).max().orElse(0);
  }

  private static Optional<String> frameworks(Patient patient) {
    TreeSet<String> found = new TreeSet<>();
    for (Module module : patient.modules()) {
      for (Path library : module.libraries()) {
        Path file = library.getFileName();
        Matcher name = FRAMEWORK.matcher(file == null ? "" : file.toString());
        if (name.matches()) {
          found.add((name.group(1).equals("testng") ? "TestNG " : "JUnit ") + name.group(2));
        }
      }
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(String.join(" and ", found));
  }
}
