package dev.naosu.detect;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What stays of a message when its values are taken out: addresses, ids, times, numbers and what
/// is quoted. Names of classes and settings in quotes stay, they tell causes apart. Hashes of all
/// lengths are one kind: how many digits a value has is its own matter.
///
/// One pass over the letters; where several kinds fit, the first in the order of Sentry's
/// parameteriser is taken. Every kind is possessive and bounded, so that hostile text takes linear
/// time.
///
/// Source: Sentry, `src/sentry/grouping/parameterization.py`.
final class MessageTemplate {
  /// Kinds of values, by the names of their groups.
  private static final List<Map.Entry<String, String>> KINDS =
      List.of(
          Map.entry(
              "email",
              "(?<![\\w.%+-])[\\w.%+-]{1,64}+@[A-Za-z0-9-]{1,63}+(?:\\.[A-Za-z0-9-]{1,63}+)++"),
          Map.entry(
              "url",
              "\\b(?:https?|ftp|file|jdbc|amqps?|rediss?|mongodb|wss?|s3)(?::\\w{1,20}+)?+:/{2,3}+[^\\s\"'<>\\])},]++"),
          Map.entry(
              "host",
              "(?<![\\w.$-])(?:localhost|(?:[A-Za-z0-9_-]{1,63}+\\.){1,8}?"
                  + "(?:com|org|net|io|dev|de|eu|uk|fr|nl|ch|at|us|cloud|local|internal|lan|intra|corp|svc|example|invalid|test)"
                  + "(?:\\.(?:com|org|net|io|local|internal|cluster|uk|au|br|jp)){0,4}+)(?![\\w$]|\\.[\\w$])(?:/(?=\\d))?+"),
          Map.entry(
              "ip",
              "(?<![\\w.])/?+\\d{1,3}+\\.\\d{1,3}+\\.\\d{1,3}+\\.\\d{1,3}+(?![\\w]|\\.\\d)(?::\\d{1,5}+)?+"
                  + "|(?<![\\w:])(?:\\p{XDigit}{1,4}+:){7}+\\p{XDigit}{1,4}+(?![\\w:])"),
          Map.entry(
              "traceparent", "\\b00-\\p{XDigit}{32}+-\\p{XDigit}{16}+-\\p{XDigit}{2}+(?!\\w)"),
          Map.entry(
              "uuid",
              "(?<![A-Za-z0-9])\\p{XDigit}{8}+-\\p{XDigit}{4}+-\\p{XDigit}{4}+-\\p{XDigit}{4}+-\\p{XDigit}{12}+(?![A-Za-z0-9])"),
          Map.entry(
              "date",
              "(?<![\\w.])\\d{4}+-\\d{2}+-\\d{2}+(?:[T ]\\d{2}+:\\d{2}+(?::\\d{2}+)?+(?:[.,]\\d{1,9}+)?+(?:Z|[+-]\\d{2}+:?+\\d{2}+)?+(?:\\[[\\w/]{1,40}+\\])?+)?+(?!\\w)"
                  + "|(?<![\\w:])\\d{1,2}+:\\d{2}+:\\d{2}+(?:[.,]\\d{1,9}+)?+(?!\\w)"
                  + "|\\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?+ (?:\\d{1,2}+ )?+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[\\w :+-]{0,30}+"),
          Map.entry(
              "duration",
              "(?<![\\w.])-?+\\d++(?:\\.\\d++)?+ ?+(?:ns|us|µs|ms|secs?|seconds?|millis(?:econds)?|min|minutes?|hours?|days?|[smhd])(?!\\w)"
                  + "|\\bPT?+(?=\\d)(?:\\d++(?:\\.\\d++)?+[DHMS]){1,4}+(?!\\w)"),
          Map.entry(
              "hex",
              "\\b0[xX]\\p{XDigit}++(?!\\w)|(?<=@)\\p{XDigit}{5,16}+(?!\\w)"
                  + "|(?<![A-Za-z0-9])(?=\\p{XDigit}*+(?![A-Za-z0-9]))(?=[a-fA-F]*+\\d)(?=\\d*+[a-fA-F])\\p{XDigit}{7,128}+"),
          Map.entry(
              "float",
              "(?<![A-Za-z0-9.])-?+\\d++\\.\\d++(?:[eE][+-]?+\\d++)?+(?![A-Za-z0-9]|\\.\\d)"),
          Map.entry("int", "(?<![A-Za-z\\d])(?<![\\w)]-)-?+\\d++|(?<=[A-Za-z)]-)\\d++"),
          Map.entry("quoted", "(?<!\\w)'[^'\\n]{0,2000}+'|\"[^\"\\n]{0,2000}+\""),
          Map.entry("bool", "\\b(?i:true|false)\\b"));

  private static final Pattern VALUES =
      Pattern.compile(
          String.join(
              "|",
              KINDS.stream()
                  .map(kind -> "(?<" + kind.getKey() + ">" + kind.getValue() + ")")
                  .toList()));

  /// `com.shop.Color`, `spring.datasource.url`, `${shop.rate}`.
  private static final Pattern NAME =
      Pattern.compile("['\"](?:\\$\\{)?+[A-Za-z_][\\w-]*+(?:[.$][A-Za-z_][\\w-]*+)++\\}?+['\"]");

  private MessageTemplate() {}

  /// The first line with a word in angle brackets for each value.
  static String of(String message) {
    String line = message.lines().findFirst().orElse("").strip();
    Matcher matcher = VALUES.matcher(line);
    StringBuilder template = new StringBuilder(line.length());
    while (matcher.find()) {
      matcher.appendReplacement(template, Matcher.quoteReplacement(replaced(matcher)));
    }
    return matcher.appendTail(template).toString();
  }

  private static String replaced(Matcher matcher) {
    for (Map.Entry<String, String> kind : KINDS) {
      Optional<String> value = Optional.ofNullable(matcher.group(kind.getKey()));
      if (value.isPresent()) {
        boolean isName = kind.getKey().equals("quoted") && NAME.matcher(value.get()).matches();
        return isName ? value.get() : "<" + kind.getKey() + ">";
      }
    }
    return matcher.group();
  }
}
