package dev.naosu.repair.strategy.gate;

import dev.naosu.code.JavaSource;
import dev.naosu.code.Patch;
import dev.naosu.repair.Candidate;
import dev.naosu.repair.Codebase;
import dev.naosu.repair.strategy.gate.Ruling.Allowed;
import dev.naosu.repair.strategy.gate.Ruling.Forbidden;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.eclipse.jdt.core.compiler.CategorizedProblem;
import org.eclipse.jdt.core.compiler.IProblem;

/// Judges what a model wants to change, before anything of it is compiled.
///
/// A model reads text from strangers, so that what it writes may be what a stranger wants. The gate
/// does not ask what the model was told: it compares the trees of the files with and without the
/// patch. What the program did before, it may go on doing, at another place or with other local
/// names; what is new must not reach out of the program, hide something or open something. A patch
/// that is allowed may still be wrong, and is run only where it can do no harm.
public final class Gate {
  private static final int MOST_FILES = 3;
  private static final int MOST_LINES = 80;

  /// Where no main source lies, whoever says so.
  private static final Pattern ELSEWHERE =
      Pattern.compile(
          "(?i)(?:.*/)?(?:\\.[^/]+|\\.\\.|src/(?:test|it|integrationTest|testFixtures)|tests?|ci|build|target|node_modules)/.*"
              + "|(?:.*/)?(?:module-info\\.java|[^/]*(?<!\\.java))");

  private final Codebase codebase;
  private final Predicate<String> offered;

  /// @param offered whether a file, by its path, may be changed
  public Gate(Codebase codebase, Predicate<String> offered) {
    this.codebase = codebase;
    this.offered = offered;
  }

  /// Why a candidate may not be tried; empty when it may.
  public Optional<String> forbids(Candidate candidate) {
    return judge(candidate.patch()) instanceof Forbidden forbidden
        ? Optional.of(forbidden.rule().words() + ": " + forbidden.why())
        : Optional.empty();
  }

  /// What is doubtful about a candidate that may be tried, one sentence each.
  ///
  /// @param tests source texts of the failing tests
  public List<String> doubts(Candidate candidate, List<String> tests) {
    return judge(candidate.patch(), tests) instanceof Allowed(List<String> doubts)
        ? doubts
        : List.of();
  }

  /// @param patch against the texts of the code base
  public Ruling judge(Patch patch) {
    return judge(patch, List.of());
  }

  /// @param tests source texts of the failing tests: a repair that knows their values is doubted
  public Ruling judge(Patch patch, List<String> tests) {
    Optional<Forbidden> misplaced = misplaced(patch);
    if (misplaced.isPresent()) {
      return misplaced.get();
    }
    List<JavaSource> before = new ArrayList<>();
    List<JavaSource> after = new ArrayList<>();
    for (String path : patch.paths()) {
      JavaSource source = codebase.source(path);
      before.add(source);
      after.add(codebase.attributed(path, patch.applyTo(path, source.text())));
    }
    return appearance(before, after)
        .or(() -> added(before, after))
        .or(() -> opened(before, after))
        .or(() -> unchecked(before, after))
        .or(() -> withoutEffect(before, after))
        .map(Ruling.class::cast)
        .orElseGet(() -> new Allowed(doubts(before, after, tests)));
  }

  private Optional<Forbidden> misplaced(Patch patch) {
    List<String> paths = patch.paths();
    for (String path : paths) {
      if (path.startsWith("/")
          || path.indexOf('\\') >= 0
          || path.indexOf('\0') >= 0
          || ELSEWHERE.matcher(path).matches() && !path.contains("src/main/java/")
          || path.contains("..")
          || path.endsWith("module-info.java")
          || !offered.test(path)) {
        return Optional.of(new Forbidden(Rule.PLACE, path + " was not offered"));
      }
    }
    return paths.size() > MOST_FILES
        ? Optional.of(
            new Forbidden(
                Rule.SIZE, "it changes " + paths.size() + " files, at most " + MOST_FILES))
        : Optional.empty();
  }

  private static Optional<Forbidden> appearance(List<JavaSource> before, List<JavaSource> after) {
    int lines = 0;
    for (int i = 0; i < before.size(); i++) {
      Appearance appearance = new Appearance(before.get(i), after.get(i));
      lines += appearance.changedLines();
      if (lines > MOST_LINES) {
        return Optional.of(
            new Forbidden(Rule.SIZE, "it changes more than " + MOST_LINES + " lines"));
      }
      Optional<Forbidden> unusual = appearance.unusual().or(syntax(after.get(i)));
      if (unusual.isPresent()) {
        return unusual;
      }
    }
    return Optional.empty();
  }

