package dev.naosu.cycle.people;

import java.util.ArrayList;
import java.util.List;

/// Told instead of many single messages, when very much happens at once.
///
/// @param notices what it is about, at least one
/// @param link to the list of incidents
public record Summary(List<Notice> notices, String link) {
  private static final int NAMED = 8;

  public Summary {
    notices = List.copyOf(notices);
    if (notices.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to sum up");
    }
  }

  /// How things stand, in one sentence.
  public String verdict() {
    long questions = notices.stream().filter(each -> each.occasion().isQuestion()).count();
    long urgent = notices.stream().filter(each -> each.occasion().wantsSomebody()).count();
    return notices.size()
        + " incidents at once: "
        + questions
        + " wait for a decision, "
        + (urgent - questions)
        + " are handed to you, the rest needs nobody.";
  }

  /// The first of them, those that want somebody before the others.
  public List<String> lines() {
    List<String> all =
        notices.stream()
            .sorted((one, other) -> rank(one) - rank(other))
            .map(each -> each.number() + " " + each.title() + ": " + each.verdict())
            .toList();
    if (all.size() <= NAMED) {
      return all;
    }
    List<String> first = new ArrayList<>(all.subList(0, NAMED));
    first.add("and " + (all.size() - NAMED) + " more");
    return first;
  }

  private static int rank(Notice notice) {
    return notice.occasion().wantsSomebody() ? 0 : 1;
  }
}
