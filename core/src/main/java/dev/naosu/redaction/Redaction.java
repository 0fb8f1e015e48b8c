package dev.naosu.redaction;

import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Takes secrets out of what is shown or kept: passwords, tokens, keys, credentials in URLs,
/// numbers of cards and of bank accounts.
///
/// What is left can still be parsed: a JSON value keeps its type, a form keeps its fields, a header
/// its scheme. The text is hostile, so no pattern takes more than linear time. Redacting twice is
/// the same as redacting once; only of a body that begins like JSON and is none, a second time may
/// hide more.
///
/// @param emailAddresses whether these are taken out too
public record Redaction(boolean emailAddresses) {
  static final String HIDDEN = "[secret]";

  /// `[secret]` as it may stand in a query or a form.
  private static final String HIDDEN_ENCODED = "%5Bsecret%5D";

  /// An address that can never be delivered to (RFC 2606), so that a field for addresses still
  /// holds one.
  static final String HIDDEN_ADDRESS = "hidden@example.invalid";

  private static final Redaction SECRETS = new Redaction(false);

  /// @param suspicion without which it finds nothing
  private record Rule(int suspicion, Pattern pattern, String replacement) {
    String applyTo(String text) {
      return pattern.matcher(text).replaceAll(replacement);
    }
  }

  /// A name such as `db.password`, its quotes (which JSON inside of JSON escapes) and what
  /// separates it from its value; `TokenException: why` names nothing secret.
  private static final String NAMED =
      "(?i)((?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key)"
          + "(?![\\w-]{0,60}(?:Exception|Error)\\b)[\\w-]{0,60}+(?:\\\\?[\"'])?\\s*+[=:]\\s*+)";

  /// Things that are secret by their own shape, wherever they stand.
  private static final List<Rule> SHAPES =
      List.of(
          rule(
              Suspicion.PRIVATE_KEY,
              "-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\\s\\S]*?(?:-----END [A-Z ]{0,40}KEY-----|\\z)",
              HIDDEN),
          rule(Suspicion.ADDRESS, "(?<=://)[^/\\s:@]*:[^/\\s@]+(?=@)", HIDDEN),
          rule(Suspicion.ADDRESS, "(?<=://)[^/\\s:@]{16,}(?=@)", HIDDEN),
          rule(Suspicion.BEARER, "(?i)\\b(bearer\\s{1,20}+)[A-Za-z0-9._~+/=-]{12,}", "$1" + HIDDEN),
          rule(Suspicion.AMAZON, "\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b", HIDDEN),
          rule(
              Suspicion.PLATFORM,
              "\\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\\w{20,}|glpat-[\\w-]{16,}|xox[abprs]-[\\w-]{10,}|sk-[\\w-]{20,})",
              HIDDEN),
          rule(
              Suspicion.WEB_TOKEN,
              "(?<![\\w-])eyJ[\\w-]{8,}+\\.[\\w-]{8,}+(?:\\.[\\w-]*+)?",
              HIDDEN));

  /// Things that are secret by the name before them.
  private static final List<Rule> NAMES =
      List.of(
          rule(
              Suspicion.AUTHORIZATION,
              "(?i)(\\bauthorization(?:\\\\?[\"'])?\\s*+[:=]\\s*+(?:\\\\?[\"'])?)(?:(?:basic|bearer|digest|token)\\s{1,20}+)?[^\\s\"',\\\\]++",
              "$1" + HIDDEN),
          rule(
              Suspicion.NAME,
              NAMED + "\"[^\"\\\\\\n]*+(?:\\\\.[^\"\\\\\\n]*+){0,200}+\"?",
              "$1\"" + HIDDEN + "\""),
          rule(
              Suspicion.NAME,
              NAMED + "\\\\\"[^\"\\\\\\n]*+(?:\\\\\")?",
              "$1\\\\\"" + HIDDEN + "\\\\\""),
          rule(Suspicion.NAME, NAMED + "'[^'\\n]*+'?", "$1'" + HIDDEN + "'"),
          rule(Suspicion.NAME, NAMED + "[^\\s,;&\"'<>\\\\]++", "$1" + HIDDEN),
          rule(
              Suspicion.NAME,
              "(?i)(<(?:password|passphrase|secret|token|privateKey)>)[^<]*+",
              "$1" + HIDDEN));

  private static final Rule ADDRESSES =
      rule(
          Suspicion.ADDRESS,
          "\\b[A-Za-z0-9][\\w.%+-]{0,63}@(?!example\\.invalid\\b)[A-Za-z0-9][A-Za-z0-9-]{0,62}(?:\\.[A-Za-z0-9-]{1,63}){1,8}",
          HIDDEN_ADDRESS);

  /// The text without secrets; e-mail addresses stay.
  public static String of(String text) {
    return SECRETS.text(text);
  }

  /// Prose, a log, a stack trace.
  public String text(String text) {
    int suspicion = Suspicion.of(text);
    if (suspicion == 0) {
      return text;
    }
    String result = numbers(applied(NAMES, applied(SHAPES, text, suspicion), suspicion), suspicion);
    return emailAddresses ? ADDRESSES.applyTo(result) : result;
  }

