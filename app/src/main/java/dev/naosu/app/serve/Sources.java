package dev.naosu.app.serve;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.app.input.Durations;
import dev.naosu.app.input.Keys;
import dev.naosu.detect.Origin;
import dev.naosu.oidc.WebAddress;
import dev.naosu.prometheus.Asked;
import dev.naosu.prometheus.Rule;
import dev.naosu.prometheus.ServiceName;
import dev.naosu.prometheus.Watched;
import dev.naosu.tail.JournalUnit;
import dev.naosu.tail.LogFiles;
import dev.naosu.tail.reading.Format;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// What naosu fetches by itself: logs of this machine, and a Prometheus server's answers.
public record Sources(List<LogFiles> logs, List<JournalUnit> journal, Optional<Asked> prometheus) {
  public static final Sources NONE = new Sources(List.of(), List.of(), Optional.empty());

  /// Holds the token for Prometheus where the file should not.
  static final String TOKEN = "NAOSU_PROMETHEUS_TOKEN";

  private static final List<String> LOGS =
      List.of("service", "files", "environment", "version", "format", "zone");
  private static final List<String> JOURNAL =
      List.of("service", "unit", "environment", "version", "directory", "zone");
  private static final List<String> PROMETHEUS =
      List.of("url", "token", "tokenFile", "every", "rules", "watch");
  private static final List<String> RULE =
      List.of("name", "query", "for", "service", "serviceLabel", "environment", "message");
  private static final List<String> WATCH =
      List.of("name", "query", "service", "serviceLabel", "environment");
  private static final Duration USUAL_EVERY = Duration.ofSeconds(30);
  private static final Duration USUAL_LASTING = Duration.ofMinutes(1);
  private static final Duration SHORTEST_EVERY = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final int MOST = 200;
  private static final int MOST_QUERY = 8_000;
  private static final int MOST_TOKEN_BYTES = 16_384;

  public Sources {
    logs = List.copyOf(logs);
    journal = List.copyOf(journal);
  }

