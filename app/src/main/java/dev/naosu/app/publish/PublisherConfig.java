package dev.naosu.app.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.naosu.app.input.WrittenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a publisher is told in its file: which repositories it may push to, and where its tokens
/// are. It holds no token itself.
///
/// @param socket where it answers
/// @param data directory for its mirrors and its book
/// @param users names of accounts that may ask beside its own
public record PublisherConfig(Path socket, Path data, List<String> users, List<Service> services) {
  public PublisherConfig {
    users = List.copyOf(users);
    services = List.copyOf(services);
  }

  /// A repository that may be pushed to.
  ///
  /// @param repository an absolute path, or a URL that git understands
  /// @param branch what is deployed
  /// @param directory of the project within the repository; empty for its root
  /// @param forge where repairs are reviewed; empty where they are delivered as branches
  /// @param merge whether the deployed branch may go on to a repair that was promoted
  public record Service(
      String name,
      String repository,
      String branch,
      String directory,
      Optional<ForgeSection> forge,
      boolean merge) {}

  /// What the file says, or everything that is wrong with it.
  public sealed interface Reading {
    record Good(PublisherConfig config) implements Reading {}

    /// @param problems each with its place and remedy
    record Bad(List<String> problems) implements Reading {
      public Bad {
        problems = List.copyOf(problems);
      }
    }
  }

  /// Where the mirror of a service is kept.
  public Path mirror(String service) {
    return data.resolve("mirrors").resolve(service.replaceAll("[^\\w.-]", "_") + ".git");
  }

  /// Names of the variables that hold tokens.
  public Set<String> variables() {
    Set<String> names = new HashSet<>();
    for (Service each : services) {
      each.forge()
          .flatMap(ForgeSection::token)
          .ifPresent(
              token -> {
                switch (token) {
                  case TokenPlace.InVariable(String name) -> names.add(name);
                  case TokenPlace.InFile _ -> {
                    // a file is read by whoever may read it
                  }
                }
              });
    }
    return names;
  }

  /// Writes it where [#read] finds the same.
  public void write(Path file) throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode root = json.createObjectNode();
    root.put("socket", socket.toString()).put("data", data.toString());
    ArrayNode names = root.putArray("users");
    users.forEach(names::add);
    ArrayNode list = root.putArray("services");
    for (Service each : services) {
      ObjectNode node = list.addObject();
      node.put("name", each.name())
          .put("repository", each.repository())
          .put("branch", each.branch())
          .put("merge", each.merge());
      if (!each.directory().isEmpty()) {
        node.put("directory", each.directory());
      }
      each.forge().ifPresent(forge -> forge.writeTo(node.putObject("forge")));
    }
    Files.writeString(file, json.writerWithDefaultPrettyPrinter().writeValueAsString(root));
  }

  /// Reads a file; paths in it are relative to its directory.
  ///
  /// @param environment may hold tokens, which are not read here
  public static Reading read(Path file, Map<String, String> environment) {
    try {
      JsonNode tree = new YAMLMapper().readTree(Files.readString(file));
      if (tree == null || !tree.isObject()) {
        return new Reading.Bad(
            List.of(file + " is not a list of keys and values; see docs/publisher.md"));
      }
      return new Reader(file, tree, environment).read();
    } catch (JsonProcessingException e) {
      return new Reading.Bad(
          List.of(file + ": not YAML: " + e.getOriginalMessage().lines().findFirst().orElse("")));
    } catch (IOException e) {
      return new Reading.Bad(List.of(file + " cannot be read: " + e.getMessage()));
    }
  }

  /// One pass over a file that notes everything that is wrong.
  private static final class Reader {
    private static final List<String> KEYS = List.of("socket", "data", "users", "services");
    private static final List<String> SERVICE =
        List.of("name", "repository", "branch", "directory", "forge", "merge");

    private final WrittenFile written;
    private final JsonNode tree;
    private final Map<String, String> environment;

    Reader(Path file, JsonNode tree, Map<String, String> environment) {
      this.written = new WrittenFile(file);
      this.tree = tree;
      this.environment = environment;
    }

    Reading read() {
      written.known("", tree, KEYS);
      Optional<Path> socket = written.text(tree, "", "socket").map(written::path);
      Optional<Path> data = written.text(tree, "", "data").map(written::path);
      if (socket.isEmpty()) {
        written.problem(
            "socket", "is needed: a path of at most 100 letters, such as /run/naosu/door");
      }
      if (data.isEmpty()) {
        written.problem("data", "is needed: a directory, such as /var/lib/naosu-publisher");
      }
      List<String> users = new ArrayList<>();
      tree.path("users").forEach(each -> users.add(each.asText()));
      List<Service> services = services();
      return written.problems().isEmpty()
          ? new Reading.Good(
              new PublisherConfig(socket.orElseThrow(), data.orElseThrow(), users, services))
          : new Reading.Bad(written.problems());
    }

    private List<Service> services() {
      List<Service> services = new ArrayList<>();
      Set<String> names = new HashSet<>();
      int number = 0;
      for (JsonNode node : tree.path("services")) {
        String where = "services[" + number++ + "]";
        written.known(where + ".", node, SERVICE);
        Optional<String> name = written.text(node, where + ".", "name");
        Optional<String> repository = written.text(node, where + ".", "repository");
        if (name.isEmpty() || repository.isEmpty()) {
          written.problem(where, "needs a name and a repository");
        } else if (!names.add(name.get())) {
          written.problem(where, "is a second service called " + name.get());
        } else {
          services.add(
              new Service(
                  name.get(),
                  written.location(repository.get()),
                  written.text(node, where + ".", "branch").orElse("main"),
                  written
                      .text(node, where + ".", "directory")
                      .filter(path -> !path.equals("."))
                      .orElse(""),
                  new ForgeSection.Reader(
                          where + ".forge",
                          node.path("forge"),
                          ForgeSection.Tokens.NAMED,
                          written::path,
                          environment,
                          written::problem)
                      .read(),
                  node.path("merge").asBoolean(false)));
        }
      }
      if (services.isEmpty() && written.problems().isEmpty()) {
        written.problem("services", "names no repository that could be pushed to");
      }
      return services;
    }
  }
}
