package dev.naosu.app.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.naosu.app.input.Durations;
import dev.naosu.app.input.Keys;
import dev.naosu.app.models.ConfiguredModel.Source;
import dev.naosu.cycle.Models.When;
import dev.naosu.machine.OwnSecrets;
import dev.naosu.model.Budget;
import dev.naosu.model.BudgetedModel.Temperatures;
import dev.naosu.model.DayBook;
import dev.naosu.model.Money;
import dev.naosu.model.Patience;
import dev.naosu.model.Price;
import dev.naosu.model.Prices;
import dev.naosu.models.Endpoint;
import dev.naosu.models.ProviderKind;
import dev.naosu.repair.strategy.Strategy;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Which models there are, and what they may take. Read from a file of the person who runs naosu,
/// never from a project: a project that names the address would be sent the person's key.
///
/// @param models in the order of preference
/// @param record where calls are recorded; empty where they are not
/// @param when they are asked for repairs; empty for never. A key that happens to be in the
///   environment is not yet a word that code may be sent to its provider: a file that lists models
///   is
/// @param strategies in the order to try them; empty for those that suit the number of models
public record ModelsSection(
    List<ConfiguredModel> models,
    Budget.Limits incident,
    DayBook.Limits day,
    Optional<Path> record,
    Optional<When> when,
    List<Strategy> strategies) {
  public static final String FILE = "naosu.yml";

  /// Instead of a word for when models are asked.
  public static final String NEVER = "never";

  private static final int MOST_BYTES = 4096;
  private static final Duration SILENCE = Duration.ofSeconds(60);

  public ModelsSection {
    models = List.copyOf(models);
    strategies = List.copyOf(strategies);
  }

  /// What is configured, or everything that is wrong with it.
  public sealed interface Reading {
    record Good(ModelsSection section) implements Reading {}

    /// @param problems each with its place and remedy
    record Bad(List<String> problems) implements Reading {
      public Bad {
        problems = List.copyOf(problems);
      }
    }
  }

  /// What the file says; where there is none, what the environment has keys for.
  ///
  /// @param file of the person; paths in it are relative to its directory
  public static Reading read(Path file, Map<String, String> environment) {
    ObjectNode nothing = JsonNodeFactory.instance.objectNode();
    if (!Files.exists(file)) {
      return new Reader(file, nothing, environment).read();
    }
    try {
      JsonNode tree = new YAMLMapper().readTree(Files.readString(file)).path("models");
      return new Reader(file, tree.isMissingNode() ? nothing : tree, environment).read();
    } catch (JsonProcessingException e) {
      return new Reading.Bad(List.of(file + ": not YAML: " + e.getOriginalMessage()));
    } catch (IOException e) {
      return new Reading.Bad(List.of(file + " cannot be read: " + e.getMessage()));
    }
  }

  /// When models are asked, by its word; empty for `never`, and for words that say nothing.
  public static Optional<When> asWhen(String word) {
    return Arrays.stream(When.values())
        .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst();
  }

  /// Where a person's own file is.
  public static Path usualFile(Map<String, String> environment) {
    String given = environment.getOrDefault("XDG_CONFIG_HOME", "");
    Path home = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
    return (given.isBlank() ? home.resolve(".config") : Path.of(given))
        .resolve("naosu")
        .resolve(FILE);
  }

  /// One pass that notes everything that is wrong.
  private static final class Reader {
    private static final List<String> KEYS =
        List.of("use", "when", "strategies", "incident", "day", "record");
    private static final List<String> MODEL =
        List.of(
            "name",
            "provider",
            "model",
            "url",
            "keyVariable",
            "keyFile",
            "temperature",
            "price",
            "timeout",
            "silence",
            "attempts",
            "recording");

    private final Path file;
    private final JsonNode tree;
    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    Reader(Path file, JsonNode tree, Map<String, String> environment) {
      this.file = file;
      this.tree = tree;
      this.environment = environment;
    }

    Reading read() {
      known("models", tree, KEYS);
      List<ConfiguredModel> models = tree.has("use") ? listed() : ofEnvironment();
      Budget.Limits incident = incident(tree.path("incident"));
      DayBook.Limits day = day(tree.path("day"));
      Optional<Path> record = text(tree, "record").map(this::path);
      Optional<When> when = when();
      List<Strategy> strategies = strategies();
      return problems.isEmpty()
          ? new Reading.Good(new ModelsSection(models, incident, day, record, when, strategies))
          : new Reading.Bad(problems);
    }

    private Optional<When> when() {
      String word = text(tree, "when").orElse(tree.has("use") ? "unsure" : NEVER);
      Optional<When> when = asWhen(word);
      if (when.isEmpty() && !word.equals(NEVER)) {
        problem("models.when", "is never, unsure or always");
      }
      return when;
    }

    private List<Strategy> strategies() {
      List<Strategy> strategies = new ArrayList<>();
      for (JsonNode each : tree.path("strategies")) {
        Optional<Strategy> named = Strategy.named(each.asText(""));
        named.ifPresent(strategies::add);
        if (named.isEmpty()) {
          problem(
              "models.strategies",
              "has names of "
                  + Arrays.stream(Strategy.values())
                      .map(Strategy::word)
                      .collect(Collectors.joining(", ")));
        }
      }
      return strategies;
    }

    /// A key in the environment is a word of the person's: the model that most use is asked.
    private List<ConfiguredModel> ofEnvironment() {
      List<ConfiguredModel> models = new ArrayList<>();
      for (ProviderKind kind : ProviderKind.values()) {
        String variable = kind == ProviderKind.OLLAMA ? "OLLAMA_HOST" : kind.usualVariable();
        if (!variable.isEmpty() && !environment.getOrDefault(variable, "").isBlank()) {
          ObjectNode node = JsonNodeFactory.instance.objectNode().put("provider", kind.word());
          model(variable, node).ifPresent(models::add);
        }
      }
      return models;
    }

    private List<ConfiguredModel> listed() {
      List<ConfiguredModel> models = new ArrayList<>();
      Set<String> names = new HashSet<>();
      if (!tree.path("use").isArray()) {
        problem("models.use", "is a list; begin each with - provider:");
      }
      int number = 0;
      for (JsonNode node : tree.path("use")) {
        String where = "models.use[" + number++ + "]";
        known(where, node, MODEL);
        Optional<ConfiguredModel> model = model(where, node);
        if (model.isPresent() && !names.add(model.get().name())) {
          problem(where, "is a second model called " + model.get().name() + "; give it a name");
        }
        model.ifPresent(models::add);
      }
      return models;
    }

    private Optional<ConfiguredModel> model(String where, JsonNode node) {
      String word = text(node, "provider").orElse("");
      if (word.equals("replay")) {
        return replayed(where, node);
      }
      Optional<ProviderKind> kind = ProviderKind.of(word);
      if (kind.isEmpty()) {
        problem(where + ".provider", "is openai, compatible, anthropic, gemini, ollama or replay");
        return Optional.empty();
      }
      String model = text(node, "model").orElse(kind.get().usualModel());
      if (model.isEmpty()) {
        problem(where + ".model", "is needed: the name that the server calls it by");
      }
      Optional<URI> url = url(where, node, kind.get());
      Optional<String> key = key(where, node, kind.get());
      Optional<Duration> silence = time(where, node, "silence", SILENCE);
      if (url.isEmpty() || key.isEmpty() || silence.isEmpty()) {
        return Optional.empty();
      }
      String name = text(node, "name").orElse(kind.get().word() + "/" + model);
      return Optional.of(
          new ConfiguredModel(
              new Source.Asked(
                  new Endpoint(name, kind.get(), model, url.get(), key.get(), silence.get())),
              price(where, node, kind.get(), model, url.get()),
              temperatures(where, node),
              patience(where, node)));
    }

    private Optional<ConfiguredModel> replayed(String where, JsonNode node) {
      Optional<String> name = text(node, "name");
      Optional<String> recording = text(node, "recording");
      if (name.isEmpty() || recording.isEmpty()) {
        problem(where, "needs the name that was recorded, and recording, the directory");
        return Optional.empty();
      }
      return Optional.of(
          new ConfiguredModel(
              new Source.Replayed(name.get(), path(recording.get())),
              Optional.of(Price.FREE),
              temperatures(where, node),
              patience(where, node)));
    }

    private Optional<URI> url(String where, JsonNode node, ProviderKind kind) {
      String host = kind == ProviderKind.OLLAMA ? environment.getOrDefault("OLLAMA_HOST", "") : "";
      String usual =
          host.isBlank() ? kind.usualUrl() : host.contains("://") ? host : "http://" + host;
      String url = text(node, "url").orElse(usual).replaceAll("/+$", "");
      try {
        URI uri = new URI(url);
        boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (web && uri.getHost() != null && uri.getRawUserInfo() == null) {
          return Optional.of(uri);
        }
      } catch (URISyntaxException _) {
        // told below
      }
      problem(where + ".url", "is the address of the server; write http://127.0.0.1:8000/v1");
      return Optional.empty();
    }

    private Optional<String> key(String where, JsonNode node, ProviderKind kind) {
      Optional<String> keyFile = text(node, "keyFile");
      if (keyFile.isPresent()) {
        return inFile(where, path(keyFile.get()));
      }
      Optional<String> named = text(node, "keyVariable");
      String variable = named.orElse(kind.usualVariable());
      if (named.isPresent() && !OwnSecrets.isModelKey(variable)) {
        // what naosu starts runs code of others, and is given no variable of such a name
        problem(
            where + ".keyVariable",
            "is OPENAI_API_KEY, ANTHROPIC_API_KEY, GEMINI_API_KEY or begins with "
                + OwnSecrets.MODEL_KEY);
        return Optional.empty();
      }
      String key = environment.getOrDefault(variable, "").strip();
      if (key.isEmpty() && (named.isPresent() || kind.needsKey())) {
        problem(where, "has no key; set " + variable + ", or name a file that holds it: keyFile");
        return Optional.empty();
      }
      return Optional.of(key);
    }

    private Optional<String> inFile(String where, Path place) {
      try {
        String key = Files.size(place) > MOST_BYTES ? "" : Files.readString(place).strip();
        if (!key.isEmpty() && key.lines().count() == 1) {
          return Optional.of(key);
        }
        problem(where + ".keyFile", place + " holds no key; write it there, in one line");
      } catch (IOException e) {
        problem(where + ".keyFile", place + " cannot be read: " + e.getClass().getSimpleName());
      }
      return Optional.empty();
    }

    private Optional<Price> price(
        String where, JsonNode node, ProviderKind kind, String model, URI url) {
      JsonNode price = node.path("price");
      if (price.isMissingNode()) {
        boolean own =
            kind == ProviderKind.OLLAMA || url.getHost().matches("localhost|127\\.0\\.0\\.1");
        return own ? Optional.of(Price.FREE) : Prices.of(model);
      }
      known(where + ".price", price, List.of("input", "cached", "output"));
      BigDecimal input = amount(where + ".price", price, "input", BigDecimal.ZERO);
      return Optional.of(
          new Price(
              input,
              amount(where + ".price", price, "cached", input),
              amount(where + ".price", price, "output", BigDecimal.ZERO)));
    }

    private Temperatures temperatures(String where, JsonNode node) {
      JsonNode limits = node.path("temperature");
      known(where + ".temperature", limits, List.of("least", "most"));
      double least = limits.path("least").asDouble(0);
      double most = limits.path("most").asDouble(2);
      if (!(0 <= least && least <= most && most <= 2)) {
        problem(where + ".temperature", "goes from 0 to 2; write {least: 0, most: 1}");
        return new Temperatures(0, 2);
      }
      return new Temperatures(least, most);
    }

    private Patience patience(String where, JsonNode node) {
      Patience usual = Patience.usual();
      return new Patience(
          time(where, node, "timeout", usual.limit()).orElse(usual.limit()),
          (int) count(where, node, "attempts", usual.attempts()),
          usual.firstWait(),
          usual.longestWait());
    }

    private Budget.Limits incident(JsonNode node) {
      known("models.incident", node, List.of("calls", "tokens", "money", "time"));
      Budget.Limits usual = Budget.Limits.usual();
      return new Budget.Limits(
          (int) count("models.incident", node, "calls", usual.calls()),
          count("models.incident", node, "tokens", usual.tokens()),
          Money.ofDollars(amount("models.incident", node, "money", usual.money().dollars())),
          time("models.incident", node, "time", usual.time()).orElse(usual.time()));
    }

    private DayBook.Limits day(JsonNode node) {
      known("models.day", node, List.of("tokens", "money"));
      DayBook.Limits usual = DayBook.Limits.usual();
      return new DayBook.Limits(
          count("models.day", node, "tokens", usual.tokens()),
          Money.ofDollars(amount("models.day", node, "money", usual.money().dollars())));
    }

    private long count(String where, JsonNode node, String key, long usual) {
      JsonNode value = node.path(key);
      if (value.isMissingNode()) {
        return usual;
      }
      if (!value.isIntegralNumber() || value.asLong() < 1 || value.asLong() > Integer.MAX_VALUE) {
        problem(where + "." + key, "is a number from 1");
        return usual;
      }
      return value.asLong();
    }

    private BigDecimal amount(String where, JsonNode node, String key, BigDecimal usual) {
      JsonNode value = node.path(key);
      if (value.isMissingNode()) {
        return usual;
      }
      if (!value.isNumber() || value.asDouble() < 0 || value.asDouble() > 1_000_000) {
        problem(where + "." + key, "is an amount of US dollars, such as 0.50");
        return usual;
      }
      return value.decimalValue();
    }

    private Optional<Duration> time(String where, JsonNode node, String key, Duration usual) {
      Optional<String> written = text(node, key);
      Optional<Duration> time = written.map(Durations::parse).orElse(Optional.of(usual));
      if (time.isEmpty()) {
        problem(where + "." + key, "is no time; write it as 90s, 2m or 1h");
      }
      return time;
    }

    private void known(String where, JsonNode node, List<String> keys) {
      if (!node.isMissingNode() && !node.isObject()) {
        problem(where, "is a list of keys and values; see docs/models.md");
      }
      Keys.known(where + ".", node, keys, this::problem);
    }

    private static Optional<String> text(JsonNode node, String key) {
      return Optional.of(node.path(key).asText("").strip()).filter(text -> !text.isEmpty());
    }

    private Path path(String text) {
      return file.toAbsolutePath().resolveSibling(text).normalize();
    }

    private void problem(String where, String what) {
      problems.add(file.getFileName() + ": " + where + " " + what);
    }
  }
}
