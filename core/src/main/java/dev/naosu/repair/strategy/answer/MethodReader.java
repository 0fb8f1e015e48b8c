package dev.naosu.repair.strategy.answer;

import dev.naosu.code.Edit;
import dev.naosu.code.JavaSource;
import dev.naosu.code.Patch;
import dev.naosu.code.Span;
import dev.naosu.model.Answer;
import dev.naosu.repair.strategy.answer.Reading.Change;
import dev.naosu.repair.strategy.answer.Reading.Reason;
import dev.naosu.repair.strategy.answer.Reading.Refused;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.AbstractTypeDeclaration;
import org.eclipse.jdt.core.dom.BodyDeclaration;
import org.eclipse.jdt.core.dom.FieldDeclaration;
import org.eclipse.jdt.core.dom.MethodDeclaration;
import org.eclipse.jdt.core.dom.RecordDeclaration;
import org.eclipse.jdt.core.dom.TypeDeclaration;
import org.eclipse.jdt.core.dom.VariableDeclarationFragment;

/// Reads an answer that repeats one method whole, repaired: the last fence that holds a method of
/// that name, or the text itself where there is no such fence.
///
/// Beside the method only imports and new members that it needs are taken. Its annotations and
/// modifiers stay as they are.
public final class MethodReader {
  private static final int MOST_HEADER_LINES = 10;

  private final JavaSource source;
  private final MethodDeclaration target;
  private final Signature signature;
  private final String name;

  /// @param target a method or constructor of `source` that has a body
  public MethodReader(JavaSource source, MethodDeclaration target) {
    this.source = source;
    this.target = target;
    signature = Signature.of(target);
    name = signature.name();
  }

  public Reading read(Answer answer) {
    if (answer.end() == Answer.End.FILTERED) {
      return new Refused(Reason.FILTERED, "the provider held the answer back");
    }
    if (!Lexeme.isModest(answer.text())) {
      return new Refused(Reason.BROKEN_SYNTAX, "the answer is too long or nested too deep");
    }
    String text = answer.text().replace("\r\n", "\n");
    List<String> pieces = new ArrayList<>(Fences.in(text).reversed());
    pieces.add(text);
    Optional<Reading> last = Optional.empty();
    for (String piece : pieces) {
      Optional<Reading> reading = piece(piece);
      if (reading.filter(each -> !isPassedOver(each)).isPresent()) {
        return reading.get();
      }
      last = last.or(() -> reading);
    }
    return last.orElse(
        answer.end() == Answer.End.LENGTH
            ? new Refused(Reason.CUT_OFF, "the answer ends before the method " + name + " does")
            : new Refused(Reason.NO_CODE, "the answer holds no method " + name));
  }

  /// Whether what stands before may be meant: the answer was cut within a further version, or goes
  /// on with a method of other parameters.
  private static boolean isPassedOver(Reading reading) {
    return reading instanceof Refused refused
        && (refused.reason() == Reason.CUT_OFF || refused.reason() == Reason.NOT_OFFERED);
  }

  /// Empty when the piece has no method of the name.
  private Optional<Reading> piece(String piece) {
    if (!piece.contains(name)) {
      return Optional.empty();
    }
    Snippet whole = Snippet.parse(header(), piece);
    if (whole.isClean()) {
      List<MethodDeclaration> methods = whole.methods(name);
      return methods.isEmpty() ? Optional.empty() : Optional.of(chosen(whole, methods));
    }
    return alone(piece, whole.imports());
  }

  /// Begins a type in which what belongs to the target's may stand.
  private String header() {
    return switch (target.getParent()) {
      case RecordDeclaration type when target.isCompactConstructor() ->
          "record " + type.getName() + "(" + components(type) + ") {";
      case TypeDeclaration type when type.isInterface() -> "interface " + type.getName() + " {";
      case AbstractTypeDeclaration type -> "class " + type.getName() + " {";
      default -> "class Anonymous {";
    };
  }

  private static String components(RecordDeclaration type) {
    List<String> components = new ArrayList<>();
    for (Object each : type.recordComponents()) {
      components.add(each.toString());
    }
    return String.join(", ", components);
  }

