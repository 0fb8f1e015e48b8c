package dev.naosu.app.web;

import dev.naosu.access.ApiToken;
import dev.naosu.access.Doorkeeper;
import dev.naosu.access.Doorkeeper.Recognised;
import dev.naosu.access.Visitor;
import dev.naosu.journal.JournalUnavailable;
import dev.naosu.postgres.DatabaseUnavailable;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/// Stands before every route: finds out who asks, lets in who may, and tells what went wrong.
public final class Gate {
  private static final System.Logger LOG = System.getLogger(Gate.class.getName());
  private static final String COOKIE = "naosu_session";
  private static final String BEARER = "Bearer ";

  private final Doorkeeper doorkeeper;
  private final MeterRegistry meters;
  private final ErrorPage errors;

  public Gate(Doorkeeper doorkeeper, MeterRegistry meters, ErrorPage errors) {
    this.doorkeeper = doorkeeper;
    this.meters = meters;
    this.errors = errors;
  }

  /// Tells a problem to people.
  @FunctionalInterface
  public interface ErrorPage {
    /// @param visitor empty when nobody is signed in
    String write(Problem problem, Optional<Visitor> visitor, String csrf);
  }

  /// Who asks, and how it was proven.
  ///
  /// @param session the secret of the session; empty with an API token
  private record Shown(Visitor visitor, Optional<String> session) {}

