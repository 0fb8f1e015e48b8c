package dev.naosu.diagnose.cause;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What was changed in the code of a service; answered by who can read its history.
@FunctionalInterface
public interface Changes {
  /// @param service its name
  /// @param before version that ran before; empty when unknown
  /// @param now version that runs; empty when unknown
  /// @param places whose last change is asked for
  Past of(String service, String before, String now, List<Place> places)
      throws InterruptedException;

  /// Where nobody can.
  static Changes unknown() {
    return (_, _, _, _) -> Past.unknown("the history of the code is not known");
  }

  /// A line of code, as a stack trace or a search knows it.
  ///
  /// @param path relative to the project; empty when only the class is known
  /// @param className binary name
  /// @param file simple name; empty when unknown
  record Place(String path, String className, String file, int line) {}

  /// A line that is there.
  ///
  /// @param path relative to the repository
  /// @param lastChange the commit that wrote the line; empty when that took too long
  record Line(Place place, String path, Optional<Commit> lastChange) {
    /// `Cart.java:84`.
    public String words() {
      return path.substring(path.lastIndexOf('/') + 1) + ":" + place.line();
    }
  }

  /// One commit. Its subject is what its author wrote: data.
  ///
  /// @param id full
  /// @param files that it changed, some of them when there are very many; relative to the
  ///   repository
  record Commit(String id, Instant at, String subject, List<String> files) {
    private static final Pattern CONFIGURATION =
        Pattern.compile(
            "(?i).*\\.(?:properties|ya?ml|toml|conf|cfg|ini|env|tf|tfvars)|(?:.*/)?"
                + "(?:Dockerfile|Procfile|\\.env)(?:\\.[\\w.-]+)?");

    public Commit {
      files = List.copyOf(files);
    }

    public String shortId() {
      return id.substring(0, Math.min(7, id.length()));
    }

    /// Files that tell a service what to do and are no code.
    public List<String> configuration() {
      return files.stream()
          .filter(file -> !file.startsWith(".github/"))
          .filter(file -> CONFIGURATION.matcher(file).matches())
          .toList();
    }
  }

  /// What the history says.
  ///
  /// @param commit that was looked at; empty when none could be
  /// @param isRunning whether that is what runs, and not only the latest of the branch
  /// @param areNew whether `commits` are those that came with the version; else the latest ones
  /// @param commits the latest first
  /// @param lines those of the places that are the service's own code
  /// @param lacking why something is missing, one sentence; empty when nothing is
  record Past(
      String commit,
      boolean isRunning,
      boolean areNew,
      List<Commit> commits,
      List<Line> lines,
      String lacking) {
    public Past {
      commits = List.copyOf(commits);
      lines = List.copyOf(lines);
    }

    public static Past unknown(String why) {
      return new Past("", false, false, List.of(), List.of(), why);
    }
  }
}