  /// Where the parser has to guess, things can be hidden.
  private static Supplier<Optional<Forbidden>> syntax(JavaSource after) {
    return () -> {
      for (IProblem problem : after.unit().getProblems()) {
        if (problem.isError()
            && problem instanceof CategorizedProblem known
            && known.getCategoryID() == CategorizedProblem.CAT_SYNTAX) {
          return Optional.of(
              new Forbidden(
                  Rule.SYNTAX,
                  after.path()
                      + ":"
                      + problem.getSourceLineNumber()
                      + ": "
                      + problem.getMessage()));
        }
      }
      return Optional.empty();
    };
  }

  /// Where a sighting is.
  private record Placed(String path, Sighting sighting) {
    Object key() {
      return sighting.rule() + sighting.key();
    }
  }

  private static Optional<Forbidden> added(List<JavaSource> before, List<JavaSource> after) {
    return Subtraction.of(sightings(after), sightings(before), Placed::key).stream()
        .findFirst()
        .map(
            each ->
                new Forbidden(
                    each.sighting().rule(),
                    each.path()
                        + ":"
                        + each.sighting().line()
                        + " adds "
                        + each.sighting().what()));
  }

  private static List<Placed> sightings(List<JavaSource> sources) {
    List<Placed> all = new ArrayList<>();
    for (JavaSource source : sources) {
      Sightings.in(source).forEach(each -> all.add(new Placed(source.path(), each)));
    }
    return all;
  }

  private static Optional<Forbidden> opened(List<JavaSource> before, List<JavaSource> after) {
    for (int i = 0; i < before.size(); i++) {
      Optional<Forbidden> opened =
          Members.of(before.get(i)).opened(Members.of(after.get(i)), before.get(i).path());
      if (opened.isPresent()) {
        return opened;
      }
    }
    return Optional.empty();
  }

  private static Optional<Forbidden> unchecked(List<JavaSource> before, List<JavaSource> after) {
    Map<String, Integer> lost = new TreeMap<>();
    before.forEach(each -> Checks.in(each).forEach((what, n) -> lost.merge(what, n, Integer::sum)));
    after.forEach(each -> Checks.in(each).forEach((what, n) -> lost.merge(what, -n, Integer::sum)));
    for (Map.Entry<String, Integer> each : lost.entrySet()) {
      if (each.getValue() > 0) {
        return Optional.of(new Forbidden(Rule.CHECKS, "it takes away " + each.getKey()));
      }
    }
    for (int i = 0; i < before.size(); i++) {
      Map<String, String> same = Checks.alwaysTheSame(after.get(i));
      same.keySet().removeAll(Checks.alwaysTheSame(before.get(i)).keySet());
      if (!same.isEmpty()) {
        return Optional.of(
            new Forbidden(
                Rule.CHECKS,
                after.get(i).path()
                    + ": "
                    + same.values().iterator().next()
                    + " answers always the same"));
      }
    }
    return Optional.empty();
  }

  private static Optional<Forbidden> withoutEffect(
      List<JavaSource> before, List<JavaSource> after) {
    boolean isSame = true;
    for (int i = 0; i < before.size(); i++) {
      isSame &= Words.withoutLogs(before.get(i)).equals(Words.withoutLogs(after.get(i)));
    }
    return isSame
        ? Optional.of(new Forbidden(Rule.EFFECT, "it changes only logs, comments or blanks"))
        : Optional.empty();
  }

  private static List<String> doubts(
      List<JavaSource> before, List<JavaSource> after, List<String> tests) {
    List<String> doubts = new ArrayList<>();
    List<Sighting> known = before.stream().flatMap(each -> SpecialCases.in(each).stream()).toList();
    List<Sighting> now = after.stream().flatMap(each -> SpecialCases.in(each).stream()).toList();
    for (Sighting each : Subtraction.of(now, known, Sighting::key)) {
      String asked = each.what().substring(0, each.what().lastIndexOf(' '));
      String given = each.what().substring(each.what().lastIndexOf(' ') + 1);
      boolean isOfTest =
          tests.stream().anyMatch(test -> test.contains(asked) && test.contains(given));
      if (isOfTest) {
        doubts.add(
            "line "
                + each.line()
                + " answers "
                + given
                + " for "
                + asked
                + ", which is what the failing test asks: it may be made for the test alone");
      }
    }
    int thrown =
        before.stream().mapToInt(Checks::thrown).sum()
            - after.stream().mapToInt(Checks::thrown).sum();
    if (thrown > 0) {
      doubts.add("it throws at " + thrown + " fewer places than before");
    }
    return doubts;
  }
}
