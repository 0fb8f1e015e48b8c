package dev.naosu.app.demo;

import dev.naosu.fleet.Version;
import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import dev.naosu.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The git repository of the demo's shop, made anew from the example, and what is built from it.
final class ShopRepository {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  /// Authors of the demo's commits, where the machine names none.
  private static final Map<String, String> SOMEBODY =
      Map.of(
          "GIT_AUTHOR_NAME", "Mara Lind",
          "GIT_AUTHOR_EMAIL", "mara@shop.example",
          "GIT_COMMITTER_NAME", "Mara Lind",
          "GIT_COMMITTER_EMAIL", "mara@shop.example");

  private final Path source;
  private final Path builds;
  private final Path javaHome;
  private final Sandbox sandbox;

  private ShopRepository(Path source, Path builds, Path javaHome, Sandbox sandbox) {
    this.source = source;
    this.builds = builds;
    this.javaHome = javaHome;
    this.sandbox = sandbox;
  }

  /// Copies the example into a repository with one commit.
  ///
  /// @param example the directory `examples/shop`
  /// @param into a directory of the demo's own
  /// @throws IOException with a text for people
  static ShopRepository create(Path example, Path into, Path javaHome, Sandbox sandbox)
      throws IOException {
    ShopRepository repository = open(into, javaHome, sandbox);
    repository.copy(example);
    repository.git("init", "--quiet", "--initial-branch", "main");
    // naosu lets main go on to a repair that was promoted
    repository.git("config", "receive.denyCurrentBranch", "updateInstead");
    repository.commit("The shop");
    return repository;
  }

  /// The one that was made there.
  static ShopRepository open(Path directory, Path javaHome, Sandbox sandbox) {
    return new ShopRepository(
        directory.resolve("shop"), directory.resolve("builds"), javaHome, sandbox);
  }

  /// Where it is.
  Path location() {
    return source;
  }

  /// Name of the latest commit of `main`.
  Version head() throws IOException {
    return new Version(git("rev-parse", "main").strip());
  }

  /// First line of the latest commit of `main`.
  String subject() throws IOException {
    return git("log", "-1", "--format=%s", "main").strip();
  }

  /// Commits one of the changes that break the shop unseen by its tests.
  ///
  /// @param name such as `faster-price-lookup`
  void deploy(Path example, String name) throws IOException {
    git("am", "--quiet", example.resolve("deploys").resolve(name + ".patch").toString());
  }

  /// Compiles the latest commit of `main`.
  ///
  /// @return directory with the classes
  Path build() throws IOException {
    Path classes = builds.resolve(head().name());
    Files.createDirectories(classes);
    List<String> words =
        new ArrayList<>(
            List.of(
                javaHome.resolve("bin/javac").toString(),
                "-nowarn",
                "--release",
                "17",
                "-g",
                "-d",
                classes.toString()));
    try (Stream<Path> files = Files.walk(source.resolve("src/main/java"))) {
      files.map(Path::toString).filter(file -> file.endsWith(".java")).sorted().forEach(words::add);
    }
    run(words);
    return classes;
  }

  private void copy(Path example) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(example)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      Path inside = example.relativize(file);
      if (!inside.startsWith("deploys") && !inside.startsWith("target")) {
        Path target = source.resolve(inside);
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }

  private void commit(String message) throws IOException {
    git("add", "--all");
    git("commit", "--quiet", "--message", message);
  }

  private String git(String... words) throws IOException {
    return run(Stream.concat(Stream.of("git"), Stream.of(words)).toList());
  }

  private String run(List<String> words) throws IOException {
    return switch (sandbox.run(new Command(words, source, SOMEBODY, LIMIT))) {
      case Exit.Finished(int code, String output, Duration _) when code == 0 -> output;
      case Exit.Finished(int code, String output, Duration _) ->
          throw new IOException(words.getFirst() + " ended with " + code + ": " + output.strip());
      case Exit.TimedOut(Duration limit, String _) ->
          throw new IOException(
              words.getFirst() + " was not done after " + limit.toSeconds() + " s");
      case Exit.NeverStarted(String why) -> throw new IOException(why);
    };
  }
}