  private Reading chosen(Snippet snippet, List<MethodDeclaration> methods) {
    List<MethodDeclaration> fitting =
        methods.stream().filter(each -> Signature.of(each).equals(signature)).toList();
    if (fitting.isEmpty()) {
      return new Refused(
          Reason.NOT_OFFERED,
          "the answer holds "
              + methods.stream()
                  .map(each -> Signature.of(each).toString())
                  .distinct()
                  .collect(Collectors.joining(", "))
              + " and not "
              + signature
              + ", whose parameters must stay as they are");
    }
    if (fitting.size() > 1) {
      List<MethodDeclaration> sameType =
          fitting.stream().filter(each -> typeName(each).equals(typeName(target))).toList();
      fitting = sameType.size() == 1 ? sameType : fitting;
    }
    if (fitting.size() > 1
        && fitting.stream().map(each -> words(snippet.textOf(each))).distinct().count() > 1) {
      return new Refused(
          Reason.AMBIGUOUS,
          "one block of the answer holds " + fitting.size() + " versions of " + signature);
    }
    return change(snippet, fitting.getLast());
  }

  private static String typeName(MethodDeclaration method) {
    return method.getParent() instanceof AbstractTypeDeclaration type
        ? type.getName().getIdentifier()
        : "";
  }

  private static String words(String code) {
    return Lexeme.code(code).stream().map(Lexeme::text).collect(Collectors.joining(" "));
  }

  /// Finds the method in a text that is no clean code: prose, several fences in one, a cut end.
  private Optional<Reading> alone(String piece, List<String> imports) {
    List<Lexeme> words = Lexeme.code(piece);
    Optional<Reading> found = Optional.empty();
    for (int i = 0; i + 1 < words.size(); i++) {
      if (!words.get(i).is(name)
          || !words.get(i + 1).is("(")
          || i > 0 && isCall(words.get(i - 1))) {
        continue;
      }
      int parameters = Lexeme.closing(words, i + 1);
      int open = parameters < 0 ? -1 : body(words, parameters + 1);
      if (open < 0) {
        continue;
      }
      int close = Lexeme.closing(words, open);
      if (close < 0) {
        return Optional.of(
            new Refused(
                Reason.CUT_OFF, "the answer ends before the brackets of " + name + " are closed"));
      }
      Optional<Snippet> method =
          upwards(piece, words.get(i).start(), words.get(close).end(), imports);
      found =
          Optional.of(
              method
                  .map(each -> chosen(each, each.methods(name)))
                  .orElse(
                      new Refused(
                          Reason.BROKEN_SYNTAX, "the method " + name + " cannot be parsed")));
      i = close;
    }
    return found;
  }

  private static boolean isCall(Lexeme before) {
    return switch (before.text()) {
      case "new", "return", "else", "throw", "=", "(", "," -> true;
      case "." -> true;
      default -> false;
    };
  }

  /// Index of the bracket that opens the body, -1 when these words are no method's.
  private static int body(List<Lexeme> words, int from) {
    for (int i = from; i < words.size(); i++) {
      Lexeme word = words.get(i);
      if (word.is("{")) {
        return i;
      }
      boolean isThrows = word.kind() == Lexeme.Kind.WORD || word.is(".") || word.is(",");
      if (!isThrows || i == from && !word.is("throws")) {
        return -1;
      }
    }
    return -1;
  }

  /// The method with as many lines above its name as still parse: modifiers, annotations, comments.
  private Optional<Snippet> upwards(String piece, int nameStart, int end, List<String> imports) {
    int start = piece.lastIndexOf('\n', nameStart) + 1;
    Optional<Snippet> best = Optional.empty();
    for (int i = 0; i < MOST_HEADER_LINES; i++) {
      Snippet longer = Snippet.parse(header(), piece.substring(start, end));
      boolean isMethod = longer.isClean() && isOneMember(longer);
      if (isMethod) {
        best = Optional.of(new Snippet(longer.text(), longer.unit(), imports, true));
      } else if (best.isPresent()) {
        break;
      }
      if (start == 0) {
        break;
      }
      start = piece.lastIndexOf('\n', start - 2) + 1;
    }
    if (best.isPresent()) {
      return best;
    }
    // prose may stand before the method on its line
    int line = piece.lastIndexOf('\n', nameStart) + 1;
    int colon = piece.lastIndexOf(':', nameStart);
    Snippet behind = Snippet.parse(header(), piece.substring(Math.max(line, colon + 1), end));
    return behind.isClean() && isOneMember(behind) ? Optional.of(behind) : Optional.empty();
  }

  private static boolean isOneMember(Snippet snippet) {
    return snippet.unit().types().getFirst() instanceof AbstractTypeDeclaration type
        && type.bodyDeclarations().size() == 1
        && type.bodyDeclarations().getFirst() instanceof MethodDeclaration;
  }

