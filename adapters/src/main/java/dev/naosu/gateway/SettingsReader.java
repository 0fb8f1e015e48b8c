package dev.naosu.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.gateway.GatewaySettings.Capture;
import dev.naosu.gateway.GatewaySettings.Health;
import dev.naosu.gateway.GatewaySettings.Listen;
import dev.naosu.gateway.GatewaySettings.Steering;
import dev.naosu.gateway.GatewaySettings.Sticky;
import dev.naosu.gateway.GatewaySettings.Tell;
import dev.naosu.gateway.GatewaySettings.Times;
import dev.naosu.gateway.GatewaySettings.Tls;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what a file says about a gateway, in one pass that tells everything that is wrong.
///
/// @param node of the gateway
/// @param path a path as it is written, made absolute
/// @param problems takes a key and what is wrong with it
public record SettingsReader(
    JsonNode node, Function<String, Path> path, BiConsumer<String, String> problems) {
  private static final List<String> KEYS =
      List.of(
          "service",
          "listen",
          "control",
          "directory",
          "tls",
          "times",
          "headerBytes",
          "versionHeader",
          "sticky",
          "health",
          "trustsForwarded",
          "tellsVersion",
          "capture",
          "tell");
  private static final Pattern TIME = Pattern.compile("(\\d{1,7})(ms|s|m|h)");
  private static final String HEADER = "header:";
  private static final int MOST_PORT = 65_535;
  private static final int LEAST_HEADER_BYTES = 1024;
  private static final int MOST_HEADER_BYTES = 1 << 20;
  private static final int MOST_BODY_BYTES = 1 << 20;
  private static final int MOST_REQUESTS = 100_000;

  /// @param service whose gateway it is, where the file does not say that
  /// @param directory of what it keeps, where the file does not say that
  /// @return empty when something was told to be wrong
  public Optional<GatewaySettings> read(Optional<String> service, Optional<Path> directory) {
    if (!node.isObject()) {
      problem("", "is a list of keys and values, such as listen: 0.0.0.0:8080");
      return Optional.empty();
    }
    known("", node, KEYS);
    Counting counted = new Counting(problems);
    SettingsReader reader = new SettingsReader(node, path, counted);
    GatewaySettings settings = reader.settings(service, directory);
    return counted.isGood() ? Optional.of(settings) : Optional.empty();
  }

  /// Passes problems on, and knows whether there were any.
  private static final class Counting implements BiConsumer<String, String> {
    private final BiConsumer<String, String> problems;
    private final List<String> told = new ArrayList<>();

    Counting(BiConsumer<String, String> problems) {
      this.problems = problems;
    }

    @Override
    public void accept(String key, String problem) {
      told.add(key);
      problems.accept(key, problem);
    }

    boolean isGood() {
      return told.isEmpty();
    }
  }

  private GatewaySettings settings(Optional<String> service, Optional<Path> directory) {
    Optional<String> name = text(node, "", "service").or(() -> service);
    if (name.isEmpty()) {
      problem("service", "is needed: the name of the service, as signals call it");
    }
    Optional<String> listens = text(node, "", "listen");
    if (listens.isEmpty()) {
      problem("listen", "is needed: where the service is reached, such as 0.0.0.0:8080");
    }
    Optional<Path> keeps = text(node, "", "directory").map(path).or(() -> directory);
    if (keeps.isEmpty()) {
      problem("directory", "is needed: where routing and token are kept");
    }
    GatewaySettings usual =
        GatewaySettings.usual(
            name.orElse(""),
            listens.map(each -> listen("listen", each)).orElse(new Listen("127.0.0.1", 0)),
            keeps.orElse(Path.of("")));
    return new GatewaySettings(
        usual.service(),
        usual.listen(),
        text(node, "", "control").map(each -> listen("control", each)).orElse(usual.control()),
        usual.directory(),
        tls(),
        times(usual.times()),
        number(node, "", "headerBytes", usual.headerBytes(), LEAST_HEADER_BYTES, MOST_HEADER_BYTES),
        steering(usual.steering()),
        sticky(),
        health(),
        flag(node, "", "trustsForwarded", usual.trustsForwarded()),
        flag(node, "", "tellsVersion", usual.tellsVersion()),
        capture(usual.capture()),
        tell());
  }

  private Listen listen(String key, String text) {
    int colon = text.lastIndexOf(':');
    String digits = text.substring(colon + 1);
    boolean good = digits.matches("\\d{1,5}") && Integer.parseInt(digits) <= MOST_PORT;
    if (!good) {
      problem(key, "has no port; write it as 127.0.0.1:8080");
    }
    String host = colon <= 0 ? "127.0.0.1" : text.substring(0, colon);
    return new Listen(host.replaceAll("^\\[(.*)]$", "$1"), good ? Integer.parseInt(digits) : 0);
  }

  private Optional<Tls> tls() {
    JsonNode section = node.path("tls");
    if (section.isMissingNode()) {
      return Optional.empty();
    }
    known("tls.", section, List.of("certificate", "key"));
    Optional<Path> certificate = file(section, "tls.", "certificate");
    Optional<Path> key = file(section, "tls.", "key");
    return certificate.isPresent() && key.isPresent()
        ? Optional.of(new Tls(certificate.get(), key.get()))
        : Optional.empty();
  }

  private Optional<Path> file(JsonNode section, String prefix, String key) {
    Optional<Path> file = text(section, prefix, key).map(path);
    if (file.isEmpty()) {
      problem(prefix + key, "is needed: a file in PEM");
    } else if (!Files.isReadable(file.get())) {
      problem(prefix + key, file.get() + " cannot be read");
      return Optional.empty();
    }
    return file;
  }

  private Times times(Times usual) {
    JsonNode section = node.path("times");
    known("times.", section, List.of("connect", "idle", "whole", "draining"));
    return new Times(
        time(section, "times.", "connect", usual.connect()),
        time(section, "times.", "idle", usual.idle()),
        time(section, "times.", "whole", usual.whole()),
        time(section, "times.", "draining", usual.draining()));
  }

  private Duration time(JsonNode section, String prefix, String key, Duration usual) {
    Optional<String> text = text(section, prefix, key);
    if (text.isEmpty()) {
      return usual;
    }
    Matcher time = TIME.matcher(text.get());
    if (!time.matches() || Long.parseLong(time.group(1)) == 0) {
      problem(prefix + key, text.get() + " is no time; write it as 500ms, 2s, 10m or 1h");
      return usual;
    }
    long count = Long.parseLong(time.group(1));
    Duration duration =
        switch (time.group(2)) {
          case "ms" -> Duration.ofMillis(count);
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          default -> Duration.ofHours(count);
        };
    if (duration.compareTo(Duration.ofDays(7)) > 0) {
      problem(prefix + key, "is longer than a week; write less");
      return usual;
    }
    return duration;
  }

  private Steering steering(Steering usual) {
    Optional<String> word = text(node, "", "versionHeader");
    if (word.isEmpty()) {
      return usual;
    }
    return switch (word.get()) {
      case "never", "false" -> Steering.NEVER;
      case "loopback" -> Steering.LOOPBACK;
      case "always", "true" -> Steering.ALWAYS;
      default -> {
        problem("versionHeader", "is never, loopback or always");
        yield usual;
      }
    };
  }

  private Sticky sticky() {
    String word = text(node, "", "sticky").orElse("none");
    if (word.startsWith(HEADER)) {
      String name = word.substring(HEADER.length()).strip().toLowerCase(Locale.ROOT);
      if (name.matches("[!#$%&'*+.^_`|~0-9a-z-]+")) {
        return new Sticky(Sticky.Kind.HEADER, name);
      }
    }
    return switch (word) {
      case "none", "false" -> Sticky.NONE;
      case "cookie" -> new Sticky(Sticky.Kind.COOKIE, "");
      case "address" -> new Sticky(Sticky.Kind.ADDRESS, "");
      default -> {
        problem("sticky", "is none, cookie, address, or a header as header:X-User");
        yield Sticky.NONE;
      }
    };
  }

  private Optional<Health> health() {
    JsonNode section = node.path("health");
    if (section.isMissingNode()) {
      return Optional.empty();
    }
    known("health.", section, List.of("path", "every", "within"));
    Optional<String> where = text(section, "health.", "path");
    if (where.filter(each -> each.startsWith("/")).isEmpty()) {
      problem("health.path", "is needed: a page such as /health");
    }
    return Optional.of(
        new Health(
            where.orElse("/"),
            time(section, "health.", "every", Duration.ofSeconds(5)),
            time(section, "health.", "within", Duration.ofSeconds(2))));
  }

  private Capture capture(Capture usual) {
    JsonNode section = node.path("capture");
    if (section.isBoolean()) {
      return section.asBoolean() ? usual : Capture.NONE;
    }
    known(
        "capture.",
        section,
        List.of("requests", "bodyBytes", "bytes", "goodPerSecond", "emailAddresses"));
    String prefix = "capture.";
    return new Capture(
        number(section, prefix, "requests", usual.requests(), 0, MOST_REQUESTS),
        number(section, prefix, "bodyBytes", usual.bodyBytes(), 0, MOST_BODY_BYTES),
        number(section, prefix, "bytes", Math.toIntExact(usual.bytes()), 0, Integer.MAX_VALUE),
        number(section, prefix, "goodPerSecond", usual.goodPerSecond(), 0, 1_000),
        flag(section, prefix, "emailAddresses", usual.emailAddresses()));
  }

  private Optional<Tell> tell() {
    JsonNode section = node.path("tell");
    if (section.isMissingNode()) {
      return Optional.empty();
    }
    known("tell.", section, List.of("naosu", "tokenFile"));
    Optional<String> naosu = text(section, "tell.", "naosu");
    Optional<Path> token = text(section, "tell.", "tokenFile").map(path);
    if (naosu.filter(each -> each.matches("https?://[^/?#]+/?")).isEmpty()) {
      problem("tell.naosu", "is needed: the address of naosu, such as http://127.0.0.1:8420");
      return Optional.empty();
    }
    if (token.isEmpty()) {
      problem("tell.tokenFile", "is needed: a file with a token of naosu that may send signals");
    }
    return token.map(each -> new Tell(URI.create(naosu.get()), each));
  }

  private int number(JsonNode section, String prefix, String key, int usual, int least, int most) {
    JsonNode value = section.path(key);
    if (value.isMissingNode()) {
      return usual;
    }
    if (!value.isInt() || value.asInt() < least || value.asInt() > most) {
      problem(prefix + key, "should be a whole number from " + least + " to " + most);
      return usual;
    }
    return value.asInt();
  }

  private boolean flag(JsonNode section, String prefix, String key, boolean usual) {
    JsonNode value = section.path(key);
    if (value.isMissingNode()) {
      return usual;
    }
    if (!value.isBoolean()) {
      problem(prefix + key, "should be true or false");
      return usual;
    }
    return value.asBoolean();
  }

  private Optional<String> text(JsonNode section, String prefix, String key) {
    JsonNode value = section.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isValueNode() || value.asText().isBlank()) {
      problem(prefix + key, "should be a text");
      return Optional.empty();
    }
    return Optional.of(value.asText().strip());
  }

  private void known(String prefix, JsonNode section, List<String> keys) {
    section
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!keys.contains(name)) {
                problem(
                    prefix + name, "is not known; the keys here are " + String.join(", ", keys));
              }
            });
  }

  private void problem(String where, String what) {
    problems.accept(where, what);
  }
}