  /// One pass over the three sections that tells everything that is wrong.
  ///
  /// @param path a path as it is written, made absolute
  /// @param problems takes a key and what is wrong with it
  record Reader(
      JsonNode tree,
      Function<String, Path> path,
      Map<String, String> environment,
      BiConsumer<String, String> problems) {

    Sources read() {
      return new Sources(logs(), journal(), prometheus());
    }

    private List<LogFiles> logs() {
      List<LogFiles> logs = new ArrayList<>();
      Set<Path> seen = new HashSet<>();
      each(
          tree,
          "logs",
          LOGS,
          (where, node) -> {
            Optional<Origin> origin = origin(where, node);
            Optional<Path> files =
                demanded(where, node, "files", "such as /var/log/shop/*.log")
                    .flatMap(text -> files(where, text));
            if (files.isPresent() && !seen.add(files.get())) {
              problems.accept(where + ".files", "are named twice: " + files.get());
            }
            Format format = format(where, node);
            ZoneId zone = zone(where, node);
            if (origin.isPresent() && files.isPresent()) {
              logs.add(new LogFiles(origin.get(), files.get(), format, zone));
            }
          });
      return logs;
    }

    private Optional<Path> files(String where, String written) {
      if (written.contains("**")) {
        problems.accept(where + ".files", "** is not known here; write a * for each directory");
        return Optional.empty();
      }
      try {
        return Optional.of(path.apply(written));
      } catch (InvalidPathException _) {
        problems.accept(where + ".files", "is no path");
        return Optional.empty();
      }
    }

    private Format format(String where, JsonNode node) {
      Optional<String> word = text(where, node, "format");
      Optional<Format> format =
          Arrays.stream(Format.values())
              .filter(each -> word.orElse("auto").equals(each.name().toLowerCase(Locale.ROOT)))
              .findFirst();
      if (format.isEmpty()) {
        problems.accept(where + ".format", "is not known; write auto, text or json");
      }
      return format.orElse(Format.AUTO);
    }

    private ZoneId zone(String where, JsonNode node) {
      Optional<String> name = text(where, node, "zone");
      try {
        return name.map(ZoneId::of).orElseGet(ZoneId::systemDefault);
      } catch (DateTimeException _) {
        problems.accept(where + ".zone", "is no time zone; write it as Europe/Berlin or +02:00");
        return ZoneId.systemDefault();
      }
    }

    private List<JournalUnit> journal() {
      List<JournalUnit> units = new ArrayList<>();
      Set<String> seen = new HashSet<>();
      each(
          tree,
          "journal",
          JOURNAL,
          (where, node) -> {
            Optional<Origin> origin = origin(where, node);
            Optional<String> unit = demanded(where, node, "unit", "such as shop.service");
            Optional<Path> directory = text(where, node, "directory").map(path);
            ZoneId zone = zone(where, node);
            if (unit.isPresent() && !JournalUnit.isUnit(unit.get())) {
              problems.accept(where + ".unit", "is no name of a unit");
            } else if (unit.isPresent() && !seen.add(unit.get() + " " + directory)) {
              problems.accept(where + ".unit", unit.get() + " is named twice");
            } else if (origin.isPresent() && unit.isPresent()) {
              units.add(new JournalUnit(origin.get(), unit.get(), directory, zone));
            }
          });
      return units;
    }

    private Optional<Asked> prometheus() {
      JsonNode node = tree.path("prometheus");
      if (node.isMissingNode() || node.isNull()) {
        return Optional.empty();
      }
      if (!node.isObject()) {
        problems.accept("prometheus", "is a list of keys and values; see docs/logs-and-metrics.md");
        return Optional.empty();
      }
      known("prometheus", node, PROMETHEUS);
      Optional<String> token = token(node);
      Optional<URI> url =
          demanded("prometheus", node, "url", "such as http://prometheus:9090")
              .flatMap(text -> url(text, token.isPresent()));
      Duration every = duration("prometheus", node, "every", USUAL_EVERY);
      if (every.compareTo(SHORTEST_EVERY) < 0) {
        problems.accept("prometheus.every", "is at least 1s");
      }
      List<Rule> rules = rules(node);
      List<Watched> watched = watched(node);
      if (rules.isEmpty() && watched.isEmpty() && !isAskedForFleets()) {
        problems.accept("prometheus", "asks nothing; write rules: or watch:");
      }
      return url.map(place -> new Asked(place, token, every, rules, watched));
    }

    private boolean isAskedForFleets() {
      for (JsonNode service : tree.path("services")) {
        if (service.path("fleet").has("traffic")) {
          return true;
        }
      }
      return false;
    }

    private Optional<URI> url(String written, boolean hasToken) {
      String text = written.replaceAll("/+$", "");
      Optional<String> unsafe = hasToken ? WebAddress.problem(text) : Optional.empty();
      if (unsafe.isPresent()) {
        problems.accept("prometheus.url", unsafe.get() + ", and a token goes there");
        return Optional.empty();
      }
      try {
        URI uri = new URI(text);
        boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (web
            && uri.getHost() != null
            && uri.getRawUserInfo() == null
            && uri.getQuery() == null
            && uri.getFragment() == null) {
          return Optional.of(uri);
        }
      } catch (URISyntaxException _) {
        // told below
      }
      problems.accept(
          "prometheus.url", "is no address of a Prometheus; write http://prometheus:9090");
      return Optional.empty();
    }

    private Optional<String> token(JsonNode node) {
      Optional<String> written = text("prometheus", node, "token");
      Optional<String> file = text("prometheus", node, "tokenFile");
      if (written.isPresent() && file.isPresent()) {
        problems.accept("prometheus.token", "is said twice; keep tokenFile and leave token out");
      }
      return written
          .or(() -> file.flatMap(this::tokenIn))
          .or(() -> Optional.ofNullable(environment.get(TOKEN)).filter(s -> !s.isBlank()))
          .map(String::strip);
    }

    private Optional<String> tokenIn(String file) {
      Path place = path.apply(file);
      try {
        if (Files.size(place) <= MOST_TOKEN_BYTES) {
          String token = Files.readString(place).strip();
          if (!token.isEmpty() && token.lines().count() == 1) {
            return Optional.of(token);
          }
        }
        problems.accept(
            "prometheus.tokenFile", place + " holds no token; write it there, in one line");
      } catch (IOException e) {
        problems.accept(
            "prometheus.tokenFile", place + " cannot be read: " + e.getClass().getSimpleName());
      }
      return Optional.empty();
    }

    private List<Rule> rules(JsonNode section) {
      List<Rule> rules = new ArrayList<>();
      Set<String> names = new HashSet<>();
      each(
          section,
          "prometheus",
          "rules",
          RULE,
          (where, node) -> {
            Optional<String> name = demanded(where, node, "name", "what to call the trouble");
            Optional<String> query = query(where, node);
            Optional<ServiceName> service = service(where, node);
            Duration lasting = duration(where, node, "for", USUAL_LASTING);
            String message = text(where, node, "message").orElse(name.orElse(""));
            String place = text(where, node, "environment").orElse("");
            if (name.isPresent() && !names.add(name.get())) {
              problems.accept(where, "is a second rule called " + name.get());
            } else if (name.isPresent() && query.isPresent() && service.isPresent()) {
              rules.add(new Rule(name.get(), query.get(), lasting, service.get(), place, message));
            }
          });
      return rules;
    }

    private List<Watched> watched(JsonNode section) {
      List<Watched> watched = new ArrayList<>();
      each(
          section,
          "prometheus",
          "watch",
          WATCH,
          (where, node) -> {
            Optional<String> name = demanded(where, node, "name", "what to call the metric");
            Optional<String> query = query(where, node);
            Optional<ServiceName> service = service(where, node);
            String place = text(where, node, "environment").orElse("");
            if (name.isPresent() && query.isPresent() && service.isPresent()) {
              watched.add(new Watched(name.get(), query.get(), service.get(), place));
            }
          });
      return watched;
    }

    private Optional<String> query(String where, JsonNode node) {
      Optional<String> query = demanded(where, node, "query", "in PromQL");
      if (query.isPresent() && query.get().length() > MOST_QUERY) {
        problems.accept(where + ".query", "is longer than " + MOST_QUERY + " letters");
        return Optional.empty();
      }
      return query;
    }

    private Optional<ServiceName> service(String where, JsonNode node) {
      Optional<String> fixed = text(where, node, "service");
      Optional<String> label = text(where, node, "serviceLabel");
      if (fixed.isPresent() == label.isPresent()) {
        problems.accept(
            where,
            "needs either service:, a name, or serviceLabel:, the label of the series that holds"
                + " one");
        return Optional.empty();
      }
      if (fixed.isPresent()) {
        return named(where, fixed.get(), "", "")
            .map(origin -> new ServiceName.Fixed(origin.service()));
      }
      return label.map(ServiceName.InLabel::new);
    }

    private Optional<Origin> origin(String where, JsonNode node) {
      Optional<String> service = demanded(where, node, "service", "whose log it is");
      return service.flatMap(
          name ->
              named(
                  where,
                  name,
                  text(where, node, "version").orElse(""),
                  text(where, node, "environment").orElse("")));
    }

    private Optional<Origin> named(String where, String service, String version, String place) {
      try {
        return Optional.of(new Origin(service, version, place));
      } catch (IllegalArgumentException e) {
        problems.accept(where, String.valueOf(e.getMessage()));
        return Optional.empty();
      }
    }

    private Duration duration(String where, JsonNode node, String key, Duration usual) {
      Optional<String> text = text(where, node, key);
      if (text.isEmpty() || text.get().equals("0") || text.get().equals("0s")) {
        return text.isEmpty() ? usual : Duration.ZERO;
      }
      Optional<Duration> duration =
          Durations.parse(text.get()).filter(time -> time.compareTo(LONGEST) <= 0);
      if (duration.isEmpty()) {
        problems.accept(
            where + "." + key, text.get() + " is no time up to a day; write it as 30s or 5m");
      }
      return duration.orElse(usual);
    }

    private void each(
        JsonNode node, String key, List<String> keys, BiConsumer<String, JsonNode> use) {
      each(node, "", key, keys, use);
    }

    private void each(
        JsonNode node,
        String prefix,
        String key,
        List<String> keys,
        BiConsumer<String, JsonNode> use) {
      JsonNode list = node.path(key);
      String place = prefix.isEmpty() ? key : prefix + "." + key;
      if (list.isMissingNode() || list.isNull()) {
        return;
      }
      if (!list.isArray()) {
        problems.accept(place, "is a list; begin each of its parts with - ");
        return;
      }
      if (list.size() > MOST) {
        problems.accept(place, "has more than " + MOST + " parts");
        return;
      }
      int number = 0;
      for (JsonNode part : list) {
        String where = place + "[" + number++ + "]";
        if (part.isObject()) {
          known(where, part, keys);
          use.accept(where, part);
        } else {
          problems.accept(
              where, "is a list of keys and values; the keys here are " + String.join(", ", keys));
        }
      }
    }

    private Optional<String> demanded(String where, JsonNode node, String key, String what) {
      Optional<String> text = text(where, node, key);
      if (text.isEmpty()) {
        problems.accept(where + "." + key, "is needed: " + what);
      }
      return text;
    }

    private Optional<String> text(String where, JsonNode node, String key) {
      JsonNode value = node.path(key);
      if (value.isMissingNode() || value.isNull()) {
        return Optional.empty();
      }
      if (!value.isValueNode() || value.asText().isBlank()) {
        problems.accept(where + "." + key, "should be a text");
        return Optional.empty();
      }
      return Optional.of(value.asText().strip());
    }

    private void known(String where, JsonNode section, List<String> keys) {
      Keys.known(where + ".", section, keys, problems);
    }
  }
}
