package dev.naosu.build;

import dev.naosu.machine.LateEnclosure;
import dev.naosu.project.Build;
import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import dev.naosu.sandbox.Exit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/// A build that ends up in a cage: its first compilation, of the project as its owner wrote it, may
/// fetch what is missing; whatever is started after that has no network.
///
/// What only running tests needs, such as a plugin's provider for a test framework, is missed too
/// late for that. Then a fresh copy of the unchanged project is tested outside, once.
public final class CagedBuild implements Build {
  private static final Pattern MISSING =
      Pattern.compile(
          "in offline mode|has not been downloaded from it before|No cached version"
              + "|Could not (?:find artifact|resolve|transfer)|UnknownHost");

  /// Runs the tests of the project as its owner wrote it, outside.
  @FunctionalInterface
  public interface Fetching {
    void testUnchanged(Duration limit);
  }

  private final Build build;
  private final LateEnclosure enclosure;
  private final Fetching fetching;
  private final AtomicBoolean fetched = new AtomicBoolean();

  /// @param build whose commands run in the enclosure
  public CagedBuild(Build build, LateEnclosure enclosure, Fetching fetching) {
    this.build = build;
    this.enclosure = enclosure;
    this.fetching = fetching;
  }

  @Override
  public Compilation compile() {
    Compilation compilation = build.compile();
    if (compilation instanceof Compilation.Compiled(Patient patient)) {
      enclosure.close(places(patient));
    }
    return compilation;
  }

  @Override
  public Suite test(Duration limit) {
    Suite suite = build.test(limit);
    if (!suite.counted() && isLacking(suite.exit()) && fetched.compareAndSet(false, true)) {
      fetching.testUnchanged(limit);
      return build.test(limit);
    }
    return suite;
  }

  @Override
  public String testCommand() {
    return build.testCommand();
  }

  private static boolean isLacking(Exit exit) {
    return exit instanceof Exit.Finished finished && MISSING.matcher(finished.output()).find();
  }

  /// Where libraries lie that are neither in the copy nor in Maven's usual repository.
  private static List<Path> places(Patient patient) {
    Path usual = Path.of(System.getProperty("user.home"), ".m2", "repository");
    Set<Path> places = new LinkedHashSet<>();
    for (Module module : patient.modules()) {
      for (Path library : module.libraries()) {
        if (!library.startsWith(patient.root()) && !library.startsWith(usual)) {
          places.add(library);
        }
      }
    }
    return List.copyOf(places);
  }
}