  /// Headers that each answer has, also those about what is not there.
  public static void secure(Context context) {
    context.header(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src"
            + " 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
    context.header("X-Content-Type-Options", "nosniff");
    context.header("X-Frame-Options", "DENY");
    context.header("Referrer-Policy", "same-origin");
    context.header("Cross-Origin-Opener-Policy", "same-origin");
    context.header("Cross-Origin-Resource-Policy", "same-origin");
    context.header("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    context.header("Cache-Control", "no-store");
    if (isSecure(context)) {
      context.header("Strict-Transport-Security", "max-age=31536000");
    }
  }

  /// Handles a request on a route, or says why not.
  public void pass(Route route, Context context) {
    long began = System.nanoTime();
    Optional<Shown> shown = Optional.empty();
    try {
      shown = shown(route, context);
      Call call =
          new Call(
              context,
              shown.map(Shown::visitor),
              shown.flatMap(Shown::session).map(Gate::csrf).orElse(""));
      admit(route, shown, call);
      route.handling().handle(call);
    } catch (Refusal e) {
      tell(e.problem(), route, context, shown);
    } catch (JournalUnavailable e) {
      LOG.log(System.Logger.Level.ERROR, "the journal cannot be written: " + e.getMessage());
      tell(
          Problem.unavailable("The journal cannot be written, so nothing was done.", e.remedy()),
          route,
          context,
          shown);
    } catch (DatabaseUnavailable e) {
      LOG.log(System.Logger.Level.ERROR, "the database is away: " + e.getMessage());
      tell(
          Problem.unavailable(
              "The database cannot be reached, so nothing was done: " + e.getMessage(),
              "Try again in some seconds; what was accepted before is kept."),
          route,
          context,
          shown);
    } catch (Exception e) {
      String reference = UUID.randomUUID().toString().substring(0, 8);
      LOG.log(
          System.Logger.Level.ERROR,
          "fault " + reference + " in " + route.verb().name() + " " + route.path(),
          e);
      tell(Problem.fault(reference), route, context, shown);
    } finally {
      Unread.of(context).leave();
      meters
          .timer(
              "http.server.requests",
              "method",
              route.verb().name(),
              "uri",
              route.path(),
              "status",
              Integer.toString(context.statusCode()))
          .record(Duration.ofNanos(System.nanoTime() - began));
    }
  }

  /// Tells a problem of a request that no route is for.
  public void tell(Problem problem, Context context) {
    boolean page = !context.path().startsWith("/api/") && accepts(context, "text/html");
    Optional<Shown> shown = Optional.empty();
    try {
      shown = shown(context);
    } catch (Refusal | DatabaseUnavailable e) {
      LOG.log(System.Logger.Level.DEBUG, "what is asked for is not there anyway", e);
    }
    headers(problem, context);
    tell(problem, page ? Route.Face.PAGE : Route.Face.API, context, shown);
    Unread.of(context).leave();
  }

  /// Lets the browser show the session from now on.
  public static void open(Context context, String secret) {
    context.cookie(cookie(context, secret, -1));
  }

  /// Lets the browser forget the session.
  public static void close(Context context) {
    context.cookie(cookie(context, "", 0));
  }

  private void admit(Route route, Optional<Shown> shown, Call call) throws IOException {
    switch (route.access()) {
      case Access.Open _ -> {
        if (!route.isSafe() && isForeign(call.context())) {
          throw new Refusal(Problem.foreign());
        }
      }
      case Access.Signed _ -> {
        // the signature is over the body, and looked at by the one who reads it
      }
      case Access.Needs(var role, var _) -> {
        Shown known = shown.orElseThrow(() -> new Refusal(Problem.noCredentials()));
        if (known.session().isPresent() && !route.isSafe()) {
          meantBy(known.session().get(), call);
        }
        if (!known.visitor().role().covers(role)) {
          throw new Refusal(Problem.noRight(role, known.visitor().role()));
        }
      }
    }
  }

  /// A browser sends cookies by itself: that a request was meant is shown by a word that only pages
  /// of this session know.
  private static void meantBy(String session, Call call) throws IOException {
    String header = call.context().header("X-CSRF-Token");
    String said = header != null ? header : call.isForm() ? call.field("csrf") : "";
    if (isForeign(call.context()) || !equal(csrf(session), said)) {
      throw new Refusal(Problem.foreign());
    }
  }

  private static boolean isForeign(Context context) {
    String site = context.header("Sec-Fetch-Site");
    if (site != null) {
      return !site.equals("same-origin") && !site.equals("none");
    }
    String origin = context.header("Origin");
    String host = context.header("Host");
    return origin != null
        && host != null
        && !origin.equals("http://" + host)
        && !origin.equals("https://" + host);
  }

  private Optional<Shown> shown(Route route, Context context) {
    if (route.access() instanceof Access.Signed) {
      return Optional.empty();
    }
    if (route.access() instanceof Access.Needs(var _, Access.Badge badge)
        && badge == Access.Badge.SENTRY) {
      Optional<String> key = SentryKey.of(context);
      if (key.isPresent()) {
        return Optional.of(program(key.get()));
      }
    }
    return shown(context);
  }

  private Shown program(String token) {
    return visitor(token, ApiToken.Kind.API)
        .map(visitor -> new Shown(visitor, Optional.empty()))
        .orElseThrow(() -> new Refusal(Problem.noCredentials()));
  }

  private Optional<Shown> shown(Context context) {
    String header = context.header("Authorization");
    if (header != null) {
      if (!header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
        throw new Refusal(Problem.noCredentials());
      }
      return Optional.of(program(header.substring(BEARER.length()).strip()));
    }
    String cookie = context.cookie(COOKIE);
    if (cookie == null || cookie.isEmpty()) {
      return Optional.empty();
    }
    return doorkeeper.recognise(cookie, ApiToken.Kind.SESSION) instanceof Recognised.Known known
        ? Optional.of(new Shown(known.visitor(), Optional.of(cookie)))
        : Optional.empty();
  }

  private Optional<Visitor> visitor(String secret, ApiToken.Kind kind) {
    return switch (doorkeeper.recognise(secret, kind)) {
      case Recognised.Known(Visitor visitor) -> Optional.of(visitor);
      case Recognised.Expired(var since) -> throw new Refusal(Problem.expired(since.toString()));
      case Recognised.Unknown _ -> Optional.empty();
    };
  }

  private void tell(Problem problem, Route route, Context context, Optional<Shown> shown) {
    if (route.face() == Route.Face.PAGE && problem.status() == 401) {
      login(route, context);
      return;
    }
    headers(problem, context);
    Call call = new Call(context, shown.map(Shown::visitor), "");
    if (!route.handling().tell(problem, call)) {
      tell(problem, route.face(), context, shown);
    }
  }

  private static void headers(Problem problem, Context context) {
    problem
        .retryAfterSeconds()
        .ifPresent(seconds -> context.header("Retry-After", Long.toString(seconds)));
    if (problem.status() == 401) {
      context.header("WWW-Authenticate", "Bearer realm=\"naosu\"");
    }
  }

  private void tell(Problem problem, Route.Face face, Context context, Optional<Shown> shown) {
    Optional<Visitor> visitor = shown.map(Shown::visitor);
    String csrf = shown.flatMap(Shown::session).map(Gate::csrf).orElse("");
    if (face == Route.Face.PAGE) {
      context
          .status(problem.status())
          .contentType("text/html; charset=utf-8")
          .result(errors.write(problem, visitor, csrf));
    } else {
      new Call(context, visitor, csrf).answer(problem.status(), Problem.MEDIA, problem.json());
    }
  }

  private static void login(Route route, Context context) {
    String query = context.queryString();
    String place =
        route.isSafe() ? context.path() + (query == null ? "" : "?" + query) : "/incidents";
    if ("true".equals(context.header("HX-Request"))) {
      // a part of a page is asked for: the whole page has to go
      context
          .status(401)
          .header("HX-Redirect", "/login?next=" + URLEncoder.encode(place, StandardCharsets.UTF_8));
      return;
    }
    if ("cross-site".equals(context.header("Sec-Fetch-Site")) && route.isSafe()) {
      // a strict cookie is not sent when a link elsewhere leads here; on the way from here it is
      context
          .status(200)
          .contentType("text/html; charset=utf-8")
          .result(
              "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>naosu</title>"
                  + "<meta http-equiv=\"refresh\" content=\"0; url="
                  + URLEncoder.encode(place, StandardCharsets.UTF_8)
                      .replace("%2F", "/")
                      .replace("%3F", "?")
                      .replace("%3D", "=")
                      .replace("%26", "&amp;")
                  + "\">");
      return;
    }
    context
        .status(303)
        .header("Location", "/login?next=" + URLEncoder.encode(place, StandardCharsets.UTF_8));
  }

  private static Cookie cookie(Context context, String value, int maxAge) {
    return new Cookie(COOKIE, value, "/", maxAge, isSecure(context), true, null, SameSite.STRICT);
  }

  /// Whether the browser came by TLS.
  public static boolean isSecure(Context context) {
    return context.scheme().equals("https") || "https".equals(context.header("X-Forwarded-Proto"));
  }

  private static boolean accepts(Context context, String type) {
    String accept = context.header("Accept");
    return accept != null && accept.contains(type);
  }

  private static String csrf(String session) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(("csrf " + session).getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static boolean equal(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
