package dev.naosu.build;

import dev.naosu.build.PomText.Library;
import dev.naosu.code.Edit;
import dev.naosu.code.Patch;
import dev.naosu.detect.forecast.Endings;
import dev.naosu.detect.forecast.Sighting;
import dev.naosu.detect.forecast.Subject;
import dev.naosu.detect.forecast.Subject.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The libraries of a Maven project: which have a newer version, and which belong to a line that
/// its makers do not look after any more. Only the project's own words count: what a library brings
/// along is the library's matter.
///
/// @param root of the project; only read
/// @param name that it is called by
public record Libraries(Path root, String name, LibraryVersions versions, Endings endings)
    implements Sighting.Source {
  private static final int MOST_POMS = 200;
  private static final int MOST_ASKED = 300;

  /// Where a version stands.
  ///
  /// @param also names of other libraries that have the same version from there
  private record Use(String path, Library library, List<String> also) {}

  @Override
  public List<Sighting> look() throws InterruptedException {
    List<Sighting> seen = new ArrayList<>();
    try {
      Map<String, Use> uses = uses();
      if (uses.isEmpty()) {
        return List.of(
            new Sighting.Unseen(
                Subject.of(Kind.DEPENDENCY, name),
                root + " has no pom.xml that names a version of a library"));
      }
      int asked = 0;
      for (Use each : uses.values()) {
        ending(each).ifPresent(seen::add);
        if (asked++ < MOST_ASKED) {
          seen.add(compared(each));
        }
      }
    } catch (IOException e) {
      seen.add(
          new Sighting.Unseen(
              Subject.of(Kind.DEPENDENCY, name),
              root + " cannot be read: " + String.valueOf(e.getMessage())));
    }
    return seen;
  }

  /// The patch that writes another version.
  ///
  /// @param file relative to the root
  /// @return empty when the library has not that version there any more
  public static Optional<Patch> patch(
      String file, String text, String library, String from, String to) {
    return PomText.read(text)
        .flatMap(
            pom ->
                pom.libraries().stream()
                    .filter(each -> each.name().equals(library) && each.version().equals(from))
                    .findFirst())
        .map(each -> Patch.of(new Edit(file, each.where(), to)));
  }

  private Sighting compared(Use use) throws InterruptedException {
    Library library = use.library();
    Subject subject = Subject.of(Kind.DEPENDENCY, library.name());
    Optional<ReleasedVersion> present = ReleasedVersion.of(library.version());
    if (present.isEmpty()) {
      return new Sighting.Unseen(
          subject, library.name() + " " + library.version() + " is no finished version");
    }
    try {
      List<ReleasedVersion> known =
          versions.of(library.group(), library.artifact()).stream()
              .flatMap(each -> ReleasedVersion.of(each).stream())
              .filter(each -> !each.isDate() && each.word().equals(present.get().word()))
              .sorted(Comparator.reverseOrder())
              .toList();
      Optional<ReleasedVersion> newest = known.stream().findFirst();
      Optional<ReleasedVersion> next =
          known.stream().filter(each -> each.isCompatible(present.get())).findFirst();
      if (newest.isEmpty() || newest.get().compareTo(present.get()) <= 0) {
        return new Sighting.Well(subject);
      }
      return new Sighting.Behind(
          subject,
          library.name(),
          name,
          use.path(),
          library.version(),
          next.filter(each -> each.compareTo(present.get()) > 0)
              .map(ReleasedVersion::text)
              .orElse(library.version()),
          newest.get().text(),
          use.also(),
          List.of());
    } catch (IOException e) {
      return new Sighting.Unseen(
          subject, "versions of " + library.name() + " are not known: " + said(e));
    }
  }

  private Optional<Sighting> ending(Use use) {
    Library library = use.library();
    return endings
        .of(library.group(), library.version())
        .map(
            ending ->
                new Sighting.Ending(
                    Subject.of(Kind.PLATFORM, ending.name()),
                    "support of " + ending.name() + ", which " + use.path() + " names,",
                    ending.at()));
  }

  private Map<String, Use> uses() throws IOException {
    List<Path> poms = new ArrayList<>();
    Path start = root.toRealPath();
    Files.walkFileTree(
        start,
        Set.of(),
        8,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            String folder = String.valueOf(directory.getFileName());
            boolean skipped =
                !directory.equals(start)
                    && (folder.startsWith(".")
                        || folder.equals("target")
                        || folder.equals("src")
                        || folder.equals("node_modules"));
            return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.getFileName().toString().equals("pom.xml") && attributes.isRegularFile()) {
              poms.add(file);
            }
            return poms.size() < MOST_POMS ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
          }
        });
    Map<String, PomText> texts = new LinkedHashMap<>();
    for (Path pom : poms.stream().sorted(Comparator.comparingInt(Path::getNameCount)).toList()) {
      String path = start.relativize(pom).toString().replace('\\', '/');
      PomText.read(Files.readString(pom, StandardCharsets.ISO_8859_1))
          .ifPresent(text -> texts.put(path, text));
    }
    Map<String, Use> uses = new TreeMap<>();
    texts.forEach(
        (path, text) ->
            text.libraries().stream()
                // what the project makes itself has no newer version elsewhere
                .filter(each -> texts.values().stream().noneMatch(other -> other.isOwn(each)))
                .forEach(each -> uses.putIfAbsent(each.name(), new Use(path, each, List.of()))));
    return together(uses);
  }

  /// Where one property is the version of several libraries, they have one need.
  private static Map<String, Use> together(Map<String, Use> uses) {
    Map<String, Use> first = new LinkedHashMap<>();
    for (Use each : uses.values()) {
      first.merge(
          each.path() + "@" + each.library().where().start(),
          each,
          (known, also) ->
              new Use(
                  known.path(),
                  known.library(),
                  Stream.concat(known.also().stream(), Stream.of(also.library().name())).toList()));
    }
    return first;
  }

  private static String said(IOException e) {
    String message = e.getMessage();
    return message == null ? "the repository cannot be reached" : message;
  }
}