  /// The value of something that has a name, such as an attribute.
  public String value(String name, String value) {
    return SecretName.isOf(name) && !value.isEmpty() ? HIDDEN : text(value);
  }

  /// The value of a header; of credentials, the scheme stays, of cookies, the names.
  public String header(String name, String value) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.equals("cookie") || lower.equals("set-cookie")) {
      return cookie(value, lower.equals("cookie"));
    }
    if (lower.endsWith("authorization")) {
      int space = value.indexOf(' ');
      return space < 0 ? HIDDEN : value.substring(0, Math.min(space, 20)) + " " + HIDDEN;
    }
    return value(name, value);
  }

  private static String cookie(String value, boolean all) {
    String[] parts = value.split(";", -1);
    for (int i = 0; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      // what follows the first pair of a Set-Cookie are its attributes, such as Path
      if (i == 0 || all) {
        parts[i] = equals < 0 ? HIDDEN : parts[i].substring(0, equals + 1) + HIDDEN;
      }
    }
    return String.join(";", parts);
  }

  /// The path of a URL, still encoded.
  public String path(String path) {
    return secrets(path).replace(HIDDEN, HIDDEN_ENCODED);
  }

  /// A query, or a form in a body: `name=value&…`, in which values are percent-encoded.
  public String form(String form) {
    String[] fields = form.split("&", -1);
    for (int i = 0; i < fields.length; i++) {
      int equals = fields[i].indexOf('=');
      if (equals < 0) {
        continue;
      }
      String name = fields[i].substring(0, equals);
      String value = fields[i].substring(equals + 1);
      if (!value.isEmpty() && (SecretName.isOf(name) || !secrets(value).equals(value))) {
        fields[i] = name + "=" + HIDDEN_ENCODED;
      } else if (emailAddresses) {
        fields[i] = name + "=" + ADDRESSES.applyTo(value.replace("%40", "@")).replace("@", "%40");
      }
    }
    return String.join("&", fields);
  }

  /// A body. JSON is told by its content type, or by how it begins; only values are replaced, so
  /// that what a parser thought of the body before, it thinks afterwards.
  ///
  /// @param contentType empty when it is not known
  public String body(String contentType, String body) {
    String type = contentType.toLowerCase(Locale.ROOT);
    if (type.contains("x-www-form-urlencoded")) {
      return form(body);
    }
    String begin = body.stripLeading();
    boolean json =
        type.contains("json") || type.isEmpty() && (begin.startsWith("{") || begin.startsWith("["));
    if (!json) {
      return text(body);
    }
    JsonSecrets secrets = new JsonSecrets(new Hiding(this), body);
    String hidden = secrets.hidden();
    return secrets.isJson() ? hidden : text(hidden);
  }

  private static String secrets(String text) {
    int suspicion = Suspicion.of(text);
    return numbers(applied(SHAPES, text, suspicion), suspicion);
  }

  private static String numbers(String text, int suspicion) {
    String result =
        (suspicion & Suspicion.CARD) == 0 ? text : PersonalData.cards(text, _ -> HIDDEN);
    return (suspicion & Suspicion.ACCOUNT) == 0
        ? result
        : PersonalData.accounts(result, _ -> HIDDEN);
  }

  /// The text with each secret replaced by what is made of it; web tokens stay.
  static String replaced(String text, UnaryOperator<String> other) {
    int suspicion = Suspicion.of(text) & ~Suspicion.WEB_TOKEN;
    String result = text;
    for (Rule rule : Stream.concat(SHAPES.stream(), NAMES.stream()).toList()) {
      if ((rule.suspicion() & suspicion) != 0) {
        result = rule.pattern().matcher(result).replaceAll(each -> replacement(each, other));
      }
    }
    return result;
  }

  private static String replacement(MatchResult found, UnaryOperator<String> other) {
    // what the first group holds tells of the secret, and is none
    String before = found.groupCount() == 0 ? "" : found.group(1);
    return Matcher.quoteReplacement(before + other.apply(found.group().substring(before.length())));
  }

  /// One and the same for all.
  private record Hiding(Redaction redaction) implements JsonSecrets.Masking {
    @Override
    public boolean isSecret(String name) {
      return SecretName.isOf(name);
    }

    @Override
    public boolean isSecretNumber(String name) {
      return SecretName.isOfNumber(name);
    }

    @Override
    public String secret(String value) {
      return HIDDEN;
    }

    @Override
    public String text(String value) {
      return redaction.text(value);
    }
  }

  private static String applied(List<Rule> rules, String text, int suspicion) {
    String result = text;
    for (Rule rule : rules) {
      if ((rule.suspicion() & suspicion) != 0) {
        result = rule.applyTo(result);
      }
    }
    return result;
  }

  private static Rule rule(int suspicion, String pattern, String replacement) {
    return new Rule(suspicion, Pattern.compile(pattern), replacement);
  }
}
