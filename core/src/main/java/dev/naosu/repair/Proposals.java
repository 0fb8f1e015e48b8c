package dev.naosu.repair;

import dev.naosu.code.Edit;
import dev.naosu.code.JavaSource;
import dev.naosu.code.Patch;
import dev.naosu.code.Span;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jdt.core.dom.Block;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.Statement;
import org.eclipse.jdt.core.dom.SwitchCase;
import org.eclipse.jdt.core.dom.SwitchStatement;

/// Collects what one operator proposes at one site, as ranges of the original text.
///
/// Every method takes a `weight` in (0, 1]: how likely this proposal is among those of its
/// operator; and a `description` for people.
public final class Proposals {
  /// One proposed patch.
  public record Proposal(Patch patch, double weight, String description) {}

  private final JavaSource source;
  private final List<Proposal> proposals = new ArrayList<>();

  public Proposals(JavaSource source) {
    this.source = source;
  }

  /// In the order they were made.
  public List<Proposal> list() {
    return List.copyOf(proposals);
  }

  /// Replaces an expression by another of a type that fits there. Parentheses are added where the
  /// place needs them, so `replacement` may be any expression.
  public void replace(Expression node, String replacement, double weight, String description) {
    add(weight, description, replacing(node, replacement));
  }

  /// The edit that [#replace] makes, for proposals of several edits.
  public Edit replacing(Expression node, String replacement) {
    return text(source.spanOf(node), fitting(node, replacement));
  }

  /// Replaces any range of text.
  public void replaceText(Span span, String replacement, double weight, String description) {
    add(weight, description, text(span, replacement));
  }

  /// Inserts a statement on a line of its own before another, adding braces where the other stands
  /// alone as a branch or loop body.
  ///
  /// @param code one or more whole statements; line feeds are indented like the neighbour
  public void insertBefore(Statement anchor, String code, double weight, String description) {
    String indent = indentOf(anchor);
    String block = indented(code, indent);
    if (standsInList(anchor)) {
      add(
          weight,
          description,
          text(Span.at(anchor.getStartPosition()), block + source.lineEnd() + indent));
    } else {
      surround(anchor, block + source.lineEnd(), "", weight, description);
    }
  }

  /// Inserts a statement on a line of its own after another; see [#insertBefore].
  public void insertAfter(Statement anchor, String code, double weight, String description) {
    String indent = indentOf(anchor);
    String block = indented(code, indent);
    if (standsInList(anchor)) {
      add(
          weight,
          description,
          text(Span.at(endWithComment(anchor)), source.lineEnd() + indent + block));
    } else {
      surround(anchor, "", source.lineEnd() + block, weight, description);
    }
  }

  /// Wraps consecutive statements of one list, as in `if (c) {` … `}`.
  ///
  /// @param head what comes before the opening brace, such as `if (c)`
  /// @param tail what comes after the closing brace, such as `else { … }`; may be empty
  public void wrap(
      Statement first,
      Statement last,
      String head,
      String tail,
      double weight,
      String description) {
    String indent = indentOf(first);
    String unit = source.indentUnit();
    Span span = new Span(first.getStartPosition(), endWithComment(last) - first.getStartPosition());
    String body = source.text().substring(span.start(), span.end());
    String end = source.lineEnd();
    String wrapped =
        head
            + " {"
            + end
            + indent
            + unit
            + body.replace("\n" + indent, "\n" + indent + unit)
            + end
            + indent
            + "}"
            + (tail.isEmpty() ? "" : " " + tail);
    add(weight, description, text(span, wrapped));
  }

  /// Removes a statement with its line where it stands alone on it; leaves `;` where a statement
  /// must stand.
  public void delete(Statement statement, double weight, String description) {
    Span span = source.spanOf(statement);
    if (!standsInList(statement)) {
      add(weight, description, text(span, ";"));
      return;
    }
    String text = source.text();
    int start = text.lastIndexOf('\n', span.start() - 1) + 1;
    int own = endWithComment(statement);
    int end = text.indexOf('\n', own);
    boolean alone =
        end >= 0
            && text.substring(start, span.start()).isBlank()
            && text.substring(own, end).isBlank();
    add(weight, description, text(alone ? new Span(start, end + 1 - start) : span, ""));
  }

