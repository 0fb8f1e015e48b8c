package dev.naosu.repair.strategy;

import dev.naosu.detect.Failure;
import dev.naosu.detect.Frame;
import dev.naosu.detect.TestRun;
import dev.naosu.model.Quoted;
import dev.naosu.repair.Evidence;
import dev.naosu.repair.EvidenceReader;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.AbstractTypeDeclaration;
import org.eclipse.jdt.core.dom.BodyDeclaration;
import org.eclipse.jdt.core.dom.FieldDeclaration;
import org.eclipse.jdt.core.dom.MethodDeclaration;

/// A case told to a model: always the same parts in the same order, what comes from outside marked
/// as such and bounded.
final class Briefing {
  private static final int LONGEST_METHOD = 12_000;
  private static final int LONGEST_TEST = 4_000;
  private static final int LONGEST_ERROR = 4_096;
  private static final int LONGEST_NOTES = 3_000;
  private static final int LONGEST_LESSON = 2_000;
  private static final int MOST_TESTS = 3;
  private static final int MOST_FRAMES = 30;
  private static final int MOST_LESSONS = 3;

  private static final List<String> FOREIGN =
      List.of(
          "java.",
          "javax.",
          "jdk.",
          "sun.",
          "junit.",
          "org.junit.",
          "org.testng.",
          "org.assertj.",
          "org.hamcrest.",
          "org.mockito.",
          "org.opentest4j.",
          "dev.naosu.");

  private final CaseFile file;
  private final Quoted quoted;

  Briefing(CaseFile file, Quoted quoted) {
    this.file = file;
    this.quoted = quoted;
  }

  /// The whole case around methods that are offered.
  String about(String task, List<Target> targets) {
    StringBuilder text = new StringBuilder(quoted.announcement()).append(task).append("\n\n");
    for (Target target : targets) {
      // names of files come from outside too
      String method = "In " + target.source().path() + ":\n" + target.text();
      text.append(quoted.code("A method", method, LONGEST_METHOD));
    }
    return text.append(surroundings(targets)).append(failures()).append(notes()).toString();
  }

  /// The whole case around excerpts of files, by path.
  String about(String task, Map<String, String> excerpts, int most) {
    StringBuilder text = new StringBuilder(quoted.announcement()).append(task).append("\n\n");
    excerpts.forEach(
        (path, excerpt) -> text.append(quoted.code("A file", path + ":\n" + excerpt, most)));
    return text.append(failures()).append(notes()).toString();
  }

  /// What else the types of the methods have: fields as they are, methods by their heads.
  private String surroundings(List<Target> targets) {
    Set<String> members = new LinkedHashSet<>();
    for (Target target : targets) {
      if (target.method().getParent() instanceof AbstractTypeDeclaration type) {
        for (Object each : type.bodyDeclarations()) {
          BodyDeclaration member = (BodyDeclaration) each;
          if (targets.stream().noneMatch(other -> other.method() == member)) {
            members.add(type.getName() + ": " + head(target, member));
          }
        }
      }
    }
    members.removeIf(each -> each.endsWith(": "));
    return members.isEmpty()
        ? ""
        : quoted.code("Other members of the same types", String.join("\n", members), LONGEST_NOTES);
  }

  private static String head(Target target, BodyDeclaration member) {
    return switch (member) {
      case FieldDeclaration field -> oneLine(withoutDoc(target, field, end(field)));
      case MethodDeclaration method ->
          oneLine(
              withoutDoc(
                  target,
                  method,
                  method.getBody() == null ? end(method) : method.getBody().getStartPosition()));
      default -> "";
    };
  }

  private static int end(ASTNode node) {
    return node.getStartPosition() + node.getLength();
  }

  private static String withoutDoc(Target target, BodyDeclaration member, int end) {
    int start = member.getJavadoc() == null ? member.getStartPosition() : end(member.getJavadoc());
    return target.source().text().substring(start, end);
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }

  /// The failing tests, as source and as what they said.
  String failures() {
    StringBuilder text = new StringBuilder();
    for (TestRun run : file.failing().stream().limit(MOST_TESTS).toList()) {
      file.testSource()
          .apply(run.test())
          .ifPresent(
              source -> text.append(quoted.code("A test that must pass", source, LONGEST_TEST)));
      text.append(told(run, quoted));
    }
    return text.toString();
  }

  /// What a failing test said.
  static String told(TestRun run, Quoted quoted) {
    String what = run.failure().map(Briefing::error).orElse(run.said());
    return quoted.data(
        "How it fails (" + run.status() + ")", run.test().shortName() + "\n" + what, LONGEST_ERROR);
  }

  private static String error(Failure failure) {
    return failure.exceptionClass()
        + ": "
        + failure.message()
        + failure.frames().stream()
            .filter(frame -> FOREIGN.stream().noneMatch(frame.className()::startsWith))
            .limit(MOST_FRAMES)
            .map(Briefing::frame)
            .collect(Collectors.joining());
  }

  private static String frame(Frame frame) {
    return "\n  at "
        + frame.className()
        + "."
        + frame.methodName()
        + "("
        + frame.file()
        + ":"
        + frame.line()
        + ")";
  }

  /// Values, what was tried in vain, and similar repairs.
  private String notes() {
    StringBuilder text = new StringBuilder();
    Evidence evidence = EvidenceReader.read(file.failing());
    StringBuilder values = new StringBuilder();
    values.append(line("Expected values", evidence.expectedValues()));
    values.append(line("Expected exceptions", evidence.expectedExceptions()));
    values.append(line("What was null", evidence.nullNames()));
    if (!values.isEmpty()) {
      text.append(quoted.data("Seen at run time", values.toString(), LONGEST_NOTES));
    }
    if (!file.killed().isEmpty()) {
      text.append(
          quoted.data(
              "Changes that were tried and do not help",
              String.join("\n", file.killed()),
              LONGEST_NOTES));
    }
    for (String lesson : file.lessons().stream().limit(MOST_LESSONS).toList()) {
      // nothing of it has to be found again, so that all of it may be searched for secrets
      text.append(quoted.data("A similar repair of the past", lesson, LONGEST_LESSON));
    }
    return text.toString();
  }

  private static String line(String what, List<String> values) {
    return values.isEmpty() ? "" : what + ": " + String.join(", ", values) + "\n";
  }
}
