package dev.naosu.forge;

import dev.naosu.ship.pull.ForgeTrouble;
import dev.naosu.ship.pull.ForgeTrouble.Kind;

/// What statuses of a forge's answers mean to people.
///
/// @param access whose repository it is
/// @param rights that the token needs there, for people
record Refusals(ForgeAccess access, String rights) {
  private static final int MOST_LETTERS = 300;

  /// @param doing what was asked for, such as `open a pull request`
  /// @param said the forge's own words: data; may be empty
  ForgeTrouble of(int status, String doing, String said) {
    String forge = access.kind().words();
    String could = forge + " does not let naosu " + doing + " at " + access.repository();
    return switch (status) {
      case 301, 302, 303, 304, 305, 307, 308 ->
          ForgeTrouble.of(
              Kind.LASTING,
              could + ": it has moved",
              "Write where it is now as `url` and `repository` of the forge in the configuration");
      case 401 ->
          ForgeTrouble.of(
              Kind.LASTING,
              could + ": the token is not good, or has expired",
              "Make a new token there and write it where the configuration says");
      case 403 ->
          ForgeTrouble.of(
              Kind.LASTING,
              could + words(said),
              "The token needs the rights to do that: " + rights);
      case 404, 410 ->
          ForgeTrouble.of(
              Kind.MISSING,
              could + ": nothing is there that this token can see",
              "See that `url` and `repository` are written as there, and that the token may see it");
      case 400, 405, 406, 409, 422 ->
          ForgeTrouble.of(Kind.UNFIT, could + words(said), advice(said));
      default ->
          status >= 500 || status == 408 || status == 429
              ? ForgeTrouble.passing(forge + " answers with status " + status)
              : ForgeTrouble.of(
                  Kind.LASTING,
                  could + words(said) + " (status " + status + ")",
                  "See what it says there, then let naosu try again");
    };
  }

  private static String advice(String said) {
    return said.contains("No commits between")
        ? "What the repair changes is there already: close the incident"
        : "See what it says there, then let naosu try again";
  }

  private static String words(String said) {
    String line = said.replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ").strip();
    return line.isEmpty()
        ? ""
        : ": " + (line.length() <= MOST_LETTERS ? line : line.substring(0, MOST_LETTERS) + "…");
  }
}
