package dev.naosu.app.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.app.input.Keys;
import dev.naosu.forge.ForgeAddress;
import dev.naosu.forge.ForgeKind;
import dev.naosu.machine.OwnSecrets;
import dev.naosu.oidc.WebAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// Where repairs of a service are reviewed: the section `forge` of a service.
///
/// @param address of a forge; empty for a plain repository, whose review page is naosu's own
/// @param token where the right to write there is; empty where only a publisher of somebody else
///   has it
/// @param merges whether naosu merges what is ready; else people do
/// @param pushes whether a branch is pushed where there is no forge
public record ForgeSection(
    Optional<ForgeAddress> address,
    Optional<TokenPlace> token,
    boolean merges,
    List<String> labels,
    boolean pushes) {
  private static final List<String> USUAL_LABELS = List.of("auto-fix", "self-healing");
  private static final List<String> KEYS =
      List.of("kind", "url", "repository", "tokenFile", "tokenVariable", "merge", "labels", "push");

  /// Who holds the tokens.
  public enum Tokens {
    /// A publisher that is told where they are.
    NAMED,
    /// A publisher that runs on its own, and knows better.
    ELSEWHERE
  }

  public ForgeSection {
    labels = List.copyOf(labels);
  }

  /// Writes it where a [Reader] finds the same.
  void writeTo(ObjectNode node) {
    node.put(
            "kind", address.map(each -> each.kind().name().toLowerCase(Locale.ROOT)).orElse("none"))
        .put("merge", merges ? "naosu" : "person")
        .put("push", pushes);
    ArrayNode list = node.putArray("labels");
    labels.forEach(list::add);
    address.ifPresent(
        each -> node.put("url", each.url().toString()).put("repository", each.repository()));
    token.ifPresent(
        place -> {
          switch (place) {
            case TokenPlace.InFile(Path file) -> node.put("tokenFile", file.toString());
            case TokenPlace.InVariable(String name) -> node.put("tokenVariable", name);
          }
        });
  }

  /// One pass that tells everything that is wrong.
  ///
  /// @param where the section's place, such as `services[0].forge`
  /// @param tokens who holds them
  /// @param path a path as it is written, made absolute
  /// @param problems takes a key and what is wrong with it
  public record Reader(
      String where,
      JsonNode section,
      Tokens tokens,
      Function<String, Path> path,
      Map<String, String> environment,
      BiConsumer<String, String> problems) {
    /// Empty when there is no such section, or something was told to be wrong.
    public Optional<ForgeSection> read() {
      if (section.isMissingNode()) {
        return Optional.empty();
      }
      if (!section.isObject()) {
        problems.accept(
            where, "is a list of keys and values, such as {kind: github, repository: team/shop}");
        return Optional.empty();
      }
      Keys.known(where + ".", section, KEYS, problems);
      String kind = text("kind").orElse("");
      Optional<ForgeKind> forge = ForgeKind.of(kind);
      if (forge.isEmpty() && !kind.equals("none")) {
        problems.accept(
            where + ".kind", "is github, gitlab, gitea, or none for a plain repository");
        return Optional.empty();
      }
      Optional<ForgeAddress> address = forge.flatMap(this::address);
      Optional<TokenPlace> token = forge.flatMap(this::token);
      boolean isWhole =
          forge.isEmpty()
              || address.isPresent() && (token.isPresent() || tokens == Tokens.ELSEWHERE);
      return isWhole
          ? Optional.of(new ForgeSection(address, token, merges(), labels(), pushes()))
          : Optional.empty();
    }

    private Optional<ForgeAddress> address(ForgeKind kind) {
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
      return url.isPresent() && bad.isEmpty() && repository.filter(kind::isRepository).isPresent()
          ? Optional.of(new ForgeAddress(kind, URI.create(url.get()), repository.get()))
          : Optional.empty();
    }

    private Optional<TokenPlace> token(ForgeKind kind) {
      Optional<String> file = text("tokenFile");
      Optional<String> variable = text("tokenVariable");
      if (tokens == Tokens.ELSEWHERE) {
        if (file.isPresent() || variable.isPresent()) {
          problems.accept(
              where,
              "names a token, which is the publisher's business: leave tokenFile and tokenVariable"
                  + " out here, and see that this account cannot read it");
        }
        return Optional.empty();
      }
      if (file.isPresent() == variable.isPresent()) {
        problems.accept(
            where,
            "needs one of tokenFile, a file that holds a token of "
                + kind.words()
                + ", and tokenVariable, a variable such as "
                + OwnSecrets.FORGE_TOKEN);
        return Optional.empty();
      }
      return file.isPresent()
          ? good(".tokenFile", new TokenPlace.InFile(path.apply(file.get())))
          : inVariable(variable.orElseThrow());
    }

    private Optional<TokenPlace> inVariable(String name) {
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
      return good(".tokenVariable", new TokenPlace.InVariable(name));
    }

    private Optional<TokenPlace> good(String key, TokenPlace place) {
      Optional<String> problem = place.problem(environment);
      problem.ifPresent(each -> problems.accept(where + key, each));
      return problem.isEmpty() ? Optional.of(place) : Optional.empty();
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
