package dev.naosu.prove;

import dev.naosu.code.Edit;
import dev.naosu.code.JavaSource;
import dev.naosu.code.Patch;
import dev.naosu.prove.MemoryCompiler.Problem;
import dev.naosu.prove.MemoryCompiler.Unit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Compiles many variants of a file at once, as [Schemata]; those that change more than bodies of
/// methods, one by one.
///
/// Not safe for use by several threads.
public final class SchemataCompiler {
  /// Rounds in which variants that spoil the text for the others are taken out of it.
  private static final int ROUNDS = 4;

  private static final Pattern LAMBDA = Pattern.compile("->");

  /// In one text. The compiler parses a lambda again for each type that it may have, and keeps what
  /// that needs until the file is done.
  private static final int MOST_LAMBDAS = 100;

  /// Variants that are compiled together however many lambdas they have.
  private static final int FEW = 8;

  private final MemoryCompiler compiler;

  public SchemataCompiler(MemoryCompiler compiler) {
    this.compiler = compiler;
  }

  /// @param variants edits of the source, each its own variant
  /// @return what came of each variant, in the same order
  public List<Compiled> compile(JavaSource source, List<List<Edit>> variants) {
    Map<Integer, List<Edit>> together = new TreeMap<>();
    for (int i = 0; i < variants.size(); i++) {
      if (variants.size() > 1 && Schemata.fits(source, variants.get(i))) {
        together.put(i, variants.get(i));
      }
    }
    Map<Integer, List<Integer>> comparisons = new TreeMap<>();
    for (SideBySide.Comparison each : SideBySide.of(source, together)) {
      int number = variants.size() + comparisons.size();
      comparisons.put(number, each.members());
      together.put(number, List.of(each.edit()));
    }
    Map<Integer, Compiled> done = new TreeMap<>();
    for (int round = 0; round < ROUNDS && !together.isEmpty(); round++) {
      Schemata schemata = Schemata.of(source, together);
      if (round == 0 && variants.size() > FEW && lambdas(schemata) > MOST_LAMBDAS) {
        return inHalves(source, variants);
      }
      Unit unit = compiler.compileUnit(source.path(), schemata.text());
      Map<Integer, Compiled> rejected = new TreeMap<>();
      boolean syntax = unit.problems().stream().anyMatch(Problem::syntax);
      if (!blame(unit.problems(), syntax, schemata, rejected)) {
        break;
      }
      done.putAll(rejected);
      rejected.keySet().forEach(together::remove);
      if (!syntax) {
        comparisons.keySet().retainAll(together.keySet());
        cut(unit, together.keySet(), comparisons, done);
        together.clear();
      }
    }
    return IntStream.range(0, variants.size())
        .mapToObj(i -> done.computeIfAbsent(i, _ -> alone(source, variants.get(i))))
        .toList();
  }

  private List<Compiled> inHalves(JavaSource source, List<List<Edit>> variants) {
    int half = variants.size() / 2;
    return Stream.of(variants.subList(0, half), variants.subList(half, variants.size()))
        .flatMap(some -> compile(source, some).stream())
        .toList();
  }

  private static long lambdas(Schemata schemata) {
    return schemata.copies().stream()
        .map(copy -> schemata.text().substring(copy.place().start(), copy.place().end()))
        .mapToLong(copy -> LAMBDA.matcher(copy).results().count())
        .sum();
  }

  /// Finds whose problems they are.
  ///
  /// @param syntax whether to look at errors of syntax only: others may follow from them
  /// @param rejected receives the variants with a problem
  /// @return whether each problem is some variant's
  private static boolean blame(
      List<Problem> problems, boolean syntax, Schemata schemata, Map<Integer, Compiled> rejected) {
    for (Problem problem : problems) {
      if (syntax && !problem.syntax()) {
        continue;
      }
      Optional<Integer> variant = schemata.variantAt(problem.offset());
      if (variant.isEmpty()) {
        return false;
      }
      rejected.putIfAbsent(variant.get(), new Compiled.Rejected(List.of(problem.message())));
    }
    return true;
  }

  private static void cut(
      Unit unit,
      Set<Integer> variants,
      Map<Integer, List<Integer>> comparisons,
      Map<Integer, Compiled> done) {
    Variants all = new Variants(unit.classes(), comparisons);
    for (int variant : variants) {
      long fingerprint = all.fingerprint(variant);
      done.put(
          variant,
          fingerprint == all.originalFingerprint(variant)
              ? new Compiled.Unchanged()
              : new Compiled.Variant(all, variant, fingerprint));
    }
  }

  private Compiled alone(JavaSource source, List<Edit> edits) {
    return compiler.compile(
        Map.of(source.path(), new Patch(edits).applyTo(source.path(), source.text())));
  }
}
