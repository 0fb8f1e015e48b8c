package dev.naosu.ship.revert;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What people have decided about commits, as the history tells it. A program does not undo that.
///
/// A person has decided who took back what naosu had done, or who says so by a trailer `Naosu-Keep:
/// COMMIT`.
public final class Settled {
  /// Trailers that naosu writes.
  public static final String HEALED_BY = "Healed-by";

  public static final String REVERTED_BY = "Reverted-by";

  private static final Pattern OURS =
      Pattern.compile("(?m)^(?:" + HEALED_BY + "|" + REVERTED_BY + "): naosu\\b");
  private static final Pattern REVERTS =
      Pattern.compile("\\bThis reverts commit ([0-9a-f]{7,64})\\b");
  private static final Pattern KEEP =
      Pattern.compile("(?mi)^Naosu-Keep: *([0-9a-f]{7,64})[ \\t]*$");

  private Settled() {}

  /// A commit of the history.
  ///
  /// @param name in full
  public record Entry(String name, String message) {
    public boolean isOurs() {
      return OURS.matcher(message).find();
    }

    /// Names of commits that it takes back, in full or their beginnings.
    public Set<String> reverts() {
      return named(REVERTS);
    }

    private Set<String> named(Pattern pattern) {
      return pattern
          .matcher(message)
          .results()
          .map(found -> found.group(1))
          .collect(Collectors.toSet());
    }

    private String told() {
      String subject = message.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", " ").strip();
      return name.substring(0, 7)
          + (subject.isEmpty()
              ? ""
              : " (" + subject.substring(0, Math.min(72, subject.length())) + ")");
    }
  }

  /// Why these commits may not be undone; empty when they may.
  ///
  /// @param undone those to be undone
  /// @param history of the branch, the latest first, with those to be undone and further back
  public static Optional<String> against(Set<String> undone, List<Entry> history) {
    Map<String, Entry> known = new HashMap<>();
    history.forEach(each -> known.put(each.name(), each));
    Set<String> taken = new HashSet<>(undone);
    // what we had undone of it before counts as the same thing
    for (Entry each : history) {
      if (each.isOurs() && reverted(each, known).stream().anyMatch(undone::contains)) {
        taken.add(each.name());
      }
    }
    for (Entry each : history) {
      if (each.isOurs()) {
        continue;
      }
      Optional<String> why =
          undone.contains(each.name())
              ? decidedBy(each, known)
              : decidedAbout(each, known, taken, undone);
      if (why.isPresent()) {
        return why;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> decidedBy(Entry one, Map<String, Entry> known) {
    return reverted(one, known).stream()
        .map(known::get)
        .filter(other -> other != null && other.isOurs())
        .findFirst()
        .map(
            other ->
                "%s is how a person took back what naosu did in %s"
                    .formatted(one.told(), other.told()));
  }

  private static Optional<String> decidedAbout(
      Entry one, Map<String, Entry> known, Set<String> taken, Set<String> undone) {
    if (inFull(one.named(KEEP), known).stream().anyMatch(undone::contains)) {
      return Optional.of("%s says that it is to be kept".formatted(one.told()));
    }
    return reverted(one, known).stream()
        .filter(other -> taken.contains(other) && !undone.contains(other))
        .map(known::get)
        .filter(other -> other != null)
        .findFirst()
        .map(
            other ->
                "naosu undid it before, in %s, and a person took that back in %s"
                    .formatted(other.told(), one.told()));
  }

  private static Set<String> reverted(Entry entry, Map<String, Entry> known) {
    return inFull(entry.reverts(), known);
  }

  /// Full names, of those that the history knows.
  private static Set<String> inFull(Set<String> names, Map<String, Entry> known) {
    return known.keySet().stream()
        .filter(each -> names.stream().anyMatch(each::startsWith))
        .collect(Collectors.toSet());
  }
}
