package dev.naosu.forge;

import dev.naosu.ship.pull.CodeOwners.Dialect;
import java.util.Locale;
import java.util.Optional;

/// Which forge it is.
public enum ForgeKind {
  GITHUB("GitHub", "https://github.com", "x-access-token", "[^/\\s]+/[^/\\s]+", Dialect.GITHUB),
  GITLAB("GitLab", "https://gitlab.com", "oauth2", "[^\\s/]+(?:/[^\\s/]+)+", Dialect.GITLAB),
  GITEA("Gitea", "", "naosu", "[^/\\s]+/[^/\\s]+", Dialect.GITEA);

  private final String words;
  private final String usualUrl;
  private final String user;
  private final String repository;
  private final Dialect owners;

  ForgeKind(String words, String usualUrl, String user, String repository, Dialect owners) {
    this.words = words;
    this.usualUrl = usualUrl;
    this.user = user;
    this.repository = repository;
    this.owners = owners;
  }

  /// `github`, `gitlab` or `gitea`; a Forgejo is a Gitea.
  public static Optional<ForgeKind> of(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "github" -> Optional.of(GITHUB);
      case "gitlab" -> Optional.of(GITLAB);
      case "gitea", "forgejo" -> Optional.of(GITEA);
      default -> Optional.empty();
    };
  }

  /// For people.
  public String words() {
    return words;
  }

  /// Where it is unless somebody runs one of their own; empty when it always is one's own.
  public Optional<String> usualUrl() {
    return usualUrl.isEmpty() ? Optional.empty() : Optional.of(usualUrl);
  }

  /// Whether a repository can be called so there.
  public boolean isRepository(String name) {
    return name.matches(repository);
  }

  /// How its file CODEOWNERS is read.
  public Dialect owners() {
    return owners;
  }

  /// Who git says it is when a token is its password.
  String user() {
    return user;
  }
}
