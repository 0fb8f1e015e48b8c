package dev.naosu.twins;

import dev.naosu.machine.DirectoryCopy;
import dev.naosu.machine.Temporary;
import dev.naosu.project.Replayable;
import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import dev.naosu.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A project that was built in a throw-away copy, from which each start gets a copy of its own:
/// what one start writes, the next one does not see.
final class Prepared implements AutoCloseable {
  private static final int TOLD_CHARACTERS = 2_000;

  private final Replayable service;
  private final Path built;
  private final Optional<DirectoryCopy> copy;

  private Prepared(Replayable service, Path built, Optional<DirectoryCopy> copy) {
    this.service = service;
    this.built = built;
    this.copy = copy;
  }

  /// @param project only read
  /// @throws IOException with a text for people when it cannot be copied or does not build
  static Prepared of(Path project, Replayable service, Sandbox sandbox, Duration limit)
      throws IOException {
    if (service.program().build().isEmpty()) {
      // with nothing to build, what is there is what runs, outputs of a build included
      return new Prepared(service, project, Optional.empty());
    }
    String line = service.program().build().get();
    DirectoryCopy copy = DirectoryCopy.of(project);
    Exit exit = sandbox.run(new Command(List.of("sh", "-c", line), copy.root(), Map.of(), limit));
    String said =
        switch (exit) {
          case Exit.Finished done when done.succeeded() -> "";
          case Exit.Finished done -> "exit code " + done.code() + told(done.output());
          case Exit.TimedOut late ->
              "it was not done after " + late.limit().toSeconds() + " s" + told(late.outputSoFar());
          case Exit.NeverStarted never -> never.why();
        };
    if (!said.isEmpty()) {
      copy.close();
      throw new IOException("does not build with `" + line + "`: " + said);
    }
    return new Prepared(service, copy.root(), Optional.of(copy));
  }

  /// The end of what a program said, on lines of its own.
  static String told(String output) {
    String text = output.strip();
    return text.isEmpty()
        ? ""
        : "\n" + text.substring(Math.max(0, text.length() - TOLD_CHARACTERS));
  }

  Replayable service() {
    return service;
  }

  /// A directory for one start; it is gone when it is closed.
  Place place() throws IOException {
    Temporary temporary = Temporary.create();
    try {
      Path root = temporary.directory().resolve("project");
      copy(built.toRealPath(), root, temporary.directory().toRealPath());
      Path store = Files.createDirectory(temporary.directory().resolve("store"));
      return new Place(root, store, temporary);
    } catch (IOException e) {
      temporary.close();
      throw e;
    }
  }

  /// @param root of the project
  /// @param store empty
  record Place(Path root, Path store, Temporary temporary) implements AutoCloseable {
    @Override
    public void close() {
      temporary.close();
    }
  }

  /// @param without where the copies are, should that be within what is copied
  private static void copy(Path from, Path to, Path without) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            if (directory.endsWith(".git") || directory.equals(without)) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectory(to.resolve(from.relativize(directory).toString()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile() || attributes.isSymbolicLink()) {
              Files.copy(
                  file,
                  to.resolve(from.relativize(file).toString()),
                  LinkOption.NOFOLLOW_LINKS,
                  StandardCopyOption.COPY_ATTRIBUTES);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Override
  public void close() {
    copy.ifPresent(DirectoryCopy::close);
  }
}
