package dev.naosu.diagnose;

import dev.naosu.detect.Failure;
import dev.naosu.detect.FailureKind;
import dev.naosu.detect.Frame;
import dev.naosu.detect.ProbePoint;
import dev.naosu.detect.SuiteRun;
import dev.naosu.detect.TestRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Ranks lines by how well they explain the failing tests.
///
/// The spectrum gives the base: Ochiai of each line over per-test coverage. What the failing tests
/// tell on top of it lifts lines that the spectrum cannot tell apart: their stack traces, the
/// branch outcomes that only they took, and their names. The weights were set once, from the
/// measured gains of each signal, and not tuned per project.
///
/// Sources: Abreu, Zoeteweij, van Gemund, *On the Accuracy of Spectrum-based Fault Localization*,
/// TAIC-PART 2007 (Ochiai); Zou et al., *An Empirical Study of Fault Localization Families and
/// Their Combinations*, TSE 2019 (combining families).
public final class Localiser {
  private static final double STACK_CLASS = 0.05;
  private static final double BRANCH = 0.10;
  private static final double NAME = 0.10;

  /// What is left of the suspicion of a method that was not running when an endless test was
  /// stopped.
  private static final double NOT_RUNNING = 0.6;

  /// How far the spectrum and the stack traces are trusted.
  ///
  /// @param frameDecay how much less each frame further out counts
  public record Weights(double ochiai, double stackLine, double frameDecay) {
    /// Of tests: there are many, and each runs a part of the code.
    public static final Weights TESTS = new Weights(0.55, 0.20, 0.7);

    /// Of requests to a service: there are few kinds of them, all go through the same layers, and
    /// only failing ones run what handles errors. What was thrown says more of where. (In most
    /// crashes the fault is in one of the innermost frames: Schröter, Bettenburg, Premraj, *Do
    /// Stack Traces Help Developers Fix Bugs?*, MSR 2010.)
    public static final Weights REQUESTS = new Weights(0.40, 0.35, 0.5);
  }

  private final SourceIndex sources;
  private final Weights weights;

  public Localiser(SourceIndex sources, Weights weights) {
    this.sources = sources;
    this.weights = weights;
  }

  /// @param suite an observed run
  /// @param failing the failing tests to explain, out of `suite`
  /// @param extraFrames frames the user gave, innermost first; may be empty
  /// @return suspects among lines that at least one of the failing tests ran
  public Diagnosis diagnose(SuiteRun suite, List<TestRun> failing, List<Frame> extraFrames) {
    Spectrum spectrum = new Spectrum(suite, failing);
    Map<String, Double> stackLines = new HashMap<>();
    Set<String> stackClasses = new HashSet<>();
    noteFrames(extraFrames, stackLines, stackClasses);
    for (TestRun run : failing) {
      noteFrames(run.failure().map(Failure::frames).orElse(List.of()), stackLines, stackClasses);
    }
    Map<String, Double> branches = branchScores(suite, spectrum);
    Set<String> testWords = testWords(failing);
    Set<String> running = running(failing);

    Map<String, Suspect> byLine = new HashMap<>();
    for (int id = 0; id < suite.points().size(); id++) {
      ProbePoint point = suite.points().get(id);
      if (!point.isLine() || spectrum.failingThrough(id) == 0) {
        continue;
      }
      Optional<String> path = sources.pathOf(point.className());
      if (path.isEmpty()) {
        continue;
      }
      String line = key(point.className(), point.line());
      double ochiai = spectrum.ochiai(id);
      double stack = stackLines.getOrDefault(line, 0.0);
      double branch = branches.getOrDefault(line, 0.0);
      double name = nameSimilarity(testWords, point);
      List<String> reasons = new ArrayList<>();
      if (stack > 0) {
        reasons.add("stack trace");
      }
      if (branch > ochiai) {
        reasons.add("a branch only failing tests take");
      }
      if (name > 0.3) {
        reasons.add("named like the failing test");
      }
      double score =
          weights.ochiai() * ochiai
              + weights.stackLine() * stack
              + (stackClasses.contains(point.className()) ? STACK_CLASS : 0)
              + BRANCH * branch
              + NAME * name;
      if (!running.isEmpty() && !running.contains(method(point.className(), point.method()))) {
        score *= NOT_RUNNING;
      }
      Suspect suspect =
          new Suspect(
              path.get(), point.line(), point.className(), point.method(), score, ochiai, reasons);
      byLine.merge(line, suspect, (a, b) -> a.score() >= b.score() ? a : b);
    }
    List<Suspect> suspects = new ArrayList<>(byLine.values());
    suspects.sort(
        Comparator.comparingDouble(Suspect::score)
            .reversed()
            .thenComparing(Suspect::path)
            .thenComparingInt(Suspect::line));
    return new Diagnosis(failing, suspects);
  }

