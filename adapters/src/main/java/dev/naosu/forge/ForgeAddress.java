package dev.naosu.forge;

import java.net.URI;

/// Where a repository is at a forge. Who knows it may not do anything there yet.
///
/// @param url of the forge's pages, without a slash at the end
/// @param repository as people call it, such as `team/shop`
public record ForgeAddress(ForgeKind kind, URI url, String repository) {
  /// The address that git reads from and pushes to.
  public String location() {
    return url + "/" + repository + ".git";
  }

  /// @param token secret
  public ForgeAccess with(String token) {
    return new ForgeAccess(kind, url, repository, token);
  }
}
