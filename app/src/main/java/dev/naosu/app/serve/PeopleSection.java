package dev.naosu.app.serve;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.access.Person;
import dev.naosu.access.Role;
import dev.naosu.access.SharedSecret;
import dev.naosu.app.input.Durations;
import dev.naosu.app.input.Keys;
import dev.naosu.app.web.Colleague;
import dev.naosu.cycle.incident.ApprovalRules;
import dev.naosu.cycle.incident.Quorum;
import dev.naosu.cycle.people.Occasion;
import dev.naosu.messages.MailChannel;
import dev.naosu.messages.MailChannel.Tls;
import dev.naosu.messages.PagerDutyChannel;
import dev.naosu.messages.SlackChannel;
import dev.naosu.messages.WebhookChannel;
import dev.naosu.oidc.WebAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the file of a server says about people: who they are elsewhere, how they are told, and
/// whose word a repair needs.
///
/// @param address that people open, without a slash at the end; empty where nobody is told
/// @param slack with the secret that Slack signs with
public record PeopleSection(
    String address,
    List<Colleague> colleagues,
    ApprovalRules rules,
    Optional<Slack> slack,
    Optional<MailChannel.Settings> mail,
    Optional<PagerDutyChannel.Settings> pagerDuty,
    List<WebhookChannel.Settings> webhooks) {
  /// Hold secrets where the file should not.
  static final String SLACK_TOKEN = "NAOSU_SLACK_TOKEN";

  static final String SLACK_SECRET = "NAOSU_SLACK_SIGNING_SECRET";
  static final String MAIL_PASSWORD = "NAOSU_MAIL_PASSWORD";
  static final String PAGERDUTY_KEY = "NAOSU_PAGERDUTY_KEY";

  public PeopleSection {
    colleagues = List.copyOf(colleagues);
    webhooks = List.copyOf(webhooks);
  }

  /// @param signing what Slack signs with
  public record Slack(SlackChannel.Settings settings, SharedSecret signing) {}

  /// What holds where nothing is said: nobody is told, one approver is enough.
  public static PeopleSection usual() {
    return new PeopleSection(
        "",
        List.of(),
        ApprovalRules.one(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  /// Whether anybody is told anything.
  public boolean hasChannels() {
    return slack.isPresent() || mail.isPresent() || pagerDuty.isPresent() || !webhooks.isEmpty();
  }

  /// One pass over the section that tells everything that is wrong.
  ///
  /// @param node the section
  /// @param path a path as it is written, made absolute
  /// @param problems takes a key and what is wrong with it
  record Reader(
      JsonNode node,
      Function<String, Path> path,
      Map<String, String> environment,
      BiConsumer<String, String> problems) {
    private static final String ME = "people";
    private static final int LEAST_SECRET = 16;
    private static final Pattern SERVER =
        Pattern.compile("([\\w.-]+|\\[[0-9a-fA-F:]+]):(\\d{1,5})");
    private static final Pattern MAIL = Pattern.compile("[^\\s@<>\",;]{1,64}@[\\w.-]{1,255}");

    /// @param publicAddress that people open
    /// @param services names of those that there are
    PeopleSection read(Optional<String> publicAddress, List<String> services) {
      if (node.isMissingNode()) {
        return usual();
      }
      known("", node, List.of("users", "approvals", "slack", "mail", "pagerduty", "webhooks"));
      List<Colleague> colleagues = colleagues();
      String address = publicAddress.orElse("");
      String host = address.replaceFirst("https?://", "").replaceFirst(":\\d+$", "");
      Optional<Slack> slack = slack(node.path("slack"));
      Optional<MailChannel.Settings> mail = mail(node.path("mail"), colleagues, host);
      Optional<PagerDutyChannel.Settings> pagerDuty = pagerDuty(node.path("pagerduty"), host);
      List<WebhookChannel.Settings> webhooks = webhooks(node.path("webhooks"));
      boolean hasChannels = Stream.of("slack", "mail", "pagerduty", "webhooks").anyMatch(node::has);
      if (hasChannels && address.isEmpty()) {
        problems.accept(
            "publicAddress",
            "is needed for people: messages link to it; write it as https://naosu.example.org");
      }
      return new PeopleSection(
          address,
          colleagues,
          rules(node.path("approvals"), services),
          slack,
          mail,
          pagerDuty,
          webhooks);
    }

    private List<Colleague> colleagues() {
      List<Colleague> colleagues = new ArrayList<>();
      Set<String> reached = new HashSet<>();
      for (Map.Entry<String, JsonNode> each :
          section("users", node.path("users"), "ada: {role: approver, slack: U012AB3CD}")
              .properties()) {
        String where = ".users." + each.getKey();
        known(where, each.getValue(), List.of("role", "slack", "mail"));
        if (!Person.isName(each.getKey())) {
          problem(
              where, "is no name; use the one they sign in with: small letters, digits, . _ @ -");
          continue;
        }
        Optional<String> slack = text(where, each.getValue(), "slack");
        slack
            .filter(id -> !id.matches("[UW][A-Z0-9]{2,20}"))
            .ifPresent(_ -> problem(where + ".slack", "is no id of a user, such as U012AB3CD"));
        Optional<String> mail = text(where, each.getValue(), "mail");
        mail.filter(text -> !MAIL.matcher(text).matches())
            .ifPresent(_ -> problem(where + ".mail", "is no address, such as ada@example.org"));
        Stream.concat(slack.stream(), mail.stream())
            .filter(id -> !reached.add(id))
            .forEach(id -> problem(where, "has " + id + ", which is somebody else's too"));
        colleagues.add(
            new Colleague(each.getKey(), role(where, each.getValue(), Role.VIEWER), slack, mail));
      }
      return colleagues;
    }

    private ApprovalRules rules(JsonNode section, List<String> services) {
      section("approvals", section, "people: 1");
      known(
          ".approvals", section, List.of("people", "role", "expiry", "services", "below", "bots"));
      ApprovalRules one = ApprovalRules.one();
      Quorum usual = quorum(".approvals", section, one.usual());
      Map<String, Quorum> own = new HashMap<>();
      for (Map.Entry<String, JsonNode> each : section.path("services").properties()) {
        String where = ".approvals.services." + each.getKey();
        known(where, each.getValue(), List.of("people", "role"));
        if (!services.contains(each.getKey())) {
          problem(where, "names no service; those under services are known");
        }
        own.put(each.getKey(), quorum(where, each.getValue(), usual));
      }
      JsonNode below = section.path("below");
      known(".approvals.below", below, List.of("confidence", "people", "role"));
      double confidence = below.path("confidence").asDouble(0);
      if (!below.isMissingNode()
          && (!below.path("confidence").isNumber() || confidence < 0 || confidence > 1)) {
        problem(".approvals.below.confidence", "should be a number from 0 to 1");
        confidence = 0;
      }
      Set<String> bots = new HashSet<>();
      section.path("bots").forEach(each -> bots.add(each.asText()));
      return new ApprovalRules(
          usual,
          own,
          confidence,
          quorum(".approvals.below", below, usual),
          expiry(section, one.expiry()),
          bots);
    }

    private Quorum quorum(String where, JsonNode section, Quorum usual) {
      JsonNode people = section.path("people");
      int number = usual.people();
      if (!people.isMissingNode()) {
        number = people.isInt() ? people.intValue() : 0;
        if (number < 1 || number > 20) {
          problem(where + ".people", "is how many have to approve, from 1 to 20");
          number = usual.people();
        }
      }
      Role role = role(where, section, usual.role());
      if (!role.covers(Role.APPROVER)) {
        problem(where + ".role", "is approver or admin: others may not approve");
        role = usual.role();
      }
      return new Quorum(number, role);
    }

    private Duration expiry(JsonNode section, Duration usual) {
      Optional<String> text = text(".approvals", section, "expiry");
      Optional<Duration> expiry =
          text.flatMap(Durations::parse).filter(each -> each.compareTo(Duration.ofMinutes(1)) >= 0);
      if (text.isPresent() && expiry.isEmpty()) {
        problem(".approvals.expiry", "is a time of at least 1m; write it as 24h");
      }
      return expiry.orElse(usual);
    }

    private Optional<Slack> slack(JsonNode section) {
      if (section.isMissingNode()) {
        return Optional.empty();
      }
      String where = ".slack";
      section("slack", section, "channel: C0123456789");
      known(where, section, List.of("channel", "tokenFile", "signingSecretFile", "tells", "api"));
      Optional<String> channel = demanded(where, section, "channel", "the id of the channel");
      channel
          .filter(id -> !id.matches("[CG][A-Z0-9]{2,20}"))
          .ifPresent(
              _ -> problem(where + ".channel", "is the id of a channel, such as C0123456789"));
      Optional<String> token =
          secret(where, section, "tokenFile", "the bot token (xoxb-…)", SLACK_TOKEN);
      Optional<String> signing =
          secret(
              where, section, "signingSecretFile", "the signing secret of the app", SLACK_SECRET);
      String api = address(where, section, "api").orElse(SlackChannel.Settings.API);
      Set<Occasion> tells = tells(where, section, Occasion.usual());
      return channel.isPresent() && token.isPresent() && signing.isPresent()
          ? Optional.of(
              new Slack(
                  new SlackChannel.Settings(
                      token.get(), channel.get(), tells, api.endsWith("/") ? api : api + "/"),
                  new SharedSecret(signing.get())))
          : Optional.empty();
    }

    private Optional<MailChannel.Settings> mail(
        JsonNode section, List<Colleague> colleagues, String host) {
      if (section.isMissingNode()) {
        return Optional.empty();
      }
      String where = ".mail";
      section("mail", section, "server: smtp.example.org:587");
      known(where, section, List.of("server", "tls", "user", "passwordFile", "from", "tells"));
      Optional<String> from = demanded(where, section, "from", "the address of naosu");
      from.filter(text -> !MAIL.matcher(text).matches())
          .ifPresent(_ -> problem(where + ".from", "is no address, such as naosu@example.org"));
      Optional<String> server = demanded(where, section, "server", "host and port");
      Matcher matcher = SERVER.matcher(server.orElse(""));
      if (server.isPresent() && !matcher.matches()) {
        problem(where + ".server", "is a host and a port, such as smtp.example.org:587");
      }
      Optional<String> user = text(where, section, "user");
      Optional<String> password =
          user.isEmpty()
              ? Optional.of("")
              : secret(
                  where, section, "passwordFile", "the password of " + user.get(), MAIL_PASSWORD);
      Tls tls = tls(where, section);
      List<MailChannel.Recipient> recipients =
          colleagues.stream()
              .filter(each -> each.mail().isPresent())
              .map(
                  each ->
                      new MailChannel.Recipient(
                          each.name(), each.role(), each.mail().orElseThrow()))
              .toList();
      if (recipients.isEmpty()) {
        problem(where, "reaches nobody; give users a mail: under people.users");
      }
      Set<Occasion> tells = tells(where, section, Occasion.urgent());
      return from.isPresent() && matcher.matches() && password.isPresent()
          ? Optional.of(
              new MailChannel.Settings(
                  new MailChannel.Server(
                      matcher.group(1),
                      Integer.parseInt(matcher.group(2)),
                      tls,
                      user.orElse(""),
                      password.get()),
                  from.get(),
                  host.isEmpty() ? "naosu" : host,
                  recipients,
                  tells))
          : Optional.empty();
    }

    private Tls tls(String where, JsonNode section) {
      String word = text(where, section, "tls").orElse("starttls");
      return switch (word) {
        case "starttls" -> Tls.STARTTLS;
        case "tls" -> Tls.TLS;
        case "none" -> Tls.NONE;
        default -> {
          problem(where + ".tls", "is starttls, tls or none");
          yield Tls.STARTTLS;
        }
      };
    }

    private Optional<PagerDutyChannel.Settings> pagerDuty(JsonNode section, String host) {
      if (section.isMissingNode()) {
        return Optional.empty();
      }
      String where = ".pagerduty";
      section("pagerduty", section, "keyFile: pagerduty-key");
      known(where, section, List.of("keyFile", "tells", "api"));
      Optional<String> key =
          secret(where, section, "keyFile", "the integration key of Events API v2", PAGERDUTY_KEY);
      String api = address(where, section, "api").orElse(PagerDutyChannel.Settings.API);
      Set<Occasion> tells = tells(where, section, Occasion.alarming());
      return key.map(each -> new PagerDutyChannel.Settings(each, tells, host, api));
    }

    private List<WebhookChannel.Settings> webhooks(JsonNode section) {
      List<WebhookChannel.Settings> webhooks = new ArrayList<>();
      for (Map.Entry<String, JsonNode> each :
          section("webhooks", section, "audit: {url: https://…, secretFile: audit-secret}")
              .properties()) {
        String where = ".webhooks." + each.getKey();
        known(where, each.getValue(), List.of("url", "secretFile", "tells"));
        if (!each.getKey().matches("[\\w.-]{1,60}")) {
          problem(where, "is no name; use letters, digits, dots and hyphens");
        }
        Optional<String> url = address(where, each.getValue(), "url");
        if (url.isEmpty() && !each.getValue().has("url")) {
          problem(where + ".url", "is needed: where it is sent");
        }
        Optional<String> secret =
            secret(where, each.getValue(), "secretFile", "the secret that naosu signs with", "");
        secret
            .filter(text -> text.length() < LEAST_SECRET)
            .ifPresent(
                _ -> problem(where, "has a secret of less than 16 letters; take a longer one"));
        Set<Occasion> tells = tells(where, each.getValue(), EnumSet.allOf(Occasion.class));
        if (url.isPresent() && secret.isPresent()) {
          webhooks.add(
              new WebhookChannel.Settings(
                  each.getKey(), URI.create(url.get()), new SharedSecret(secret.get()), tells));
        }
      }
      return webhooks;
    }

    private Set<Occasion> tells(String where, JsonNode section, Set<Occasion> usual) {
      JsonNode list = section.path("tells");
      if (list.isMissingNode()) {
        return usual;
      }
      Set<Occasion> tells = EnumSet.noneOf(Occasion.class);
      for (JsonNode each : list) {
        Optional<Occasion> occasion = Occasion.of(each.asText());
        occasion.ifPresent(tells::add);
        if (occasion.isEmpty()) {
          problem(where + ".tells", each.asText() + " is none of " + words());
        }
      }
      if (list.isEmpty()) {
        problem(where + ".tells", "is a list of " + words());
      }
      return tells;
    }

    private static String words() {
      return Stream.of(Occasion.values()).map(Occasion::word).collect(Collectors.joining(", "));
    }

    private Optional<String> address(String where, JsonNode section, String key) {
      Optional<String> address = text(where, section, key);
      Optional<String> problem = address.flatMap(WebAddress::problem);
      problem.ifPresent(each -> problem(where + "." + key, each));
      return problem.isPresent() ? Optional.empty() : address;
    }

    private Optional<String> demanded(String where, JsonNode section, String key, String what) {
      Optional<String> text = text(where, section, key);
      if (text.isEmpty()) {
        problem(where + "." + key, "is needed: " + what);
      }
      return text;
    }

    /// From a file that the section names, or from the environment.
    private Optional<String> secret(
        String where, JsonNode section, String key, String what, String variable) {
      return new SecretText(section, path, (place, problem) -> problem(where + place, problem))
          .read(key, what, variable, environment);
    }

    private Role role(String where, JsonNode section, Role usual) {
      Optional<String> word = text(where, section, "role");
      Optional<Role> role = word.flatMap(Role::of);
      if (word.isPresent() && role.isEmpty()) {
        problem(where + ".role", "is no role; the roles are viewer, operator, approver, admin");
      }
      return role.orElse(usual);
    }

    private Optional<String> text(String where, JsonNode section, String key) {
      JsonNode value = section.path(key);
      if (value.isMissingNode() || value.isNull()) {
        return Optional.empty();
      }
      if (!value.isValueNode() || value.asText().isBlank()) {
        problem(where + "." + key, "should be a text");
        return Optional.empty();
      }
      return Optional.of(value.asText().strip());
    }

    private JsonNode section(String key, JsonNode section, String example) {
      if (!section.isMissingNode() && !section.isObject()) {
        problem("." + key, "is a list of keys and values, such as " + example);
      }
      return section;
    }

    private void known(String where, JsonNode section, List<String> keys) {
      Keys.known(where + ".", section, keys, this::problem);
    }

    private void problem(String where, String what) {
      problems.accept(ME + where, what);
    }
  }
}
