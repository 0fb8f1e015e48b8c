package dev.naosu.repair.operator;

import dev.naosu.code.JavaModel;
import dev.naosu.code.JavaSource;
import dev.naosu.detect.FailureKind;
import dev.naosu.repair.Codebase;
import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Proposals.Proposal;
import dev.naosu.repair.Site;
import dev.naosu.repair.Sites;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jdt.core.dom.ASTNode;

/// A small class with a fault, and what an operator must make of it.
///
/// The file is Java. Lines that end in `// fault` are suspicious; with none, every line is. At its
/// end stand, each in a comment line of its own:
/// - `// expect: A | B` – some proposal's new or changed lines, stripped, joined by ` | `; an empty
///   text after `expect:` is a pure deletion
/// - `// rather: A | B >> C | D` – both are proposed, the former with the greater weight
/// - `// never: A | B` – no proposal may give these lines
/// - `// nothing` – the operator proposes nothing here
/// - `// failure: OUT_OF_RANGE` – the kind of the failing test, ASSERTION when left out
/// - `// expected exception: java.lang.IllegalArgumentException`, `// expected value: 5`, `// null:
///   name` – the rest of the evidence
record Fixture(Path file, String text) {
  static final Path ROOT = Path.of("src/test/fixtures");

  static List<Fixture> of(String operator) {
    Path directory = ROOT.resolve(operator);
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      List<Fixture> fixtures = new ArrayList<>();
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).sorted().toList()) {
        fixtures.add(new Fixture(file, Files.readString(file)));
      }
      return fixtures;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Fixture> all() {
    return Operators.all().stream().flatMap(operator -> of(operator.name()).stream()).toList();
  }

  /// Parsing attributes against the whole JDK; the laws ask for the same file again and again.
  private static final Map<String, JavaSource> PARSED = new ConcurrentHashMap<>();

  JavaSource parsed() {
    return PARSED.computeIfAbsent(
        text,
        _ -> new JavaModel(List.of(), List.of(), 25).parse(file.getFileName().toString(), text));
  }

  List<String> directives(String name) {
    return text.lines()
        .map(String::strip)
        .filter(line -> line.startsWith("// " + name + ":"))
        .map(line -> line.substring(name.length() + 4).strip())
        .toList();
  }

  boolean expectsNothing() {
    return text.lines().anyMatch(line -> line.strip().equals("// nothing"));
  }

  Evidence evidence() {
    Set<FailureKind> kinds = new LinkedHashSet<>();
    directives("failure").forEach(kind -> kinds.add(FailureKind.valueOf(kind)));
    return new Evidence(
        kinds.isEmpty() ? Set.of(FailureKind.ASSERTION) : kinds,
        directives("expected exception"),
        directives("expected value"),
        directives("null"));
  }

  List<Proposal> proposals(Operator operator) {
    JavaSource source = parsed();
    List<ASTNode> nodes = Sites.in(source);
    Set<ASTNode> places = new LinkedHashSet<>();
    List<String> lines = text.lines().toList();
    boolean marked = text.contains("// fault");
    for (int i = 0; i < lines.size(); i++) {
      if (!marked || lines.get(i).endsWith("// fault")) {
        places.addAll(Sites.onLine(source, nodes, i + 1));
      }
    }
    List<Proposal> found = new ArrayList<>();
    for (ASTNode node : places) {
      Proposals proposals = new Proposals(source);
      operator.propose(
          new Site(source, node, source.lineOf(node), 1.0, evidence(), Codebase.of(_ -> source)),
          proposals);
      found.addAll(proposals.list());
    }
    return found;
  }

  /// The new text of the file under a proposal.
  String patched(Proposal proposal) {
    return proposal.patch().applyTo(file.getFileName().toString(), text);
  }

  /// The new or changed lines of a proposal, stripped, joined by ` | `.
  String changedLines(Proposal proposal) {
    var delta =
        com.github.difflib.DiffUtils.diff(
            Arrays.asList(text.split("\n", -1)), Arrays.asList(patched(proposal).split("\n", -1)));
    return delta.getDeltas().stream()
        .flatMap(each -> each.getTarget().getLines().stream())
        .map(String::strip)
        .collect(Collectors.joining(" | "));
  }
}
