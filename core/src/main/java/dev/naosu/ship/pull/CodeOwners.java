package dev.naosu.ship.pull;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Who owns which files, as a file CODEOWNERS in the repository says.
public final class CodeOwners {
  private static final int MOST_RULES = 5_000;
  private static final int MOST_LETTERS = 500;

  /// Steps that an expression may take at a path.
  private static final int MOST_STEPS = 20_000;

  private final List<Rule> rules;
  private final Dialect dialect;

  private CodeOwners(List<Rule> rules, Dialect dialect) {
    this.rules = List.copyOf(rules);
    this.dialect = dialect;
  }

  /// Whose rules are followed.
  public enum Dialect {
    /// Patterns as in `.gitignore`; the last that matches counts.
    GITHUB,
    /// The same, in sections: the last of each section counts. `^[Section]` is optional, and a
    /// section can name owners for its lines that name none.
    GITLAB,
    /// Regular expressions for whole paths; all that match count, `!` before one turns it round.
    GITEA;

    /// Where the file may be; the first that is there counts.
    public List<String> places() {
      return switch (this) {
        case GITHUB -> List.of(".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS");
        case GITLAB -> List.of("CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS");
        case GITEA -> List.of("CODEOWNERS", "docs/CODEOWNERS", ".gitea/CODEOWNERS");
      };
    }
  }

  /// @param section empty for none
  /// @param turned whether it counts where the pattern does not match
  private record Rule(String section, Pattern pattern, boolean turned, List<String> owners) {}

  /// Reads a file. What cannot be understood is left out, as the forges do.
  public static CodeOwners read(String text, Dialect dialect) {
    List<Rule> rules = new ArrayList<>();
    String section = "";
    List<String> usual = List.of();
    for (String raw : text.lines().limit(MOST_RULES).toList()) {
      String line = raw.replaceFirst("(?:^|\\s)#.*$", "").strip();
      if (line.isEmpty() || line.length() > MOST_LETTERS) {
        continue;
      }
      if (dialect == Dialect.GITLAB && line.matches("\\^?\\[[^\\]]+\\](?:\\[\\d+\\])?.*")) {
        section = line.substring(line.indexOf('[') + 1, line.indexOf(']')).strip();
        usual = named(line.substring(line.lastIndexOf(']') + 1));
        continue;
      }
      // a space in a path is written with a backslash before it
      String[] words = line.split("(?<!\\\\)\\s+", 2);
      List<String> owners = words.length < 2 ? usual : named(words[1]);
      String inSection = section;
      pattern(words[0].replace("\\ ", " "), dialect)
          .ifPresent(
              pattern ->
                  rules.add(
                      new Rule(
                          inSection,
                          pattern,
                          dialect == Dialect.GITEA && words[0].startsWith("!"),
                          owners)));
    }
    return new CodeOwners(rules, dialect);
  }

  /// Owners of some files, those of more files first. Addresses of mail are left out: no forge asks
  /// one for a review.
  ///
  /// @param paths relative to the repository
  public Reviewers of(List<String> paths) {
    Set<String> people = new LinkedHashSet<>();
    Set<String> teams = new LinkedHashSet<>();
    for (String path : paths) {
      for (String owner : owners(path)) {
        String name = owner.substring(1);
        if (name.contains("/")) {
          teams.add(dialect == Dialect.GITLAB ? name : name.substring(name.indexOf('/') + 1));
        } else {
          people.add(name);
        }
      }
    }
    return new Reviewers(List.copyOf(people), List.copyOf(teams));
  }

  private Set<String> owners(String path) {
    Set<String> owners = new LinkedHashSet<>();
    switch (dialect) {
      case GITEA ->
          rules.stream()
              .filter(rule -> matches(rule, path))
              .forEach(rule -> owners.addAll(rule.owners()));
      case GITHUB, GITLAB ->
          rules.stream()
              .map(Rule::section)
              .distinct()
              .forEach(section -> owners.addAll(lastOf(section, path)));
    }
    owners.removeIf(each -> !each.startsWith("@") || each.startsWith("@@") || each.length() < 2);
    return owners;
  }

  private List<String> lastOf(String section, String path) {
    return rules.reversed().stream()
        .filter(rule -> rule.section().equals(section))
        .filter(rule -> matches(rule, path))
        .findFirst()
        .map(Rule::owners)
        .orElse(List.of());
  }

  private static boolean matches(Rule rule, String path) {
    try {
      return rule.pattern().matcher(new Stepped(path, MOST_STEPS)).matches() != rule.turned();
    } catch (TooManySteps _) {
      return false;
    }
  }

  private static List<String> named(String words) {
    return List.of(words.strip().split("\\s+")).stream().filter(each -> !each.isEmpty()).toList();
  }

  private static Optional<Pattern> pattern(String written, Dialect dialect) {
    try {
      return Optional.of(
          Pattern.compile(
              dialect == Dialect.GITEA ? written.replaceFirst("^!", "") : expression(written)));
    } catch (PatternSyntaxException _) {
      return Optional.empty();
    }
  }

  /// What `.gitignore` means by a pattern.
  private static String expression(String written) {
    String body = written.replaceFirst("^/", "").replaceFirst("/$", "");
    boolean isAnchored = written.startsWith("/") || body.contains("/");
    StringBuilder expression = new StringBuilder(isAnchored ? "" : "(?:.*/)?");
    for (int i = 0; i < body.length(); i++) {
      char c = body.charAt(i);
      if (body.startsWith("**/", i)) {
        expression.append("(?:.*/)?");
        i += 2;
      } else if (body.startsWith("**", i)) {
        expression.append(".*");
        i++;
      } else if (c == '*') {
        expression.append("[^/]*");
      } else if (c == '?') {
        expression.append("[^/]");
      } else {
        expression.append(Pattern.quote(String.valueOf(c)));
      }
    }
    // a folder owns what is in it; `docs/*` does not own what is deeper
    boolean isShallow = body.endsWith("/*");
    return expression + (isShallow ? "" : written.endsWith("/") ? "/.*" : "(?:/.*)?");
  }

  private static final class TooManySteps extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManySteps() {
      super("an expression took too many steps", null, false, false);
    }
  }

  /// A path that can be read only so often: expressions in a repository are written by anybody, and
  /// some never end.
  private static final class Stepped implements CharSequence {
    private final CharSequence path;
    private int left;

    Stepped(CharSequence path, int most) {
      this.path = path;
      this.left = most;
    }

    @Override
    public int length() {
      return path.length();
    }

    @Override
    public char charAt(int index) {
      if (left-- <= 0) {
        throw new TooManySteps();
      }
      return path.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return path.subSequence(start, end);
    }

    @Override
    public String toString() {
      return path.toString();
    }
  }
}
