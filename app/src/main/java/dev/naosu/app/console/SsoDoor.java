package dev.naosu.app.console;

import dev.naosu.access.Doorkeeper.Admission;
import dev.naosu.access.IdentityProvider.Answer;
import dev.naosu.access.IdentityProvider.Asking;
import dev.naosu.access.Role;
import dev.naosu.access.Voucher;
import dev.naosu.app.tell.SafeText;
import dev.naosu.app.tell.Words;
import dev.naosu.app.web.Call;
import dev.naosu.app.web.Gate;
import dev.naosu.app.web.Ports;
import dev.naosu.app.web.Problem;
import dev.naosu.app.web.Refusal;
import dev.naosu.app.web.SingleSignOn;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The way in over an identity provider: there with a link, back with what it says.
final class SsoDoor {
  static final String THERE = "/login/sso";
  static final String BACK = "/login/sso/back";

  private static final String COOKIE = "naosu_sign_in";
  private static final Pattern MARK = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final int MARK_BYTES = 32;
  private static final Duration LIFE = Duration.ofMinutes(10);
  private static final int MOST_SAID = 300;
  private static final int MOST_GROUPS = 20;
  private static final String REMEDY =
      "Sign in again; if it stays, an admin finds more in naosu's log.";

  private final Ports ports;
  private final SecureRandom random = new SecureRandom();

  SsoDoor(Ports ports) {
    this.ports = ports;
  }

  /// What the button to the provider says and where it leads; empty when there is none.
  ///
  /// @param next where to go afterwards
  Optional<SsoButton> button(String next) {
    // at the public address, where the browser comes back to: cookies are kept for one host
    return ports
        .singleSignOn()
        .map(
            each ->
                new SsoButton(
                    each.label(),
                    each.address()
                        + THERE
                        + "?next="
                        + URLEncoder.encode(next, StandardCharsets.UTF_8)));
  }

  /// Sends the browser to the provider.
  ///
  /// @param next where to go afterwards, on this server
  void there(Call call, String next) {
    String mark = mark(call.context()).orElseGet(this::newMark);
    switch (open().provider().ask(mark, next)) {
      case Asking.There(String address) -> {
        // lax: the browser comes back from elsewhere, and has to bring it
        call.context()
            .cookie(
                new Cookie(
                    COOKIE,
                    mark,
                    THERE,
                    (int) LIFE.toSeconds(),
                    Gate.isSecure(call.context()),
                    true,
                    null,
                    SameSite.LAX));
        call.see(address);
      }
      case Asking.Away(String why) -> throw new Refusal(away(why));
    }
  }

  /// Takes what the browser brings back, and opens a session.
  ///
  /// @return where to go now, on this server
  String back(Call call) {
    SingleSignOn door = open();
    Answer answer =
        door.provider().take(mark(call.context()).orElse(""), call.context().queryParamMap());
    return switch (answer) {
      case Answer.Vouched(Voucher voucher, String next) -> {
        enter(call, door, voucher);
        yield next;
      }
      case Answer.Declined(String why) ->
          throw refusal(
              "declined",
              403,
              "You were not signed in",
              "The identity provider did not let you through: " + said(why) + ".",
              "Sign in again and agree, or ask who runs the provider to let you use naosu.");
      case Answer.Unasked _ ->
          throw refusal(
              "sign-in-unknown",
              400,
              "This sign-in is not known",
              "It was begun in another browser or more than "
                  + LIFE.toMinutes()
                  + " minutes ago, or it has been used, or naosu was started anew meanwhile.",
              "Begin again from the page to sign in; cookies have to be allowed for it.");
      case Answer.Unproven(String why) ->
          throw refusal(
              "not-proven",
              403,
              "You were not signed in",
              "What the identity provider says does not do: " + said(why) + ".",
              REMEDY);
      case Answer.Away(String why) -> throw new Refusal(away(why));
    };
  }

  private void enter(Call call, SingleSignOn door, Voucher voucher) {
    Role role =
        door.roles()
            .of(voucher.groups())
            .orElseThrow(
                () ->
                    refusal(
                        "no-role",
                        403,
                        "You have no role here",
                        "The identity provider knows you as "
                            + said(voucher.name())
                            + groups(voucher.groups())
                            + " That gives no role in naosu.",
                        "Ask an admin of naosu: oidc.roles in naosu-server.yml says which group gives"
                            + " which role."));
    switch (ports.doorkeeper().signInVouched(voucher, role)) {
      case Admission.Admitted(String secret, var _) -> Gate.open(call.context(), secret);
      case Admission.Impossible(String why) ->
          throw refusal(
              "bad-name",
              403,
              "You cannot be signed in under that name",
              "The identity provider calls you " + said(voucher.name()) + ".",
              Words.sentence(why) + ".");
      case Admission.Refused _, Admission.Later _ ->
          throw new IllegalStateException("who is vouched for does not guess");
    }
  }

  private SingleSignOn open() {
    return ports
        .singleSignOn()
        .orElseThrow(
            () ->
                new Refusal(
                    Problem.notFound(
                        "People sign in at naosu itself: no identity provider is configured.",
                        "Sign in with name and password; docs/serve.md says how to configure one.")));
  }

  private static Problem away(String why) {
    return Problem.unavailable(
        "The identity provider cannot be reached: " + said(why) + ".",
        "Try again soon, or sign in with a password or a token, which work without it.");
  }

  private static String groups(List<String> groups) {
    if (groups.isEmpty()) {
      return ", in no group.";
    }
    String shown =
        String.join(
            ", ", groups.stream().limit(MOST_GROUPS).map(each -> SafeText.line(each, 60)).toList());
    return ", in the groups " + shown + (groups.size() > MOST_GROUPS ? " and more." : ".");
  }

  private static Refusal refusal(
      String kind, int status, String title, String detail, String remedy) {
    return new Refusal(Problem.of(kind, status, title, detail, remedy));
  }

  private static String said(String text) {
    return SafeText.line(text.replaceAll("[.\\s]+$", ""), MOST_SAID);
  }

  /// The same for all sign-ins that are under way in one browser.
  private static Optional<String> mark(Context context) {
    return Optional.ofNullable(context.cookie(COOKIE)).filter(each -> MARK.matcher(each).matches());
  }

  private String newMark() {
    byte[] bytes = new byte[MARK_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
