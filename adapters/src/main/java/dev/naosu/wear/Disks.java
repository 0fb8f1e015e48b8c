package dev.naosu.wear;

import dev.naosu.detect.forecast.Sighting;
import dev.naosu.detect.forecast.Subject;
import dev.naosu.detect.forecast.Subject.Kind;
import dev.naosu.detect.vitals.Target;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// How full the file systems of some paths are. What is kept back for the administrator counts as
/// full: a service cannot write there.
///
/// @param places whose file systems are looked at
public record Disks(List<Place> places) implements Sighting.Source {
  public Disks {
    places = List.copyOf(places);
  }

  /// A path.
  ///
  /// @param target what may be treated for it
  /// @param size for a directory that may hold so many bytes and no more; empty for all of its disk
  public record Place(Path path, Optional<Target> target, OptionalLong size) {
    public static Place of(Path path) {
      return new Place(path, Optional.empty(), OptionalLong.empty());
    }
  }

  @Override
  public List<Sighting> look() {
    List<Sighting> seen = new ArrayList<>();
    for (Place each : places) {
      Subject subject = new Subject(Kind.DISK, each.path().toString(), each.target());
      try {
        seen.add(each.size().isPresent() ? part(subject, each) : whole(subject, each.path()));
      } catch (IOException e) {
        seen.add(new Sighting.Unseen(subject, each.path() + " cannot be looked at: " + said(e)));
      }
    }
    return seen;
  }

  private static Sighting whole(Subject subject, Path path) throws IOException {
    FileStore store = Files.getFileStore(path);
    double used = store.getTotalSpace() - store.getUnallocatedSpace();
    double limit = used + store.getUsableSpace();
    return limit <= 0
        ? new Sighting.Unseen(subject, path + " is on a file system without a size")
        : new Sighting.Level(subject, used, limit, "bytes", false);
  }

  private static Sighting part(Subject subject, Place place) throws IOException {
    LogFiles files = LogFiles.of(place.path());
    return new Sighting.Level(subject, files.bytes(), place.size().orElseThrow(), "bytes", false);
  }

  static String said(IOException e) {
    String kind = e.getClass().getSimpleName();
    return switch (kind) {
      case "NoSuchFileException" -> "it is not there";
      case "AccessDeniedException" -> "it may not be read";
      case "NotDirectoryException" -> "it is no directory";
      default -> String.valueOf(e.getMessage());
    };
  }
}
