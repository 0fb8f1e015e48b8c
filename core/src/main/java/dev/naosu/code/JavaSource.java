package dev.naosu.code;

import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.CompilationUnit;

/// A Java file, parsed and attributed.
///
/// @param path relative to the root of the project, with `/`
/// @param text as it is on disk; offsets of the tree's nodes are offsets of this text
/// @param unit its tree, with bindings; read only
public record JavaSource(String path, String text, CompilationUnit unit) {

  /// The characters of a node, as written.
  public String textOf(ASTNode node) {
    return text.substring(node.getStartPosition(), node.getStartPosition() + node.getLength());
  }

  /// The range of a node.
  public Span spanOf(ASTNode node) {
    return new Span(node.getStartPosition(), node.getLength());
  }

  /// Line of a node's first character, from 1.
  public int lineOf(ASTNode node) {
    return unit.getLineNumber(node.getStartPosition());
  }

  /// Line of a node's last character, from 1.
  public int lastLineOf(ASTNode node) {
    return unit.getLineNumber(node.getStartPosition() + Math.max(0, node.getLength() - 1));
  }

  /// The blanks before the first other character of the line that holds `offset`.
  public String indentAt(int offset) {
    int start = text.lastIndexOf('\n', offset - 1) + 1;
    int end = start;
    while (end < text.length() && (text.charAt(end) == ' ' || text.charAt(end) == '\t')) {
      end++;
    }
    return text.substring(start, end);
  }

  /// The line end the file uses: that of its first line.
  public String lineEnd() {
    int first = text.indexOf('\n');
    return first > 0 && text.charAt(first - 1) == '\r' ? "\r\n" : "\n";
  }

  /// One level of indentation as the file uses it, two blanks when it cannot be told.
  public String indentUnit() {
    for (String line : (Iterable<String>) text.lines()::iterator) {
      if (line.startsWith("\t")) {
        return "\t";
      }
      if (line.startsWith(" ")) {
        int blanks = 0;
        while (blanks < line.length() && line.charAt(blanks) == ' ') {
          blanks++;
        }
        // a lone blank starts the lines of a block comment
        if (blanks > 1 && blanks < line.length() && line.charAt(blanks) != '*') {
          return " ".repeat(Math.min(blanks, 8));
        }
      }
    }
    return "  ";
  }
}
