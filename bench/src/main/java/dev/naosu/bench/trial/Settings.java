package dev.naosu.bench.trial;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What must not change while a report grows: trials made under other settings, or by another
/// program, do not go into the same table.
///
/// @param manifest SHA-256 of its text, in hexadecimal digits
/// @param program SHA-256 over the class path, in hexadecimal digits
/// @param budget of bugs that name none
/// @param shown most repairs to judge
/// @param parallel bugs tried at the same time
/// @param allowance for everything but the search
public record Settings(
    String manifest,
    String program,
    Duration budget,
    int workers,
    int shown,
    int parallel,
    int heapMegabytes,
    Duration allowance) {
  /// What differs, one sentence each; empty when trials of both may stand in one report.
  public List<String> differences(Settings now) {
    List<String> found = new ArrayList<>();
    if (!manifest.equals(now.manifest)) {
      found.add("the manifest's text has changed");
    }
    if (!program.equals(now.program)) {
      found.add("naosu is another build");
    }
    compare(found, "--budget", budget.toMillis() + "ms", now.budget.toMillis() + "ms");
    compare(found, "--workers", workers, now.workers);
    compare(found, "--parallel", parallel, now.parallel);
    compare(found, "--heap", heapMegabytes + "m", now.heapMegabytes + "m");
    compare(found, "--allowance", allowance.toMillis() + "ms", now.allowance.toMillis() + "ms");
    compare(found, "the number of repairs judged", shown, now.shown);
    return found;
  }

  private static void compare(List<String> found, String what, Object then, Object now) {
    if (!then.equals(now)) {
      found.add(what + " was " + then + " and is " + now);
    }
  }
}
