package dev.naosu.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.naosu.bench.Bug.Origin;
import dev.naosu.bench.Bug.PatchFile;
import dev.naosu.bench.Bug.Reference;
import dev.naosu.machine.Temporary;
import dev.naosu.project.AntPattern;
import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import dev.naosu.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A buggy project in a directory of its own, gone when closed.
///
/// @param root of the buggy project
/// @param scratch an empty directory for whoever works on it
/// @param reference texts of the files that the reference changes, by path; empty without one
record Specimen(Temporary temporary, Path root, Path scratch, Map<String, String> reference)
    implements AutoCloseable {

  /// @throws IOException with a text for people when the bug cannot be laid out
  static Specimen of(Bug bug, Sandbox sandbox) throws IOException {
    Temporary temporary = Temporary.create();
    try {
      Path root = temporary.directory().resolve(bug.id().replaceAll("[^\\w.-]", "_"));
      Path scratch = Files.createDirectory(temporary.directory().resolve("scratch"));
      Laying laying = new Laying(bug, sandbox, temporary.directory(), root);
      laying.project();
      return new Specimen(temporary, root, scratch, laying.reference());
    } catch (IOException | RuntimeException e) {
      temporary.close();
      throw e;
    }
  }

  @Override
  public void close() {
    temporary.close();
  }

  /// Lays out one bug.
  private static final class Laying {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Bug bug;
    private final Sandbox sandbox;
    private final Path place;
    private final Path root;

    Laying(Bug bug, Sandbox sandbox, Path place, Path root) {
      this.bug = bug;
      this.sandbox = sandbox;
      this.place = place;
      this.root = root;
    }

    void project() throws IOException {
      switch (bug.origin()) {
        case Origin.Directory(Path directory) -> copy(directory);
        case Origin.Revision revision -> {
          Path whole = checkout(revision, revision.revision(), "checkout");
          if (revision.change().isPresent()) {
            apply(revision.change().get(), whole);
          }
          copy(whole);
        }
      }
      if (bug.project().isPresent()) {
        Files.writeString(
            root.resolve("naosu.yml"),
            new YAMLMapper().writeValueAsString(home(bug.project().get())));
      }
    }

    /// `~/` in the class path is the user's home.
    private static JsonNode home(JsonNode project) throws IOException {
      String text = project.toString();
      return new YAMLMapper()
          .readTree(text.replace("\"~/", "\"" + System.getProperty("user.home") + "/"));
    }

    private void copy(Path from) throws IOException {
      List<Path> files;
      try (Stream<Path> walk = Files.walk(from)) {
        files = walk.filter(Files::isRegularFile).toList();
      }
      int copied = 0;
      for (Path file : files) {
        String path = from.relativize(file).toString().replace('\\', '/');
        boolean wanted =
            (bug.include().isEmpty() || AntPattern.matchesAny(bug.include(), path))
                && !AntPattern.matchesAny(bug.exclude(), path)
                && !path.startsWith(".git/");
        if (wanted) {
          Path target = root.resolve(moved(path));
          Files.createDirectories(target.resolveSibling(""));
          Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
          copied++;
        }
      }
      if (copied == 0) {
        throw new IOException("include and exclude leave no file of " + from);
      }
    }

    private String moved(String path) {
      for (Map.Entry<String, String> move : bug.move().entrySet()) {
        if (path.startsWith(move.getKey() + "/")) {
          return move.getValue() + path.substring(move.getKey().length());
        }
      }
      return path;
    }

    Map<String, String> reference() throws IOException {
      if (bug.reference().isEmpty()) {
        return Map.of();
      }
      return switch (bug.reference().get()) {
        case Reference.Files files -> ofFiles(files);
        case Reference.Revision(String revision) ->
            changedIn(checkout((Origin.Revision) bug.origin(), revision, "reference"));
        case Reference.Patched(PatchFile patch) -> {
          Path fixed = place.resolve("reference");
          mirror(root, fixed);
          apply(patch, fixed);
          yield changedIn(fixed);
        }
      };
    }

    private Map<String, String> ofFiles(Reference.Files files) throws IOException {
      Map<String, String> texts = new TreeMap<>();
      for (Map.Entry<String, Path> file : files.files().entrySet()) {
        if (!Files.isRegularFile(root.resolve(file.getKey()))) {
          throw new IOException("the reference names " + file.getKey() + ", which is not there");
        }
        String text = Texts.read(file.getValue());
        for (Map.Entry<String, String> replace : files.replace().entrySet()) {
          text = text.replace(replace.getKey(), replace.getValue());
        }
        texts.put(file.getKey(), text);
      }
      return texts;
    }

    /// Java files of the project that read differently in the fixed one.
    private Map<String, String> changedIn(Path fixed) throws IOException {
      Map<String, String> texts = new TreeMap<>();
      List<Path> files;
      try (Stream<Path> walk = Files.walk(root)) {
        files = walk.filter(file -> file.toString().endsWith(".java")).toList();
      }
      for (Path file : files) {
        String path = root.relativize(file).toString().replace('\\', '/');
        Path other = fixed.resolve(path);
        if (Files.isRegularFile(other)) {
          String text = Texts.read(other);
          if (!text.equals(Texts.read(file))) {
            texts.put(path, text);
          }
        }
      }
      if (texts.isEmpty()) {
        throw new IOException("the reference changes no Java file of the project");
      }
      return texts;
    }

    private static void mirror(Path from, Path to) throws IOException {
      List<Path> files;
      try (Stream<Path> walk = Files.walk(from)) {
        files = walk.filter(Files::isRegularFile).toList();
      }
      for (Path file : files) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.resolveSibling(""));
        Files.copy(file, target);
      }
    }

    private Path checkout(Origin.Revision origin, String revision, String name) throws IOException {
      Path repository = Path.of(origin.repository());
      if (!Files.isDirectory(repository)) {
        repository = place.resolve("repository");
        if (!Files.exists(repository)) {
          run(place, "git", "clone", "-q", "--bare", origin.repository(), repository.toString());
        }
      }
      Path tar = place.resolve(name + ".tar");
      run(repository, "git", "archive", "--format=tar", "-o", tar.toString(), revision);
      Path directory = Files.createDirectories(place.resolve(name));
      run(directory, "tar", "-xf", tar.toString());
      Files.delete(tar);
      return directory;
    }

    private void apply(PatchFile patch, Path directory) throws IOException {
      List<String> words =
          new ArrayList<>(
              List.of("patch", "-p1", "-s", "--no-backup-if-mismatch", "--binary", "-l", "-i"));
      words.add(patch.path().toString());
      if (patch.reversed()) {
        words.add("-R");
      }
      run(directory, words.toArray(String[]::new));
    }

    private void run(Path directory, String... words) throws IOException {
      Exit exit = sandbox.run(new Command(List.of(words), directory, Map.of(), LIMIT));
      String trouble =
          switch (exit) {
            case Exit.Finished finished when finished.succeeded() -> "";
            case Exit.Finished finished ->
                finished.output().isBlank()
                    ? "exit code " + finished.code()
                    : finished.output().lines().findFirst().orElse("");
            case Exit.TimedOut timedOut -> "not done after " + timedOut.limit();
            case Exit.NeverStarted never -> never.why();
          };
      if (!trouble.isEmpty()) {
        throw new IOException(String.join(" ", List.of(words).subList(0, 2)) + ": " + trouble);
      }
    }
  }
}
