package dev.naosu.app.serve;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.access.GroupRoles;
import dev.naosu.access.Role;
import dev.naosu.app.input.Keys;
import dev.naosu.oidc.Registration;
import dev.naosu.oidc.WebAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// What the file of a server says about signing in at an OpenID provider.
///
/// @param roles which groups of the provider give which role here
/// @param label of the button that leads there
public record OidcSection(Registration registration, GroupRoles roles, String label) {
  /// Holds the secret where the file should not.
  static final String SECRET = "NAOSU_OIDC_SECRET";

  /// Where browsers come back to, below the public address.
  private static final String BACK = "/login/sso/back";

  private static final List<String> KEYS =
      List.of("issuer", "client", "secret", "secretFile", "scopes", "name", "label", "roles");
  private static final List<String> ROLES = List.of("claim", "map", "default");
  private static final String USUAL_NAME = "preferred_username";
  private static final String USUAL_GROUPS = "groups";
  private static final List<String> USUAL_SCOPES = List.of("profile", "email");
  private static final String USUAL_LABEL = "Sign in with your organisation";
  private static final int MOST_LABEL = 60;

  /// One pass over the section that tells everything that is wrong.
  ///
  /// @param path a path as it is written, made absolute
  /// @param problems takes a key and what is wrong with it
  record Reader(
      JsonNode node,
      Function<String, Path> path,
      Map<String, String> environment,
      BiConsumer<String, String> problems) {
    /// @param address that people reach naosu at; empty when that is not said
    /// @return empty when something was told to be wrong
    Optional<OidcSection> read(Optional<String> address) {
      if (!node.isObject()) {
        problem("", "is a list of keys and values; see docs/serve.md");
        return Optional.empty();
      }
      known("", node, KEYS);
      Optional<String> issuer = demanded("issuer", "the address of the provider");
      issuer.flatMap(WebAddress::problem).ifPresent(each -> problem(".issuer", each));
      Optional<String> client = demanded("client", "the id that the provider gave to naosu");
      Optional<String> secret = secret();
      if (address.isEmpty()) {
        problems.accept(
            "publicAddress",
            "is needed for oidc: the address that people open, such as https://naosu.example.org;"
                + " register it at the provider with "
                + BACK
                + " behind it");
      }
      GroupRoles roles = roles(node.path("roles"));
      Registration registration =
          new Registration(
              issuer.orElse(""),
              client.orElse(""),
              secret.orElse(""),
              address.orElse("") + BACK,
              scopes(),
              text(node, "", "name").orElse(USUAL_NAME),
              text(node.path("roles"), ".roles", "claim").orElse(USUAL_GROUPS));
      String label = text(node, "", "label").orElse(USUAL_LABEL);
      if (label.length() > MOST_LABEL) {
        problem(".label", "is longer than " + MOST_LABEL + " letters; shorten it");
      }
      return issuer.isPresent() && client.isPresent() && secret.isPresent() && address.isPresent()
          ? Optional.of(new OidcSection(registration, roles, label))
          : Optional.empty();
    }

    private Optional<String> secret() {
      return new SecretText(node, path, this::problem)
          .read("the secret that the provider gave to naosu", SECRET, environment);
    }

    private GroupRoles roles(JsonNode section) {
      known(".roles", section, ROLES);
      Map<String, Role> map = new HashMap<>();
      JsonNode groups = section.path("map");
      if (!groups.isMissingNode() && !groups.isObject()) {
        problem(".roles.map", "is written as group: role");
      }
      for (Map.Entry<String, JsonNode> each : groups.properties()) {
        role(".roles.map." + each.getKey(), each.getValue())
            .ifPresent(role -> map.put(each.getKey(), role));
      }
      JsonNode usual = section.path("default");
      Optional<Role> otherwise =
          usual.isMissingNode() ? Optional.empty() : role(".roles.default", usual);
      if (groups.isEmpty() && usual.isMissingNode()) {
        problem(
            ".roles",
            "lets nobody in; write map: {group: viewer} with groups of the provider, or default:"
                + " viewer for everybody");
      }
      return new GroupRoles(map, otherwise);
    }

    private Optional<Role> role(String where, JsonNode word) {
      Optional<Role> role = Role.of(word.asText());
      if (role.isEmpty()) {
        problem(where, "is no role; the roles are viewer, operator, approver, admin");
      }
      return role;
    }

    private List<String> scopes() {
      JsonNode list = node.path("scopes");
      if (list.isMissingNode()) {
        return USUAL_SCOPES;
      }
      List<String> scopes = new ArrayList<>();
      list.forEach(each -> scopes.add(each.asText()));
      if (!list.isArray() || !scopes.stream().allMatch(each -> each.matches("[!#-\\[\\]-~]+"))) {
        problem(".scopes", "is a list of words, such as [profile, groups]");
      }
      return scopes;
    }

    private Optional<String> demanded(String key, String what) {
      Optional<String> text = text(node, "", key);
      if (text.isEmpty()) {
        problem("." + key, "is needed: " + what);
      }
      return text;
    }

    private Optional<String> text(JsonNode section, String where, String key) {
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

    private void known(String where, JsonNode section, List<String> keys) {
      Keys.known(where + ".", section, keys, this::problem);
    }

    private void problem(String where, String what) {
      problems.accept("oidc" + where, what);
    }
  }
}
