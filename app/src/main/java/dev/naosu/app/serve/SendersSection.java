package dev.naosu.app.serve;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.access.SharedSecret;
import dev.naosu.app.input.Keys;
import dev.naosu.telemetry.AlertLabels;
import dev.naosu.telemetry.GithubRuns.Deployed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// What the file of a server says about senders: the sections `sentry`, `alertmanager`, `github`
/// and `webhooks`. One pass that tells everything that is wrong.
///
/// @param tree of the whole file
/// @param path a path as it is written, made absolute
/// @param problems takes a key and what is wrong with it
record SendersSection(
    JsonNode tree,
    Function<String, Path> path,
    Map<String, String> environment,
    BiConsumer<String, String> problems) {
  /// Holds GitHub's secret where the file should not.
  static final String GITHUB_SECRET = "NAOSU_GITHUB_SECRET";

  private static final int LEAST_SECRET = 16;

  /// @param services that the file names
  Senders read(List<ServerConfig.Service> services) {
    return new Senders(sentry(services), alerts(), github(services), webhooks());
  }

  private Map<String, String> sentry(List<ServerConfig.Service> services) {
    Map<String, String> projects = new HashMap<>();
    for (Map.Entry<String, JsonNode> each : section("sentry", "1: shop").properties()) {
      String where = "sentry." + each.getKey();
      if (!each.getKey().matches("[0-9]{1,18}")) {
        problems.accept(where, "is no number; write what the DSN ends with, as 1: shop");
      }
      service(where, each.getValue(), services)
          .ifPresent(service -> projects.put(each.getKey(), service.name()));
    }
    return projects;
  }

  private AlertLabels alerts() {
    JsonNode section = section("alertmanager", "service: [service, job]");
    known("alertmanager", section, List.of("service", "environment", "version"));
    AlertLabels usual = AlertLabels.usual();
    List<String> service = labels(section, "service", usual.service());
    if (service.isEmpty()) {
      problems.accept("alertmanager.service", "is empty; name a label that says the service");
    }
    return new AlertLabels(
        service,
        labels(section, "environment", usual.environment()),
        labels(section, "version", usual.version()));
  }

  private List<String> labels(JsonNode section, String key, List<String> usual) {
    JsonNode list = section.path(key);
    if (list.isMissingNode()) {
      return usual;
    }
    List<String> labels = new ArrayList<>();
    list.forEach(each -> labels.add(each.asText()));
    if (!list.isArray() || !labels.stream().allMatch(each -> each.matches("[a-zA-Z_]\\w*"))) {
      problems.accept("alertmanager." + key, "is a list of labels, such as [service, job]");
    }
    return labels;
  }

  private Optional<Senders.Github> github(List<ServerConfig.Service> services) {
    if (!tree.has("github")) {
      return Optional.empty();
    }
    JsonNode section = section("github", "services: {team/shop: shop}");
    known("github", section, List.of("secret", "secretFile", "services"));
    Optional<SharedSecret> secret =
        secret("github", section, "the secret of the webhook at GitHub", GITHUB_SECRET);
    Map<String, Deployed> deployed = new HashMap<>();
    for (Map.Entry<String, JsonNode> each : section.path("services").properties()) {
      String where = "github.services." + each.getKey();
      if (!each.getKey().matches("[\\w.-]+/[\\w.-]+")) {
        problems.accept(where, "is no repository; write it as team/shop: shop");
      }
      service(where, each.getValue(), services)
          .ifPresent(
              service ->
                  deployed.put(each.getKey(), new Deployed(service.name(), service.branch())));
    }
    if (section.path("services").isEmpty()) {
      problems.accept("github.services", "is needed: team/shop: shop for each repository");
    }
    return secret.map(key -> new Senders.Github(key, deployed));
  }

  private Map<String, SharedSecret> webhooks() {
    Map<String, SharedSecret> webhooks = new HashMap<>();
    for (Map.Entry<String, JsonNode> each :
        section("webhooks", "gateway: {secretFile: gateway-secret}").properties()) {
      String where = "webhooks." + each.getKey();
      if (!each.getKey().matches("[\\w.-]{1,60}")) {
        problems.accept(where, "is no name; use letters, digits, dots and hyphens");
      }
      known(where, each.getValue(), List.of("secret", "secretFile"));
      secret(where, each.getValue(), "the secret that this sender signs with", "")
          .ifPresent(key -> webhooks.put(each.getKey(), key));
    }
    return webhooks;
  }

  private Optional<SharedSecret> secret(
      String where, JsonNode section, String what, String variable) {
    Optional<String> text =
        new SecretText(section, path, (key, problem) -> problems.accept(where + key, problem))
            .read(what, variable, environment);
    if (text.filter(each -> each.length() < LEAST_SECRET).isPresent()) {
      problems.accept(
          where, "has a secret of less than " + LEAST_SECRET + " letters; take a longer one");
      return Optional.empty();
    }
    return text.map(SharedSecret::new);
  }

  private Optional<ServerConfig.Service> service(
      String where, JsonNode name, List<ServerConfig.Service> services) {
    Optional<ServerConfig.Service> found =
        services.stream().filter(each -> each.name().equals(name.asText())).findFirst();
    if (found.isEmpty()) {
      problems.accept(where, "names no service; those under services are known");
    }
    return found;
  }

  private JsonNode section(String key, String example) {
    JsonNode section = tree.path(key);
    if (!section.isMissingNode() && !section.isObject()) {
      problems.accept(key, "is a list of keys and values, such as " + example);
    }
    return section;
  }

  private void known(String where, JsonNode section, List<String> keys) {
    Keys.known(where + ".", section, keys, problems);
  }
}