  /// The methods on the stacks of tests that never end, when all failing tests are such: the loop
  /// or recursion is there. Empty otherwise.
  private static Set<String> running(List<TestRun> failing) {
    Set<String> methods = new HashSet<>();
    for (TestRun run : failing) {
      if (run.kind() != FailureKind.ENDLESS) {
        return Set.of();
      }
      run.failure()
          .ifPresent(
              failure ->
                  failure
                      .frames()
                      .forEach(
                          frame -> methods.add(method(frame.className(), frame.methodName()))));
    }
    return methods;
  }

  /// @param name with or without its descriptor
  private static String method(String className, String name) {
    int bracket = name.indexOf('(');
    return className + "." + (bracket < 0 ? name : name.substring(0, bracket));
  }

  private void noteFrames(List<Frame> frames, Map<String, Double> lines, Set<String> classes) {
    double weight = 1;
    for (Frame frame : frames) {
      if (sources.pathOf(frame.className()).isEmpty()) {
        continue;
      }
      lines.merge(key(frame.className(), frame.line()), weight, Math::max);
      classes.add(frame.className());
      weight *= weights.frameDecay();
    }
  }

  /// The best Ochiai of a branch outcome on each line: an outcome that only failing tests take
  /// points at its condition more sharply than the line does.
  private static Map<String, Double> branchScores(SuiteRun suite, Spectrum spectrum) {
    Map<String, Double> best = new HashMap<>();
    for (int id = 0; id < suite.points().size(); id++) {
      ProbePoint point = suite.points().get(id);
      if (!point.isLine() && spectrum.failingThrough(id) > 0) {
        best.merge(key(point.className(), point.line()), spectrum.ochiai(id), Math::max);
      }
    }
    return best;
  }

  private static Set<String> testWords(List<TestRun> failing) {
    Set<String> words = new TreeSet<>();
    for (TestRun run : failing) {
      String simple = run.test().shortName();
      words.addAll(words(simple.replace('#', ' ')));
    }
    words.removeAll(Set.of("test", "tests", "should", "case", "it", "is", "of", "the", "a"));
    return words;
  }

  /// The share of the words of a place's class and method names that the failing tests name.
  private static double nameSimilarity(Set<String> testWords, ProbePoint point) {
    String simple = point.className().substring(point.className().lastIndexOf('.') + 1);
    String method = point.method().substring(0, Math.max(0, point.method().indexOf('(')));
    Set<String> words = words(simple + " " + method);
    if (words.isEmpty()) {
      return 0;
    }
    long shared = words.stream().filter(testWords::contains).count();
    return (double) shared / words.size();
  }

  /// The words of a camel-case or snake-case name, in lower case.
  private static Set<String> words(String name) {
    Set<String> words = new TreeSet<>();
    for (String word :
        name.split("[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", -1)) {
      if (word.length() > 1) {
        words.add(word.toLowerCase(Locale.ROOT));
      }
    }
    return words;
  }

  private static String key(String className, int line) {
    return className + ":" + line;
  }
}
