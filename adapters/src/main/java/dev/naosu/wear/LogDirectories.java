package dev.naosu.wear;

import dev.naosu.detect.forecast.Sighting;
import dev.naosu.detect.forecast.Subject;
import dev.naosu.detect.forecast.Subject.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/// How much directories of logs hold.
public record LogDirectories(List<Disks.Place> places) implements Sighting.Source {
  public LogDirectories {
    places = List.copyOf(places);
  }

  @Override
  public List<Sighting> look() {
    List<Sighting> seen = new ArrayList<>();
    for (Disks.Place each : places) {
      Subject subject = new Subject(Kind.LOGS, each.path().toString(), each.target());
      try {
        LogFiles files = LogFiles.of(each.path());
        seen.add(
            new Sighting.Logs(
                subject,
                files.bytes(),
                files.largest(),
                files.largestBytes(),
                Files.getFileStore(each.path()).getUsableSpace()));
      } catch (IOException e) {
        seen.add(
            new Sighting.Unseen(subject, each.path() + " cannot be looked at: " + Disks.said(e)));
      }
    }
    return seen;
  }
}
