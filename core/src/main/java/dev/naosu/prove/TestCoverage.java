package dev.naosu.prove;

import dev.naosu.code.Edit;
import dev.naosu.code.JavaSource;
import dev.naosu.code.Patch;
import dev.naosu.detect.ProbePoint;
import dev.naosu.detect.SuiteRun;
import dev.naosu.detect.TestRun;
import dev.naosu.diagnose.SourceIndex;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.MethodDeclaration;
import org.eclipse.jdt.core.dom.NodeFinder;

/// Which tests run the code that a patch changes.
public final class TestCoverage {
  private final SuiteRun suite;
  private final Function<String, JavaSource> sources;
  private final Map<String, List<Integer>> pointsByPath = new HashMap<>();

  /// What is known of points that were asked for: most patches change the same few methods.
  private final Map<BitSet, List<TestRun>> known = new ConcurrentHashMap<>();

  public TestCoverage(SuiteRun suite, SourceIndex index, Function<String, JavaSource> sources) {
    this.suite = suite;
    this.sources = sources;
    for (int id = 0; id < suite.points().size(); id++) {
      int point = id;
      index
          .pathOf(suite.points().get(id).className())
          .ifPresent(path -> pointsByPath.computeIfAbsent(path, _ -> new ArrayList<>()).add(point));
    }
  }

  /// Passing tests that run a method the patch edits; those that run anything of the file when the
  /// edit lies outside any method.
  public List<TestRun> covering(Patch patch) {
    BitSet touched = new BitSet();
    for (Edit edit : patch.edits()) {
      JavaSource source = sources.apply(edit.path());
      Lines lines = around(source, edit);
      for (int id : pointsByPath.getOrDefault(edit.path(), List.of())) {
        ProbePoint point = suite.points().get(id);
        if (lines.first() <= point.line() && point.line() <= lines.last()) {
          touched.set(id);
        }
      }
    }
    return known.computeIfAbsent(
        touched,
        points ->
            suite.passing().stream().filter(run -> run.covered().intersects(points)).toList());
  }

  private record Lines(int first, int last) {}

  private static Lines around(JavaSource source, Edit edit) {
    ASTNode at = NodeFinder.perform(source.unit(), edit.span().start(), edit.span().length());
    while (at != null && !(at instanceof MethodDeclaration)) {
      at = at.getParent();
    }
    return at == null
        ? new Lines(1, Integer.MAX_VALUE)
        : new Lines(source.lineOf(at), source.lastLineOf(at));
  }
}
