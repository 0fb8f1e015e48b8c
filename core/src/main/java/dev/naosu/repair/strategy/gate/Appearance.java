package dev.naosu.repair.strategy.gate;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import dev.naosu.code.JavaSource;
import dev.naosu.repair.strategy.gate.Ruling.Forbidden;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.SimpleName;

/// What people see of a patch: it must look like the file around it, and nothing may be in it that
/// they do not see.
final class Appearance {
  /// Letters that turn or hide others; a byte order mark is one.
  private static final Pattern UNSEEN =
      Pattern.compile(
          "[\\p{Cf}\\p{Co}\\p{Cn}\\u2028\\u2029\\x{E0000}-\\x{E01EF}\\uFE00-\\uFE0F]|[\\p{Cc}&&[^\\n\\r\\t\\f]]");

  /// A letter written by its number that could be written as itself, or that is not to be seen.
  private static final Pattern BY_NUMBER =
      Pattern.compile(
          "\\\\u+(?:00[0-7][0-9a-fA-F]|200[b-fB-F]|202[a-eA-E8-9]|206[0-9a-fA-F]|[fF][eE][fF][fF])");

  private static final Pattern FAR_RIGHT = Pattern.compile("\\S[ \\t]{40,}+\\S");

  private static final int LONGEST_LINE = 200;

  private final JavaSource before;
  private final JavaSource after;
  private final List<String> added = new ArrayList<>();
  private int changed;

  Appearance(JavaSource before, JavaSource after) {
    this.before = before;
    this.after = after;
    List<String> old = lines(before.text());
    for (AbstractDelta<String> delta : DiffUtils.diff(old, lines(after.text())).getDeltas()) {
      added.addAll(delta.getTarget().getLines());
      changed += Math.max(delta.getSource().size(), delta.getTarget().size());
    }
  }

  private static List<String> lines(String text) {
    return List.of(text.split("(?<=\\n)"));
  }

  /// How many lines the patch changes, adds or takes away.
  int changedLines() {
    return changed;
  }

  Optional<Forbidden> unusual() {
    return hidden().or(this::style);
  }

  private Optional<Forbidden> hidden() {
    if (hasMore(UNSEEN)) {
      return forbidden(Rule.HIDDEN, "holds a letter that cannot be seen");
    }
    if (hasMore(BY_NUMBER)) {
      return forbidden(Rule.HIDDEN, "writes a letter as a number, which hides what it is");
    }
    if (hasMore(FAR_RIGHT)) {
      return forbidden(Rule.HIDDEN, "holds code far to the right of other code");
    }
    List<String> names = names(after);
    names(before).forEach(names::remove);
    return names.stream()
        .filter(name -> !name.chars().allMatch(c -> c < 0x80))
        .findFirst()
        .flatMap(name -> forbidden(Rule.HIDDEN, "brings in a name that is not ASCII: " + name));
  }

  private static List<String> names(JavaSource source) {
    List<String> names = new ArrayList<>();
    source
        .unit()
        .accept(
            new ASTVisitor() {
              @Override
              public boolean visit(SimpleName name) {
                String written = source.textOf(name);
                if (!written.chars().allMatch(c -> c < 0x80)) {
                  names.add(written);
                }
                return true;
              }
            });
    return names;
  }

  /// Whether there are more of something than before.
  private boolean hasMore(Pattern pattern) {
    return !pattern.matcher(after.text()).results().toList().isEmpty()
        && !Subtraction.of(found(pattern, after.text()), found(pattern, before.text())).isEmpty();
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(MatchResult::group).toList();
  }

  private Optional<Forbidden> style() {
    boolean windows = before.text().contains("\r\n");
    boolean other = before.text().replace("\r\n", "").indexOf('\n') >= 0;
    if (!windows && after.text().indexOf('\r') >= 0) {
      return forbidden(Rule.STYLE, "brings in other line ends");
    }
    if (windows && !other && after.text().replace("\r\n", "").indexOf('\n') >= 0) {
      return forbidden(Rule.STYLE, "brings in other line ends");
    }
    if (isIndentedBy('\t', added) && !isIndentedBy('\t', lines(before.text()))) {
      return forbidden(Rule.STYLE, "indents with tabs where the file has blanks");
    }
    if (isIndentedBy(' ', added) && onlyTabs()) {
      return forbidden(Rule.STYLE, "indents with blanks where the file has tabs");
    }
    int longest =
        Math.max(LONGEST_LINE, before.text().lines().mapToInt(String::length).max().orElse(0));
    return added.stream().anyMatch(line -> line.length() > longest)
        ? forbidden(Rule.STYLE, "has a line of more than " + longest + " letters")
        : Optional.empty();
  }

  private boolean onlyTabs() {
    return isIndentedBy('\t', lines(before.text())) && !isIndentedBy(' ', lines(before.text()));
  }

  /// A lone blank starts the lines of a block comment.
  private static boolean isIndentedBy(char blank, List<String> lines) {
    String start = String.valueOf(blank).repeat(blank == ' ' ? 2 : 1);
    return lines.stream()
        .anyMatch(
            line -> line.startsWith(start) && !line.isBlank() && !line.strip().startsWith("*"));
  }

  private Optional<Forbidden> forbidden(Rule rule, String why) {
    return Optional.of(new Forbidden(rule, before.path() + " " + why));
  }
}
