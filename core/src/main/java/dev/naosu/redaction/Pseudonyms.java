package dev.naosu.redaction;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Puts made-up values in the place of secrets and personal data, where [Redaction] would put the
/// same one for all: the same value becomes the same made-up one, of the same form, wherever it
/// stands. So what is masked can be parsed, compared and asked again as before, and nobody without
/// the key finds out what it was.
///
/// Digits stay digits and letters stay letters; numbers of cards and accounts keep valid check
/// digits, e-mail addresses can never be delivered to, web tokens stay three parts of Base64. What
/// was hidden before stays hidden.
public final class Pseudonyms {
  private static final Pattern ADDRESS =
      Pattern.compile(
          "\\b[A-Za-z0-9][\\w.%+-]{0,63}@(?!example\\.invalid\\b)[A-Za-z0-9][A-Za-z0-9-]{0,62}"
              + "(?:\\.[A-Za-z0-9-]{1,63}){1,8}");

  private static final Pattern WEB_TOKEN =
      Pattern.compile("(?<![\\w-])(eyJ[\\w-]{8,}+)\\.[\\w-]{8,}+(\\.[\\w-]*+)?");

  /// Names of fields whose values are a person's, though they are no secrets.
  private static final Pattern PERSONAL_NAME =
      Pattern.compile(
          "(?:tele)?phone(?:number|no)?|mobile(?:number|phone)?|fax(?:number)?|e?mail(?:address)?");

  private static final int MOST_NAME = 200;
  private static final int MOST_USER = 64;
  private static final int SHORTEST_LOCAL = 6;

  private final SecretKeySpec key;

  /// @param key of at least 16 bytes; the same key gives the same pseudonyms
  public Pseudonyms(byte[] key) {
    if (key.length < 16) {
      throw new IllegalArgumentException("a key has at least 16 bytes");
    }
    this.key = new SecretKeySpec(key, "HmacSHA256");
  }

  /// Prose, a log, a line of HTML.
  public String text(String text) {
    String result =
        WEB_TOKEN.matcher(text).replaceAll(each -> quoted(webToken(each.group(1), each.group())));
    result = Redaction.replaced(result, each -> isWebToken(each) ? each : disguised(each));
    result = PersonalData.cards(result, this::card);
    result = PersonalData.accounts(result, this::account);
    String addressed = result;
    result =
        ADDRESS
            .matcher(addressed)
            .replaceAll(
                each ->
                    quoted(
                        isInUrl(addressed, each.start()) ? each.group() : address(each.group())));
    return PersonalData.telephones(result, this::telephone);
  }

  /// The value of something that has a name.
  public String value(String name, String value) {
    if (value.isEmpty()) {
      return value;
    }
    return isPersonal(name) ? whole(value) : text(value);
  }

  /// All of it is hidden, whatever it is.
  private String whole(String value) {
    if (PersonalData.isOnlyCard(value)) {
      return card(value);
    }
    if (PersonalData.isOnlyAccount(value)) {
      return account(value);
    }
    return ADDRESS.matcher(value).matches() ? address(value) : credentials(value);
  }

