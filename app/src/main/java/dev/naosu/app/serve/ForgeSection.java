package dev.naosu.app.serve;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.forge.ForgeAccess;
import dev.naosu.forge.ForgeKind;
import dev.naosu.machine.OwnSecrets;
import dev.naosu.oidc.WebAddress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// Where repairs of a service are reviewed: the section `forge` of a service.
///
/// @param access to a forge; empty for a plain repository, whose review page is naosu's own
/// @param merges whether naosu merges what is ready; else people do
/// @param pushes whether a branch is pushed where there is no forge
public record ForgeSection(
    Optional<ForgeAccess> access, boolean merges, List<String> labels, boolean pushes) {
  private static final List<String> USUAL_LABELS = List.of("auto-fix", "self-healing");
  private static final List<String> KEYS =
      List.of("kind", "url", "repository", "tokenFile", "tokenVariable", "merge", "labels", "push");
  private static final int MOST_BYTES = 4096;

  public ForgeSection {
    labels = List.copyOf(labels);
  }

  /// One pass that tells everything that is wrong.
  ///
  /// @param where the section's place, such as `services[0].forge`
  /// @param path a path as it is written, made absolute
  /// @param problems takes a key and what is wrong with it
  record Reader(
      String where,
      JsonNode section,
      Function<String, Path> path,
      Map<String, String> environment,
      BiConsumer<String, String> problems) {
    /// Empty when there is no such section, or something was told to be wrong.
    Optional<ForgeSection> read() {
      if (section.isMissingNode()) {
        return Optional.empty();
      }
      if (!section.isObject()) {
        problems.accept(
            where, "is a list of keys and values, such as {kind: github, repository: team/shop}");
        return Optional.empty();
      }
      section
          .fieldNames()
          .forEachRemaining(
              name -> {
                if (!KEYS.contains(name)) {
                  problems.accept(
                      where + "." + name,
                      "is not known; the keys here are " + String.join(", ", KEYS));
                }
              });
      String kind = text("kind").orElse("");
      Optional<ForgeKind> forge = ForgeKind.of(kind);
      if (forge.isEmpty() && !kind.equals("none")) {
        problems.accept(
            where + ".kind", "is github, gitlab, gitea, or none for a plain repository");
        return Optional.empty();
      }
      Optional<ForgeAccess> access = forge.flatMap(this::access);
      return forge.isPresent() && access.isEmpty()
          ? Optional.empty()
          : Optional.of(new ForgeSection(access, merges(), labels(), pushes()));
    }

    private Optional<ForgeAccess> access(ForgeKind kind) {
      Optional<String> url = text("url").map(each -> each.replaceAll("/+$", "")).or(kind::usualUrl);
      if (url.isEmpty()) {
        problems.accept(where + ".url", "is needed: where the pages of your Gitea are");
      }
      Optional<String> bad = url.flatMap(WebAddress::problem);
      bad.ifPresent(each -> problems.accept(where + ".url", each));
      Optional<String> repository = text("repository");
      if (repository.filter(kind::isRepository).isEmpty()) {
        problems.accept(
            where + ".repository", "is what " + kind.words() + " calls it; write team/shop");
      }
      Optional<String> token = token(kind);
      return url.isPresent()
              && bad.isEmpty()
              && repository.filter(kind::isRepository).isPresent()
              && token.isPresent()
          ? Optional.of(new ForgeAccess(kind, URI.create(url.get()), repository.get(), token.get()))
          : Optional.empty();
    }

    private Optional<String> token(ForgeKind kind) {
      Optional<String> file = text("tokenFile");
      Optional<String> variable = text("tokenVariable");
      if (file.isPresent() == variable.isPresent()) {
        problems.accept(
            where,
            "needs one of tokenFile, a file that holds a token of "
                + kind.words()
                + ", and tokenVariable, a variable such as "
                + OwnSecrets.FORGE_TOKEN);
        return Optional.empty();
      }
      return file.isPresent() ? inFile(file.get()) : inVariable(variable.orElseThrow());
    }

    private Optional<String> inVariable(String name) {
      // what naosu starts runs code of others, and is given no variable of this name
      if (!name.startsWith(OwnSecrets.FORGE_TOKEN)) {
        problems.accept(
            where + ".tokenVariable",
            "begins with "
                + OwnSecrets.FORGE_TOKEN
                + ", such as "
                + OwnSecrets.FORGE_TOKEN
                + "_SHOP");
        return Optional.empty();
      }
      Optional<String> token =
          Optional.ofNullable(environment.get(name)).map(String::strip).filter(this::isToken);
      if (token.isEmpty()) {
        problems.accept(where + ".tokenVariable", "names " + name + ", which holds no token");
      }
      return token;
    }

    private Optional<String> inFile(String file) {
      Path place = path.apply(file);
      try {
        Optional<String> token =
            Files.size(place) > MOST_BYTES
                ? Optional.empty()
                : Optional.of(Files.readString(place).strip()).filter(this::isToken);
        if (token.isEmpty()) {
          problems.accept(
              where + ".tokenFile", place + " holds no token; write it there, in one line");
        }
        return token;
      } catch (IOException e) {
        problems.accept(
            where + ".tokenFile", place + " cannot be read: " + e.getClass().getSimpleName());
        return Optional.empty();
      }
    }

    private boolean isToken(String text) {
      return text.matches("[\\x21-\\x7e]+");
    }

    private boolean merges() {
      String merge = text("merge").orElse("person");
      if (!merge.equals("person") && !merge.equals("naosu")) {
        problems.accept(where + ".merge", "is person, or naosu");
      }
      return merge.equals("naosu");
    }

    private boolean pushes() {
      JsonNode push = section.path("push");
      if (!push.isMissingNode() && !push.isBoolean()) {
        problems.accept(where + ".push", "is true or false");
      }
      return push.asBoolean(true);
    }

    private List<String> labels() {
      JsonNode list = section.path("labels");
      if (list.isMissingNode()) {
        return USUAL_LABELS;
      }
      List<String> labels = new ArrayList<>();
      list.forEach(each -> labels.add(each.asText()));
      if (!list.isArray()
          || !labels.stream().allMatch(each -> each.matches("[^,\\p{Cntrl}]{1,50}"))) {
        problems.accept(where + ".labels", "is a list of labels, such as [auto-fix]");
      }
      return labels;
    }

    private Optional<String> text(String key) {
      JsonNode value = section.path(key);
      if (value.isMissingNode() || value.isNull()) {
        return Optional.empty();
      }
      if (!value.isValueNode() || value.asText().isBlank()) {
        problems.accept(where + "." + key, "should be a text");
        return Optional.empty();
      }
      return Optional.of(value.asText().strip());
    }
  }
}
