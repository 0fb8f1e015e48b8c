package dev.naosu.build;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

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
        files.forEach(reports::add);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot list " + directory, e);
      }
    }
    return reports;
  }

  private static int read(Path report, SortedSet<String> failing) {
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    int tests = 0;
    try (InputStream stream = new BufferedInputStream(Files.newInputStream(report))) {
      XMLStreamReader reader = factory.createXMLStreamReader(stream);
      while (reader.hasNext()) {
        if (reader.next() == XMLStreamConstants.START_ELEMENT
            && reader.getLocalName().equals("testcase")) {
          tests += readTest(reader, failing);
        }
      }
    } catch (XMLStreamException _) {
      // a JVM that was ended while writing; the build's exit tells of that
      return tests;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + report, e);
    }
    return tests;
  }

  private static int readTest(XMLStreamReader reader, SortedSet<String> failing)
      throws XMLStreamException {
    String className = attribute(reader, "classname");
    String name = attribute(reader, "name");
    boolean failed = false;
    boolean skipped = false;
    StringBuilder trace = new StringBuilder();
    int depth = 1;
    String element = "";
    while (depth > 0) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          depth++;
          element = reader.getLocalName();
          // flakyFailure and rerunFailure are the other runs of a test that was repeated
          failed |= depth == 2 && (element.equals("failure") || element.equals("error"));
          skipped |= depth == 2 && element.equals("skipped");
        }
        case XMLStreamConstants.END_ELEMENT -> depth--;
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
          if (depth == 2 && (element.equals("failure") || element.equals("error"))) {
            trace.append(reader.getText());
          }
        }
        default -> {
          // comments and the like
        }
      }
    }
    if (failed) {
      failing.add(className + "#" + method(className, name, trace.toString()));
    }
    return skipped ? 0 : 1;
  }

  private static String attribute(XMLStreamReader reader, String name) {
    String value = reader.getAttributeValue(null, name);
    return value == null ? "" : value;
  }

  /// The method of a test case: what surefire, Gradle and JUnit add for its arguments is cut off; a
  /// display name is replaced by the method that the stack trace shows.
  private static String method(String className, String name, String trace) {
    String cut = name.replaceFirst("[({\\[].*$", "").strip();
    if (isMethodName(cut)) {
      return cut;
    }
    Matcher frame =
        Pattern.compile("\\bat (?:[\\w.@-]+/{1,2})?" + Pattern.quote(className) + "\\.([\\w$]+)\\(")
            .matcher(trace);
    String last = "";
    while (frame.find()) {
      String method = frame.group(1);
      if (!method.startsWith("lambda$")) {
        last = method;
      }
    }
    return last.isEmpty() ? name : last;
  }

  private static boolean isMethodName(String name) {
    return !name.isEmpty()
        && Character.isJavaIdentifierStart(name.charAt(0))
        && name.chars().allMatch(Character::isJavaIdentifierPart);
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
