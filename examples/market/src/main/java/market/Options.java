package market;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Words of a command line, {@code --name value}; one may be given several times. */
public final class Options {
  private final Map<String, List<String>> values = new LinkedHashMap<>();

  private Options() {}

  /**
   * Reads them.
   *
   * @param from the first that is an option
   */
  public static Options of(String[] arguments, int from) {
    Options options = new Options();
    for (int i = from; i < arguments.length; i += 2) {
      if (!arguments[i].startsWith("--") || i + 1 == arguments.length) {
        throw new IllegalArgumentException("--name value expected, found " + arguments[i]);
      }
      options
          .values
          .computeIfAbsent(arguments[i].substring(2), name -> new ArrayList<>())
          .add(arguments[i + 1]);
    }
    return options;
  }

  public Optional<String> text(String name) {
    List<String> given = values.getOrDefault(name, List.of());
    return given.isEmpty() ? Optional.empty() : Optional.of(given.get(given.size() - 1));
  }

  public int number(String name, int usual) {
    return text(name).map(Integer::parseInt).orElse(usual);
  }

  public boolean isOn(String name) {
    return text(name).filter("yes"::equals).isPresent();
  }

  String version() {
    return text("version").orElse("v1");
  }

  /** Made when it is not there; a temporary one when none is named. */
  Path directory(String name, String service) throws IOException {
    Optional<String> given = text(name);
    return given.isPresent()
        ? Files.createDirectories(Path.of(given.get()))
        : Files.createTempDirectory("market-" + service);
  }

  /** Where other services are: {@code --link store=http://localhost:9001}. */
  public Map<String, URI> links() {
    Map<String, URI> links = new LinkedHashMap<>();
    for (String link : values.getOrDefault("link", List.of())) {
      int equals = link.indexOf('=');
      links.put(link.substring(0, equals), URI.create(link.substring(equals + 1)));
    }
    return links;
  }
}
