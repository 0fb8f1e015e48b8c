package dev.naosu.app.web;

import io.javalin.http.Context;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The public key of a DSN, as SDKs of Sentry send it along: in the header `X-Sentry-Auth` or in
/// the query. The DSN is `http://TOKEN@host:8420/NUMBER`, so the key is a token of naosu.
final class SentryKey {
  private static final String NAME = "sentry_key";
  private static final Pattern IN_HEADER =
      Pattern.compile("(?:^Sentry\\s|,)\\s*+" + NAME + "=([^,\\s]++)", Pattern.CASE_INSENSITIVE);

  private SentryKey() {}

  static Optional<String> of(Context context) {
    String header = context.header("X-Sentry-Auth");
    if (header != null && !header.isBlank()) {
      Matcher key = IN_HEADER.matcher(header);
      return key.find() ? Optional.of(key.group(1)) : Optional.empty();
    }
    return Optional.ofNullable(context.queryParam(NAME));
  }
}
