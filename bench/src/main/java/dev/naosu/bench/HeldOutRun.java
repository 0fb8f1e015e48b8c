package dev.naosu.bench;

import dev.naosu.bench.judge.HeldOutTests;
import dev.naosu.project.Build;
import dev.naosu.sandbox.Exit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Runs held-out tests by the project's own build, in a copy of the project.
///
/// @param project as it is before any repair
record HeldOutRun(HealerSource healers, Path project, List<Bug.HeldOut> tests, Path logs)
    implements HeldOutTests {
  private static final Duration LIMIT = Duration.ofMinutes(15);

  @Override
  public Optional<String> failure(Map<String, String> texts) {
    try (HealerSource.Opened opened = healers.open(project, logs)) {
      for (Bug.HeldOut test : tests) {
        copy(test.from(), opened.copy().root().resolve(test.to()));
      }
      texts.forEach(opened.copy()::write);
      Build.Suite suite = opened.build().test(LIMIT);
      if (!suite.failing().isEmpty()) {
        return Optional.of(suite.failing().getFirst() + " fails");
      }
      return suite.exit() instanceof Exit.Finished finished && finished.succeeded()
          ? Optional.empty()
          : Optional.of("the build with the held-out tests does not succeed");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run the held-out tests", e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.resolveSibling(""));
        Files.copy(file, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