  /// Proposes edits that are applied together.
  public void add(double weight, String description, Edit... edits) {
    for (Edit edit : edits) {
      if (edit.span().end() <= source.text().length()
          && source
              .text()
              .substring(edit.span().start(), edit.span().end())
              .equals(edit.replacement())) {
        return;
      }
    }
    proposals.add(new Proposal(Patch.of(edits), weight, description));
  }

  /// An edit of this file.
  public Edit text(Span span, String replacement) {
    return new Edit(source.path(), span, replacement);
  }

  private void surround(
      Statement anchor, String before, String after, double weight, String description) {
    // `if (a) s;` becomes `if (a) {` newline before s after newline `}`
    Statement outer = anchor;
    while (outer.getParent() instanceof Statement parent && !standsInList(outer)) {
      outer = parent;
    }
    String indent = source.indentAt(outer.getStartPosition());
    String inner = indent + source.indentUnit();
    String end = source.lineEnd();
    String own = indentOf(anchor);
    String body =
        before.replace("\n" + own, "\n" + inner)
            + (before.isEmpty() ? "" : inner)
            + source.textOf(anchor)
            + after.replace("\n" + own, "\n" + inner);
    if (!after.isEmpty() && !after.startsWith(end + inner)) {
      body = before + source.textOf(anchor) + end + inner + after.substring(end.length());
    }
    add(
        weight,
        description,
        text(source.spanOf(anchor), "{" + end + inner + body.stripLeading() + end + indent + "}"));
  }

  private String fitting(Expression node, String replacement) {
    int start = node.getStartPosition();
    boolean spaced = start > 0 && Character.isWhitespace(source.text().charAt(start - 1));
    boolean binds =
        Precedence.of(replacement) >= Precedence.wanted(node, replacement.strip(), spaced);
    return binds ? replacement : "(" + replacement + ")";
  }

  /// Whether a text is an expression that binds as tightly as a name: no operator outside brackets
  /// and quotes.
  static boolean isPrimary(String expression) {
    int depth = 0;
    char quote = 0;
    String text = expression.strip();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        if (c == '\\') {
          i++;
        } else if (c == quote) {
          quote = 0;
        }
        continue;
      }
      switch (c) {
        case '"', '\'' -> quote = c;
        case '(', '[', '{' -> depth++;
        case ')', ']', '}' -> {
          depth--;
          // a cast: a closing bracket followed by an operand
          if (depth == 0
              && c == ')'
              && i + 1 < text.length()
              && (Character.isJavaIdentifierPart(text.charAt(i + 1))
                  || text.charAt(i + 1) == ' ')) {
            return false;
          }
        }
        default -> {
          if (depth == 0 && "+-*/%<>=!&|^~?: ".indexOf(c) >= 0) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /// Where a statement ends together with a `//` comment behind it on its line.
  public int endWithComment(Statement statement) {
    int end = source.spanOf(statement).end();
    String text = source.text();
    int lineEnd = text.indexOf('\n', end);
    String rest = text.substring(end, lineEnd < 0 ? text.length() : lineEnd);
    return rest.strip().startsWith("//") ? end + rest.stripTrailing().length() : end;
  }

  /// Whether the statement is one of a list of statements, so that others may stand beside it.
  public static boolean standsInList(Statement statement) {
    return switch (statement.getParent()) {
      case Block _ -> true;
      case SwitchStatement group -> !hasRules(group);
      case null, default -> false;
    };
  }

  /// Whether the cases are written `case 1 ->`, so that what follows each stands alone.
  private static boolean hasRules(SwitchStatement group) {
    for (Object each : group.statements()) {
      if (each instanceof SwitchCase label && label.isSwitchLabeledRule()) {
        return true;
      }
    }
    return false;
  }

  private String indentOf(Statement statement) {
    return source.indentAt(statement.getStartPosition());
  }

  private String indented(String code, String indent) {
    return code.replace("\n", source.lineEnd() + indent);
  }
}
