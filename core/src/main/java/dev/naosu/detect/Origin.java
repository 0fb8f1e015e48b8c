package dev.naosu.detect;

/// Which running program a signal is about.
///
/// @param service its name, as in the catalogue of services
/// @param version what runs there, a commit or a release; empty when unknown
/// @param environment such as `production`; empty when unknown
public record Origin(String service, String version, String environment) {
  public static final int MOST_LETTERS = 200;

  public Origin {
    if (service.isBlank()) {
      throw new IllegalArgumentException("a signal is about a service, and this one has no name");
    }
    for (String each : new String[] {service, version, environment}) {
      if (each.length() > MOST_LETTERS || each.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException(
            "service, version and environment are at most "
                + MOST_LETTERS
                + " letters without control characters");
      }
    }
  }
}
