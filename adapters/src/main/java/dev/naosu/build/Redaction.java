package dev.naosu.build;

import java.util.List;
import java.util.regex.Pattern;

/// Takes secrets out of text that is shown or kept.
public final class Redaction {
  private static final String HIDDEN = "[secret]";

  private record Rule(Pattern pattern, String replacement) {}

  private static final List<Rule> RULES =
      List.of(
          rule(
              "-----BEGIN [A-Z ]*PRIVATE KEY-----[\\s\\S]*?(?:-----END [A-Z ]*KEY-----|\\z)",
              HIDDEN),
          rule("(?<=://)[^/\\s:@]*:[^/\\s@]+(?=@)", HIDDEN),
          rule("(?<=://)[^/\\s:@]{16,}(?=@)", HIDDEN),
          rule(
              "(?i)(\\bauthorization[\"']?\\s*[:=]\\s*[\"']?)(?:(?:basic|bearer|token)\\s+)?[^\\s\"',]+",
              "$1" + HIDDEN),
          rule("(?i)\\b(bearer\\s+)[A-Za-z0-9._~+/=-]{12,}", "$1" + HIDDEN),
          rule(
              "(?i)([\\w.-]*(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key)[\\w-]*[\"']?\\s*[=:]\\s*)(\"[^\"\\n]*\"|'[^'\\n]*'|[^\\s,;&\"'<>]+)",
              "$1" + HIDDEN),
          rule("(?i)(<(password|passphrase|secret|token|privateKey)>)[^<]*", "$1" + HIDDEN),
          rule("\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b", HIDDEN),
          rule(
              "\\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\\w{20,}|glpat-[\\w-]{16,}|xox[abprs]-[\\w-]{10,}|sk-[\\w-]{20,})",
              HIDDEN),
          rule("\\beyJ[\\w-]{8,}\\.[\\w-]{8,}\\.[\\w-]*", HIDDEN));

  private Redaction() {}

  /// The text with `[secret]` in place of passwords, tokens and keys.
  public static String of(String text) {
    String result = text;
    for (Rule rule : RULES) {
      result = rule.pattern().matcher(result).replaceAll(rule.replacement());
    }
    return result;
  }

  private static Rule rule(String pattern, String replacement) {
    return new Rule(Pattern.compile(pattern), replacement);
  }
}
