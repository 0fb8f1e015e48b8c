package dev.naosu.app.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.access.Role;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What went wrong with a request, and what to do about it; RFC 9457 with a remedy.
///
/// @param kind stable, for programs, such as `no-right`
/// @param status of HTTP
/// @param title the same for each problem of the kind
/// @param detail what is wrong with this request; may be empty
/// @param remedy what to do
/// @param errors single mistakes, when there are several
/// @param retryAfter when to try again, where that helps
public record Problem(
    String kind,
    int status,
    String title,
    String detail,
    String remedy,
    List<String> errors,
    Optional<Duration> retryAfter) {
  public static final String MEDIA = "application/problem+json";

  public Problem {
    errors = List.copyOf(errors);
  }

  /// Without single mistakes and without a time to try again.
  public static Problem of(String kind, int status, String title, String detail, String remedy) {
    return new Problem(kind, status, title, detail, remedy, List.of(), Optional.empty());
  }

  public static Problem noCredentials() {
    return of(
        "no-credentials",
        401,
        "Nobody is signed in",
        "This needs a token or a session, and the request has none that is known.",
        "Send a header Authorization: Bearer with an API token, or sign in at /login. An admin makes"
            + " tokens; the first start prints a one-time token.");
  }

  /// @param detail what is wrong with the signature
  public static Problem unsigned(String detail, String remedy) {
    return of("unsigned", 401, "The signature does not fit", detail, remedy);
  }

  public static Problem expired(String since) {
    return of(
        "expired",
        401,
        "The token has expired",
        "It was good until " + since + ".",
        "Ask an admin for a new token: POST /api/v1/tokens, or the page /access.");
  }

  public static Problem noRight(Role needed, Role has) {
    return of(
        "no-right",
        403,
        "Not allowed",
        "This needs the role " + needed.word() + ", and you have " + has.word() + ".",
        "Ask somebody with that role to do it, or an admin to give it to you.");
  }

  /// @param why in one sentence
  public static Problem mayNot(String why) {
    return of("no-right", 403, "Not allowed", why + ".", "Ask somebody who may, or an admin.");
  }

  public static Problem foreign() {
    return of(
        "foreign-request",
        403,
        "The request did not come from a page of naosu",
        "It uses your session, and its csrf token is missing or wrong.",
        "Open the page again and press the button there; a program uses an API token instead.");
  }

  public static Problem badRequest(String detail, String remedy) {
    return of("bad-request", 400, "The request cannot be understood", detail, remedy);
  }

  public static Problem notFound(String what, String remedy) {
    return of("not-found", 404, "Not found", what, remedy);
  }

  public static Problem conflict(String detail) {
    return of(
        "stale", 409, "Things have changed", detail, "Look at the incident again, then decide.");
  }

  public static Problem tooLarge(long most) {
    return of(
        "too-large",
        413,
        "The request is too large",
        "At most " + most + " bytes are taken here.",
        "Send less at once, such as smaller batches.");
  }

  public static Problem wrongType(String got, String wanted) {
    return of(
        "wrong-type",
        415,
        "The content type is not taken here",
        "The request says " + (got.isEmpty() ? "nothing" : got) + ".",
        "Send " + wanted + ", and say so in the header Content-Type.");
  }

  public static Problem later(String detail, Duration wait) {
    return new Problem(
        "too-many",
        429,
        "Too many at once",
        detail,
        "Wait " + wholeSeconds(wait) + " s and try again.",
        List.of(),
        Optional.of(wait));
  }

  public static Problem tooFast(Duration wait) {
    return new Problem(
        "too-fast",
        429,
        "More than this source may send",
        "Of what your token may send per second, nothing is left.",
        "Wait "
            + wholeSeconds(wait)
            + " s and send it again, or send less; whoever runs naosu can allow your token more,"
            + " under `intake:` in its configuration.",
        List.of(),
        Optional.of(wait));
  }

  public static Problem unavailable(String detail, String remedy) {
    return new Problem(
        "unavailable",
        503,
        "naosu cannot do this now",
        detail,
        remedy,
        List.of(),
        Optional.of(Duration.ofSeconds(5)));
  }

  public static Problem fault(String reference) {
    return of(
        "fault",
        500,
        "A fault of naosu itself",
        "It is in naosu's log as " + reference + ".",
        "Try again; if it stays, report it with the lines of the log around " + reference + ".");
  }

  /// When to try again in seconds, as the header `Retry-After` has it: not a moment too early.
  public Optional<Long> retryAfterSeconds() {
    return retryAfter.map(Problem::wholeSeconds);
  }

  private static long wholeSeconds(Duration wait) {
    return Math.max(1, wait.plusNanos(999_999_999).toSeconds());
  }

  public ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("type", "urn:naosu:problem:" + kind);
    node.put("title", title);
    node.put("status", status);
    node.put("detail", detail);
    node.put("remedy", remedy);
    if (!errors.isEmpty()) {
      errors.forEach(node.putArray("errors")::add);
    }
    return node;
  }
}
