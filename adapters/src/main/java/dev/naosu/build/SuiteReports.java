package dev.naosu.build;

import dev.naosu.detect.JUnitReport;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/// The XML files in which surefire, Gradle and others say how each test ended.
final class SuiteReports {

  /// @param tests number of tests that ran, skipped ones left out
  /// @param failing names as `class#method`, failed and broken ones
  record Counts(int tests, SortedSet<String> failing) {}

  private final List<Path> directories;

  private SuiteReports(List<Path> directories) {
    this.directories = directories;
  }

  /// Those of surefire, wherever a module of the project keeps them.
  static SuiteReports ofMaven(Path root) {
    return new SuiteReports(
        directoriesUnder(root, path -> path.getFileName().toString().equals("surefire-reports")));
  }

  /// Those of all Gradle test tasks.
  static SuiteReports ofGradle(Path root) {
    return new SuiteReports(
        directoriesUnder(
            root,
            path -> {
              Path parent = path.getParent();
              return parent != null && parent.endsWith("build/test-results");
            }));
  }

  static SuiteReports in(Path directory) {
    return new SuiteReports(Files.isDirectory(directory) ? List.of(directory) : List.of());
  }

  /// Deletes them, so that what is there afterwards is of the next run.
  void clear() {
    for (Path report : reports()) {
      try {
        Files.deleteIfExists(report);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot delete the old report " + report, e);
      }
    }
  }

  /// What they say together; a report that is cut off counts up to where it ends.
  Counts read() {
    int tests = 0;
    SortedSet<String> failing = new TreeSet<>();
    for (Path report : reports()) {
      tests += read(report, failing);
    }
    return new Counts(tests, failing);
  }

  private List<Path> reports() {
    List<Path> reports = new ArrayList<>();
    for (Path directory : directories) {
      try (var files = Files.newDirectoryStream(directory, "TEST-*.xml")) {
        // tests may have left anything there, such as a pipe
        files.forEach(
            file -> {
              if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                reports.add(file);
              }
            });
      } catch (IOException e) {
        throw new UncheckedIOException("cannot list " + directory, e);
      }
    }
    return reports;
  }

  private static int read(Path report, SortedSet<String> failing) {
    try (InputStream stream = new BufferedInputStream(Files.newInputStream(report))) {
      // its flaw is left out: the build's exit tells of a JVM that was ended while writing
      JUnitReport read = JUnitReport.read(stream);
      read.failing().forEach(test -> failing.add(test.name()));
      return read.tests();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + report, e);
    }
  }

  private static List<Path> directoriesUnder(Path root, Predicate<Path> wanted) {
    List<Path> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(
                Path directory, BasicFileAttributes attributes) {
              String name = directory.getFileName().toString();
              // src may hold example reports
              if (name.equals("node_modules") || name.equals(".git") || name.equals("src")) {
                return FileVisitResult.SKIP_SUBTREE;
              }
              if (wanted.test(directory)) {
                found.add(directory);
                return FileVisitResult.SKIP_SUBTREE;
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look for test reports in " + root, e);
    }
    return found;
  }
}