  /// The value of a header; of credentials, the scheme stays, of cookies, the names and attributes.
  public String header(String name, String value) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.equals("cookie") || lower.equals("set-cookie")) {
      return cookie(value, lower.equals("cookie"));
    }
    if (lower.endsWith("authorization")) {
      int space = value.indexOf(' ');
      return value.substring(0, space + 1) + credentials(value.substring(space + 1));
    }
    return value(name, value);
  }

  /// A query, or a form in a body, in which values are percent-encoded.
  public String form(String form) {
    String[] fields = form.split("&", -1);
    for (int i = 0; i < fields.length; i++) {
      int equals = fields[i].indexOf('=');
      if (equals >= 0) {
        String value = fields[i].substring(equals + 1);
        fields[i] =
            fields[i].substring(0, equals + 1)
                + value(
                        fields[i].substring(0, equals),
                        value.replace("%40", "@").replace("%2B", "+"))
                    .replace("@", "%40")
                    .replace("+", value.contains("%2B") ? "%2B" : "+");
      }
    }
    return String.join("&", fields);
  }

  /// A body; JSON is told by its content type, or by how it begins, and stays JSON.
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
    JsonSecrets walk = new JsonSecrets(new InJson(this), body);
    String masked = walk.hidden();
    return walk.isJson() ? masked : text(masked);
  }

  private static boolean isPersonal(String name) {
    return SecretName.isOf(name) || isPersonalName(name);
  }

  private static boolean isPersonalName(String name) {
    String plain =
        name.substring(0, Math.min(name.length(), MOST_NAME))
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]", "");
    return PERSONAL_NAME.matcher(plain).matches();
  }

  private String credentials(String value) {
    Matcher token = WEB_TOKEN.matcher(value);
    return token.matches() ? webToken(token.group(1), value) : disguised(value);
  }

  private record InJson(Pseudonyms pseudonyms) implements JsonSecrets.Masking {
    @Override
    public boolean isSecret(String name) {
      return isPersonal(name);
    }

    @Override
    public boolean isSecretNumber(String name) {
      return SecretName.isOfNumber(name) || isPersonalName(name);
    }

    @Override
    public String secret(String value) {
      return pseudonyms.value("secret", value);
    }

    @Override
    public String text(String value) {
      return pseudonyms.text(value);
    }
  }

  /// Whether a host stands behind the `@`, which is no secret: `https://user:word@host`.
  private static boolean isInUrl(String text, int at) {
    int least = Math.max(2, at - MOST_USER);
    for (int i = at - 1; i >= least; i--) {
      char each = text.charAt(i);
      if (each == '/') {
        return text.startsWith("://", i - 2);
      }
      if (each == '@' || Character.isWhitespace(each)) {
        return false;
      }
    }
    return false;
  }

  /// Whether it was replaced already.
  private static boolean isWebToken(String value) {
    return WEB_TOKEN.matcher(value).matches();
  }

  private String cookie(String value, boolean all) {
    String[] parts = value.split(";", -1);
    for (int i = 0; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      // what follows the first pair of a Set-Cookie are its attributes, such as Path
      if (i == 0 || all) {
        parts[i] = parts[i].substring(0, equals + 1) + credentials(parts[i].substring(equals + 1));
      }
    }
    return String.join(";", parts);
  }

  /// The header of a web token says how it is signed, and nothing of anybody.
  private String webToken(String head, String whole) {
    String parts = whole.substring(head.length() + 1);
    int dot = parts.indexOf('.');
    String subject = "{\"sub\":\"" + disguised("user-" + letters(whole, 12)) + "\"}";
    return head
        + "."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(subject.getBytes(StandardCharsets.UTF_8))
        + (dot < 0 ? "" : "." + disguised(parts.substring(dot + 1)));
  }

  private String address(String whole) {
    int at = whole.indexOf('@');
    return letters(whole.toLowerCase(Locale.ROOT), Math.max(SHORTEST_LOCAL, Math.min(at, 20)))
        + "@example.invalid";
  }

  private String telephone(String whole) {
    // the country's code stays, as far as it can be told
    int kept = Math.min(3, whole.length());
    return whole.substring(0, kept) + disguised(whole.substring(kept), whole);
  }

  /// With the issuer's first digit, and a last digit that fits.
  private String card(String whole) {
    String digits = PersonalData.plain(whole);
    String most = digits.charAt(0) + disguised(digits.substring(1, digits.length() - 1), digits);
    int wrong = PersonalData.luhn(most + "0");
    return like(whole, most + (10 - wrong) % 10);
  }

  /// With the country, and check digits that fit.
  private String account(String whole) {
    String plain = PersonalData.plain(whole);
    String country = plain.substring(0, 2);
    String rest = disguised(plain.substring(4), plain);
    int check = 98 - PersonalData.remainder(rest + country + "00");
    return like(whole, country + String.format(Locale.ROOT, "%02d", check) + rest);
  }

  /// The same with the separators of another.
  private static String like(String written, String plain) {
    StringBuilder result = new StringBuilder(written.length());
    int next = 0;
    for (int i = 0; i < written.length(); i++) {
      char each = written.charAt(i);
      boolean separator = each == ' ' || each == '-';
      result.append(separator ? each : plain.charAt(next));
      next += separator ? 0 : 1;
    }
    return result.toString();
  }

  private String letters(String of, int count) {
    return disguised("a".repeat(count), of);
  }

  private String disguised(String value) {
    return disguised(value, value);
  }

  /// Each letter and digit becomes another of its sort; what escapes something stays, and what was
  /// hidden before.
  ///
  /// @param of what decides which ones
  private String disguised(String form, String of) {
    StringBuilder result = new StringBuilder(form.length());
    byte[] stream = {};
    int used = 0;
    int block = 0;
    for (int i = 0; i < form.length(); i++) {
      char each = form.charAt(i);
      int kept = kept(form, i);
      if (kept > 0) {
        result.append(form, i, i + kept);
        i += kept - 1;
        continue;
      }
      if (used == stream.length) {
        stream = mac(block + ":" + of);
        block++;
        used = 0;
      }
      int random = stream[used] & 0xFF;
      used++;
      if (each >= '0' && each <= '9') {
        result.append((char) ('0' + random % 10));
      } else if (each >= 'a' && each <= 'z') {
        result.append((char) ('a' + random % 26));
      } else if (each >= 'A' && each <= 'Z') {
        result.append((char) ('A' + random % 26));
      } else if (Character.isLetterOrDigit(each) && !Character.isSurrogate(each)) {
        result.append((char) ('a' + random % 26));
      } else {
        result.append(each);
      }
    }
    return result.toString();
  }

  /// How many letters from there on are an escape of JSON or of a URL, or were hidden; 0 when
  /// nothing of the kind begins there.
  private static int kept(String text, int at) {
    char each = text.charAt(at);
    if (text.startsWith(Redaction.HIDDEN, at)) {
      return Redaction.HIDDEN.length();
    }
    if (text.startsWith(Redaction.HIDDEN_ADDRESS, at)) {
      return Redaction.HIDDEN_ADDRESS.length();
    }
    int length = 0;
    if (each == '\\') {
      length = text.startsWith("\\u", at) ? 6 : 2;
    } else if (each == '%'
        && at + 2 < text.length()
        && Character.digit(text.charAt(at + 1), 16) >= 0
        && Character.digit(text.charAt(at + 2), 16) >= 0) {
      length = 3;
    }
    return Math.min(length, text.length() - at);
  }

  private byte[] mac(String of) {
    try {
      Mac mac = Mac.getInstance(key.getAlgorithm());
      mac.init(key);
      return mac.doFinal(of.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static String quoted(String text) {
    return Matcher.quoteReplacement(text);
  }
}
