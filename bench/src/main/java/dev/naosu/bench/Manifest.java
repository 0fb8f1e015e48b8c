package dev.naosu.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A list of bugs to try.
record Manifest(String name, List<Bug> bugs) {
  Manifest {
    bugs = List.copyOf(bugs);
  }

  /// What a file says, or everything that is wrong with it.
  sealed interface Reading {
    record Good(Manifest manifest) implements Reading {}

    /// @param problems each with the bug it belongs to
    record Bad(List<String> problems) implements Reading {}
  }

  static Reading read(Path file) {
    JsonNode tree;
    try {
      tree = new YAMLMapper().readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      String where = e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
      return new Reading.Bad(List.of(file + where + ": not YAML: " + e.getOriginalMessage()));
    } catch (IOException e) {
      return new Reading.Bad(List.of(file + " cannot be read: " + e.getMessage()));
    }
    return new Reader(file.toAbsolutePath().normalize().resolveSibling("")).manifest(file, tree);
  }

  /// A length of time such as `500ms`, `60s` or `5m`.
  static Optional<Duration> duration(String text) {
    Matcher matcher = DURATION.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "m" -> Duration.ofMinutes(number);
          default -> Duration.ofSeconds(number);
        });
  }

  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})\\s*(ms|s|m)");

  /// Reads, and collects what is wrong.
  private static final class Reader {
    private static final List<String> KEYS = List.of("name", "defaults", "bugs");
    private static final List<String> BUG_KEYS =
        List.of(
            "id",
            "group",
            "directory",
            "git",
            "revision",
            "apply",
            "reverse",
            "include",
            "exclude",
            "move",
            "project",
            "failing",
            "budget",
            "reference",
            "heldOut");

    private final Path base;
    private final List<String> problems = new ArrayList<>();
    private String place = "manifest";
    private String name = "";

    Reader(Path base) {
      this.base = base;
    }

    Reading manifest(Path file, JsonNode tree) {
      if (!tree.isObject() || !tree.path("bugs").isArray()) {
        return new Reading.Bad(List.of(file + ": a manifest has a name and a list of bugs"));
      }
      known(tree, KEYS);
      name = tree.path("name").asText(file.toString());
      JsonNode defaults = tree.path("defaults");
      if (!defaults.isMissingNode() && !defaults.isObject()) {
        problem("defaults", "has the fields of a bug");
      }
      known(defaults, BUG_KEYS);
      List<Bug> bugs = new ArrayList<>();
      Set<String> ids = new HashSet<>();
      int number = 0;
      for (JsonNode node : tree.path("bugs")) {
        number++;
        place = "bug " + node.path("id").asText("number " + number);
        if (!node.isObject() || node.path("id").asText("").isBlank()) {
          problem("id", "missing; each bug is a list of keys and values with an id");
          continue;
        }
        known(node, BUG_KEYS);
        if (!ids.add(node.path("id").asText())) {
          problem("id", "used twice");
        }
        bug(merged(defaults, (ObjectNode) node)).ifPresent(bugs::add);
      }
      place = "manifest";
      if (bugs.isEmpty() && problems.isEmpty()) {
        problem("bugs", "there is none");
      }
      return problems.isEmpty()
          ? new Reading.Good(new Manifest(name, bugs))
          : new Reading.Bad(problems);
    }

    /// Fields of the bug win; `project` is merged field by field.
    private static ObjectNode merged(JsonNode defaults, ObjectNode bug) {
      ObjectNode all = bug.objectNode();
      if (defaults instanceof ObjectNode given) {
        all.setAll(given);
      }
      all.setAll(bug);
      if (defaults.path("project") instanceof ObjectNode usual
          && bug.path("project") instanceof ObjectNode own) {
        ObjectNode project = usual.deepCopy();
        project.setAll(own);
        all.set("project", project);
      }
      return all;
    }

    private Optional<Bug> bug(JsonNode node) {
      int before = problems.size();
      Optional<Bug.Origin> origin = origin(node);
      Optional<Duration> budget = Optional.empty();
      if (node.hasNonNull("budget")) {
        budget = duration(node.path("budget").asText());
        if (budget.isEmpty()) {
          problem("budget", "should be a time such as 60s or 5m");
        }
      }
      Optional<JsonNode> project = Optional.ofNullable(node.get("project"));
      if (project.isPresent() && !project.get().isObject()) {
        problem("project", "has the fields of naosu.yml");
      }
      Optional<Bug.Reference> reference = reference(node, origin);
      List<Bug.HeldOut> heldOut = heldOut(node.path("heldOut"));
      List<String> include = strings(node, "include");
      List<String> exclude = strings(node, "exclude");
      List<String> failing = strings(node, "failing");
      if (problems.size() > before || origin.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          new Bug(
              node.path("id").asText(),
              node.path("group").asText(name),
              origin.get(),
              include,
              exclude,
              texts(node.path("move")),
              project,
              failing,
              budget,
              reference,
              heldOut));
    }

    private Optional<Bug.Origin> origin(JsonNode node) {
      boolean directory = node.hasNonNull("directory");
      boolean git = node.hasNonNull("git");
      if (directory == git) {
        problem("directory", "give either directory, or git and revision");
        return Optional.empty();
      }
      if (directory) {
        Path path = base.resolve(node.path("directory").asText()).normalize();
        if (!Files.isDirectory(path)) {
          problem("directory", "there is no directory " + path);
        }
        return Optional.of(new Bug.Origin.Directory(path));
      }
      String repository = node.path("git").asText();
      boolean url = repository.contains("://") || repository.matches("[\\w.-]+@[\\w.-]+:.*");
      Path local = base.resolve(repository).normalize();
      if (!url && !Files.isDirectory(local)) {
        problem("git", "there is no directory " + local);
      }
      if (!node.hasNonNull("revision")) {
        problem("revision", "missing; git needs one");
      }
      if (node.hasNonNull("apply") && node.hasNonNull("reverse")) {
        problem("apply", "give apply or reverse, not both");
      }
      return Optional.of(
          new Bug.Origin.Revision(
              url ? repository : local.toString(),
              node.path("revision").asText(),
              patch(node, "apply").or(() -> patch(node, "reverse"))));
    }

    private Optional<Bug.PatchFile> patch(JsonNode node, String key) {
      if (!node.hasNonNull(key)) {
        return Optional.empty();
      }
      Path path = base.resolve(node.path(key).asText()).normalize();
      if (!Files.isRegularFile(path)) {
        problem(key, "there is no file " + path);
      }
      return Optional.of(new Bug.PatchFile(path, key.equals("reverse")));
    }

    private Optional<Bug.Reference> reference(JsonNode bug, Optional<Bug.Origin> origin) {
      JsonNode node = bug.path("reference");
      if (node.isMissingNode() || node.isNull()) {
        return Optional.empty();
      }
      known(node, List.of("files", "replace", "revision", "apply", "reverse"));
      if (node.hasNonNull("revision")) {
        if (origin.isPresent() && origin.get() instanceof Bug.Origin.Directory) {
          problem("reference", "a revision needs a bug from git");
        }
        return Optional.of(new Bug.Reference.Revision(node.path("revision").asText()));
      }
      Optional<Bug.PatchFile> patch = patch(node, "apply").or(() -> patch(node, "reverse"));
      if (patch.isPresent()) {
        return Optional.of(new Bug.Reference.Patched(patch.get()));
      }
      Map<String, Path> files = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> entry : node.path("files").properties()) {
        Path path = base.resolve(entry.getValue().asText()).normalize();
        if (!Files.isRegularFile(path) && origin.isPresent()) {
          path =
              origin.get() instanceof Bug.Origin.Directory(Path directory)
                  ? directory.resolve(entry.getValue().asText()).normalize()
                  : path;
        }
        if (!Files.isRegularFile(path)) {
          problem("reference", "there is no file " + path);
        }
        files.put(entry.getKey(), path);
      }
      if (files.isEmpty()) {
        problem("reference", "give files, revision, apply or reverse");
      }
      return Optional.of(new Bug.Reference.Files(files, texts(node.path("replace"))));
    }

    private static Map<String, String> texts(JsonNode node) {
      Map<String, String> texts = new LinkedHashMap<>();
      node.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
      return texts;
    }

    private List<Bug.HeldOut> heldOut(JsonNode node) {
      List<Bug.HeldOut> heldOut = new ArrayList<>();
      if (!node.isMissingNode() && !node.isObject()) {
        problem("heldOut", "has paths in the project, each with the file to put there");
      }
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        Path path = base.resolve(entry.getValue().asText()).normalize();
        if (!Files.exists(path)) {
          problem("heldOut", "there is no " + path);
        }
        heldOut.add(new Bug.HeldOut(path, entry.getKey()));
      }
      return heldOut;
    }

    private List<String> strings(JsonNode node, String key) {
      JsonNode value = node.path(key);
      if (value.isMissingNode() || value.isNull()) {
        return List.of();
      }
      if (value.isTextual()) {
        return List.of(value.asText());
      }
      List<String> strings = new ArrayList<>();
      value.forEach(each -> strings.add(each.asText()));
      if (!value.isArray()) {
        problem(key, "should be a list of texts");
      }
      return strings;
    }

    private void known(JsonNode node, List<String> keys) {
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        if (!keys.contains(entry.getKey())) {
          problem(entry.getKey(), "unknown; known are " + String.join(", ", keys));
        }
      }
    }

    private void problem(String key, String what) {
      problems.add(place + ": " + key + ": " + what);
    }
  }
}