  private Reading change(Snippet snippet, MethodDeclaration method) {
    if (method.getBody() == null) {
      return new Refused(Reason.NO_CODE, "the answer holds " + signature + " without a body");
    }
    int start = codeStart(source.text(), target);
    int end = target.getStartPosition() + target.getLength();
    String old = source.text().substring(start, end);
    String fresh =
        snippet
            .text()
            .substring(
                codeStart(snippet.text(), method), method.getStartPosition() + method.getLength());
    Optional<String> leftOut = LeftOut.in(fresh, source.text());
    if (leftOut.isPresent()) {
      return new Refused(
          Reason.LEFT_OUT,
          "a comment stands for code of " + name + " that the answer leaves out: " + leftOut.get());
    }
    if (words(old).equals(words(fresh))) {
      return new Refused(Reason.UNCHANGED, "the answer repeats " + name + " as it was");
    }
    Indent indent = indent(fresh);
    String merged = Layout.merged(old, fresh, indent, source.lineEnd());
    List<Edit> edits = new ArrayList<>(Hunks.between(source.path(), start, old, merged));
    String added = newMembers(snippet, method, indent, fresh);
    if (!added.isEmpty()) {
      edits.add(new Edit(source.path(), Span.at(end), added));
    }
    edits.addAll(new Imports(source).missing(snippet.imports(), fresh + added));
    return new Change(new Patch(edits));
  }

  /// Where the return type begins, or what else comes after comments, annotations and modifiers.
  private static int codeStart(String text, MethodDeclaration method) {
    if (!method.typeParameters().isEmpty()) {
      ASTNode first = (ASTNode) method.typeParameters().getFirst();
      return text.lastIndexOf('<', first.getStartPosition());
    }
    if (method.getReturnType2() != null) {
      return method.getReturnType2().getStartPosition();
    }
    return method.getName().getStartPosition();
  }

  private Indent indent(String fresh) {
    List<String> lines = fresh.lines().toList();
    return new Indent(
        lines.size() > 1 ? Indent.leading(lines.getLast()) : "",
        Indent.unitOf(lines),
        source.indentAt(target.getStartPosition() + target.getLength()),
        source.indentUnit());
  }

  /// Members of the answer's type that the target's does not have and the method speaks of.
  private String newMembers(
      Snippet snippet, MethodDeclaration method, Indent indent, String fresh) {
    if (!(method.getParent() instanceof AbstractTypeDeclaration answered)
        || !(target.getParent() instanceof AbstractTypeDeclaration type)) {
      return "";
    }
    Set<String> known = new LinkedHashSet<>();
    for (Object each : type.bodyDeclarations()) {
      known.addAll(names((BodyDeclaration) each));
    }
    Set<String> spoken = Lexeme.code(fresh).stream().map(Lexeme::text).collect(Collectors.toSet());
    List<BodyDeclaration> taken = new ArrayList<>();
    boolean isGrowing = true;
    while (isGrowing) {
      isGrowing = false;
      for (Object each : answered.bodyDeclarations()) {
        BodyDeclaration member = (BodyDeclaration) each;
        List<String> names = names(member);
        if (!taken.contains(member)
            && names.stream().noneMatch(known::contains)
            && names.stream().anyMatch(name -> spoken.contains(name.replaceFirst("\\(.*", "")))) {
          taken.add(member);
          Lexeme.code(snippet.textOf(member)).forEach(word -> spoken.add(word.text()));
          isGrowing = true;
        }
      }
    }
    StringBuilder text = new StringBuilder();
    for (BodyDeclaration member : taken) {
      text.append(source.lineEnd());
      List<String> lines = snippet.textOf(member).lines().toList();
      Indent own =
          new Indent(
              lines.size() > 1 ? Indent.leading(lines.getLast()) : "",
              indent.fromUnit(),
              indent.to(),
              indent.unit());
      text.append(source.lineEnd()).append(indent.to()).append(lines.getFirst().strip());
      lines.stream().skip(1).forEach(line -> text.append(source.lineEnd()).append(own.line(line)));
    }
    return text.toString();
  }

  /// Names that a member takes in its type; methods with their parameters' types.
  private static List<String> names(BodyDeclaration member) {
    return switch (member) {
      case MethodDeclaration method -> List.of(Signature.of(method).toString());
      case FieldDeclaration field -> {
        List<String> names = new ArrayList<>();
        for (Object each : field.fragments()) {
          names.add(((VariableDeclarationFragment) each).getName().getIdentifier());
        }
        yield names;
      }
      case AbstractTypeDeclaration type -> List.of(type.getName().getIdentifier());
      default -> List.of();
    };
  }
}
