package dev.naosu.prove;

import dev.naosu.code.Edit;
import dev.naosu.code.JavaSource;
import dev.naosu.code.Patch;
import dev.naosu.code.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.IExtendedModifier;
import org.eclipse.jdt.core.dom.MarkerAnnotation;
import org.eclipse.jdt.core.dom.MethodDeclaration;
import org.eclipse.jdt.core.dom.NodeFinder;

/// One text that holds many variants of a file: each variant's changed methods stand as copies
/// beside the original ones, so that one compilation serves all variants (mutant schemata; Untch,
/// Offutt and Harrold, ISSTA 1993). The copies get names of their own; [Variants] makes class files
/// of a single variant from the result.
///
/// @param text the file with all copies
/// @param copies in the order of the text
record Schemata(String text, List<Copy> copies) {
  static final String MARK = "$naosu$";
  private static final Pattern COPY_NAME = Pattern.compile("(.+)" + Pattern.quote(MARK) + "(\\d+)");

  Schemata {
    copies = List.copyOf(copies);
  }

  /// A copy of a method.
  ///
  /// @param variant whose it is
  /// @param place in the text of the schemata
  record Copy(int variant, Span place) {}

  /// The name of a copied method and whose copy it is.
  record CopyName(String original, int variant) {}

  static Optional<CopyName> copyName(String method) {
    if (!method.contains(MARK)) {
      return Optional.empty();
    }
    Matcher matcher = COPY_NAME.matcher(method);
    return matcher.matches()
        ? Optional.of(new CopyName(matcher.group(1), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  /// Whether a variant can be a copy: its edits lie in bodies of methods. Constructors cannot be
  /// copied under another name, nor can fields.
  static boolean fits(JavaSource source, List<Edit> edits) {
    return edits.stream().allMatch(edit -> methodOf(source, edit.span()).isPresent());
  }

  /// @param source the file without changes
  /// @param variants edits of the file by number of the variant; each must [#fits]
  static Schemata of(JavaSource source, Map<Integer, List<Edit>> variants) {
    Map<MethodDeclaration, Map<Integer, List<Edit>>> byMethod =
        new TreeMap<>(Comparator.comparingInt(Schemata::end));
    variants.forEach(
        (number, edits) -> {
          for (Edit edit : edits) {
            byMethod
                .computeIfAbsent(
                    methodOf(source, edit.span()).orElseThrow(), _ -> new LinkedHashMap<>())
                .computeIfAbsent(number, _ -> new ArrayList<>())
                .add(edit);
          }
        });
    StringBuilder text = new StringBuilder(source.text().length() * 2);
    List<Copy> copies = new ArrayList<>();
    int done = 0;
    for (Map.Entry<MethodDeclaration, Map<Integer, List<Edit>>> each : byMethod.entrySet()) {
      MethodDeclaration method = each.getKey();
      text.append(source.text(), done, end(method));
      done = end(method);
      each.getValue()
          .forEach(
              (number, edits) -> {
                int start = text.length();
                text.append(' ').append(copy(source, method, number, edits));
                copies.add(new Copy(number, new Span(start, text.length() - start)));
              });
    }
    text.append(source.text(), done, source.text().length());
    return new Schemata(text.toString(), copies);
  }

  /// The variant whose copy holds the place; empty when it lies outside all copies.
  Optional<Integer> variantAt(int offset) {
    return copies.stream()
        .filter(copy -> copy.place().start() <= offset && offset < copy.place().end())
        .map(Copy::variant)
        .findFirst();
  }

  private static int end(ASTNode node) {
    return node.getStartPosition() + node.getLength();
  }

  /// The innermost method whose body holds the span.
  private static Optional<MethodDeclaration> methodOf(JavaSource source, Span span) {
    ASTNode at = NodeFinder.perform(source.unit(), span.start(), span.length());
    while (at != null && !(at instanceof MethodDeclaration)) {
      at = at.getParent();
    }
    if (!(at instanceof MethodDeclaration method)
        || method.isConstructor()
        || method.isCompactConstructor()
        || method.getBody() == null
        || span.start() <= method.getBody().getStartPosition()
        || span.end() >= end(method.getBody())) {
      return Optional.empty();
    }
    return Optional.of(method);
  }

  private static String copy(
      JavaSource source, MethodDeclaration method, int number, List<Edit> edits) {
    List<Edit> all = new ArrayList<>(edits);
    all.add(new Edit(source.path(), Span.at(end(method.getName())), MARK + number));
    for (Object modifier : method.modifiers()) {
      if (modifier instanceof MarkerAnnotation annotation
          && ((IExtendedModifier) annotation).isAnnotation()
          && annotation.getTypeName().getFullyQualifiedName().endsWith("Override")) {
        all.add(new Edit(source.path(), source.spanOf(annotation), ""));
      }
    }
    int start = method.getJavadoc() == null ? method.getStartPosition() : end(method.getJavadoc());
    return new Patch(
            all.stream()
                .map(
                    edit ->
                        new Edit(
                            edit.path(),
                            new Span(edit.span().start() - start, edit.span().length()),
                            edit.replacement()))
                .toList())
        .applyTo(source.path(), source.text().substring(start, end(method)));
  }
}
