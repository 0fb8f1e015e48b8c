package dev.naosu.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One bug of a manifest.
///
/// @param group of bugs of one project
/// @param include Ant patterns of the files to copy; empty for all
/// @param exclude Ant patterns of files to leave out again
/// @param move directories of the files copied, to where they go in the project
/// @param project written as `naosu.yml`; empty for a project that says itself what it is
/// @param failing tests to heal, as `Class#method`; empty to find them
/// @param heldOut tests that only judging sees
record Bug(
    String id,
    String group,
    Origin origin,
    List<String> include,
    List<String> exclude,
    Map<String, String> move,
    Optional<JsonNode> project,
    List<String> failing,
    Optional<Duration> budget,
    Optional<Reference> reference,
    List<HeldOut> heldOut) {
  Bug {
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
    move = Map.copyOf(move);
    failing = List.copyOf(failing);
    heldOut = List.copyOf(heldOut);
  }

  /// Where the buggy project comes from.
  sealed interface Origin {
    /// @param path absolute
    record Directory(Path path) implements Origin {}

    /// @param repository path or URL
    /// @param change makes it buggy; empty when the revision itself is
    record Revision(String repository, String revision, Optional<PatchFile> change)
        implements Origin {}
  }

  /// @param reversed whether it is applied backwards
  record PatchFile(Path path, boolean reversed) {}

  /// What the bug's maintainers made of it.
  sealed interface Reference {
    /// @param files path in the project to the file of the fixed text
    /// @param replace texts to replace in the fixed texts
    record Files(Map<String, Path> files, Map<String, String> replace) implements Reference {
      public Files {
        files = Map.copyOf(files);
        replace = Map.copyOf(replace);
      }
    }

    record Revision(String revision) implements Reference {}

    /// @param patch from the buggy project to the fixed one
    record Patched(PatchFile patch) implements Reference {}
  }

  /// @param from an absolute file or directory
  /// @param to where it goes in the project
  record HeldOut(Path from, String to) {}
}
