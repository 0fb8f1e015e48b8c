package dev.naosu.prove.traffic;

import dev.naosu.prove.traffic.Places.Leaf;
import dev.naosu.prove.traffic.TrafficProof.Difference;
import dev.naosu.prove.traffic.TrafficProof.Failing;
import dev.naosu.prove.traffic.TrafficProof.LeftOut;
import dev.naosu.prove.traffic.TrafficProof.Noise;
import dev.naosu.prove.traffic.TrafficProof.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Judges two builds by what they answered.
///
/// A field that never differs between starts of the old build is quiet: the new build must answer
/// it the same, whatever the number of requests. A field that does is noisy: it counts as different
/// only when it separates the builds in more requests than chance explains, at [#ALPHA] over all
/// noisy fields together; else only its kind is compared.
public final class TrafficJudge {
  /// Chance of a difference, in any noisy field, between builds that answer alike.
  public static final double ALPHA = 0.01;

  /// What redaction puts in the place of secrets: a recorded answer tells nothing there.
  private static final List<String> HIDDEN = List.of("[secret]", "hidden@example.invalid");

  private static final int TOLD_DIFFERENCES = 5;

  private final List<Asked> asked;
  private final Starts starts;
  private final List<LeftOut> leftOut;
  private final Map<String, Integer> tellNothing = new LinkedHashMap<>();
  private final Map<String, Difference> differences = new LinkedHashMap<>();
  private final Map<String, Integer> noise = new TreeMap<>();
  private boolean inDoubt;

  /// @param leftOut requests that were not sent, by why
  public TrafficJudge(List<Asked> asked, Starts starts, List<LeftOut> leftOut) {
    this.asked = List.copyOf(asked);
    this.starts = starts;
    this.leftOut = List.copyOf(leftOut);
  }

  /// What the answers come to.
  public TrafficProof judge() {
    List<Integer> good = good();
    compare(good);
    Failing failing = failing();
    List<Difference> found =
        differences.values().stream()
            .sorted(
                Comparator.comparingInt(Difference::requests)
                    .reversed()
                    .thenComparing(each -> !each.field().equals(Places.STATUS)))
            .toList();
    Verdict verdict = verdict(failing, good.size(), found);
    List<LeftOut> all = new ArrayList<>(leftOut);
    tellNothing.forEach((why, count) -> all.add(new LeftOut(why, count)));
    return new TrafficProof(
        verdict,
        reasons(verdict, failing, good.size(), found),
        failing,
        good.size(),
        found,
        noise.entrySet().stream()
            .map(each -> new Noise(each.getKey(), each.getValue(), good.size()))
            .toList(),
        all);
  }

  /// Whether more starts could change the verdict: something separates the builds, be it by chance.
  /// Known once it was judged.
  public boolean isInDoubt() {
    return inDoubt;
  }

  /// Numbers of the good requests that the old build answers here as it did in production.
  private List<Integer> good() {
    List<Integer> good = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      if (asked.get(i).isFailing()) {
        continue;
      }
      int recorded = asked.get(i).recorded().status();
      List<Reply> old = starts.oldReplies(i);
      if (old.stream().anyMatch(Reply.NotAsked.class::isInstance)) {
        tellNothing.merge("the old build could not be asked any more", 1, Integer::sum);
      } else if (old.stream().allMatch(Reply::isFailure)) {
        tellNothing.merge(
            "the old build fails at them here, other than in production", 1, Integer::sum);
      } else if (recorded != 0
          && old.stream().noneMatch(each -> each.outcome().equals(Integer.toString(recorded)))) {
        tellNothing.merge(
            "the old build answers them here with another status than in production",
            1,
            Integer::sum);
      } else {
        good.add(i);
      }
    }
    return good;
  }

  private void compare(List<Integer> good) {
    Map<String, List<Integer>> operations = new LinkedHashMap<>();
    good.forEach(
        i -> operations.computeIfAbsent(asked.get(i).operation(), _ -> new ArrayList<>()).add(i));
    List<FieldTally> tallies = new ArrayList<>();
    operations.values().forEach(requests -> tallies.addAll(tallies(requests)));
    long tested =
        tallies.stream().filter(each -> each.isNoisy() && !each.splits().isEmpty()).count();
    inDoubt =
        tallies.stream().anyMatch(each -> !each.splits().isEmpty() || !each.kindSplits().isEmpty());
    for (FieldTally tally : tallies) {
      if (!tally.isNoisy()) {
        differ(tally.field(), tally.splits(), 0, good.size());
        continue;
      }
      double chance = tally.chance(starts.chance());
      if (!tally.splits().isEmpty() && chance < ALPHA / tested) {
        differ(tally.field(), tally.splits(), chance, good.size());
      } else {
        noise.merge(tally.field(), tally.varied(), Integer::sum);
        differ(tally.field() + " (kind)", tally.kindSplits(), 0, good.size());
      }
    }
  }

  private List<FieldTally> tallies(List<Integer> requests) {
    Arrangement arrangement = arrangement(requests);
    Map<String, FieldTally> tallies = new TreeMap<>();
    for (int request : requests) {
      List<SortedMap<String, SortedMap<String, Leaf>>> old =
          spread(starts.oldReplies(request), arrangement);
      List<SortedMap<String, SortedMap<String, Leaf>>> fresh =
          spread(starts.freshReplies(request), arrangement);
      FieldTally status = tallies.computeIfAbsent(Places.STATUS, FieldTally::new);
      int before = status.splits().size();
      status.add(request, at(Places.STATUS, old), at(Places.STATUS, fresh));
      if (status.splits().size() > before) {
        // with another status everything is another answer: that is one difference, not many
        continue;
      }
      SortedSet<String> fields = new TreeSet<>();
      old.forEach(each -> fields.addAll(each.keySet()));
      fresh.forEach(each -> fields.addAll(each.keySet()));
      fields.remove(Places.STATUS);
      for (String field : fields) {
        tallies
            .computeIfAbsent(field, FieldTally::new)
            .add(request, at(field, old), at(field, fresh));
      }
    }
    return tallies.values().stream().filter(each -> each.varied() > 0).toList();
  }

  private Arrangement arrangement(List<Integer> requests) {
    return Arrangement.of(
        requests.stream()
            .map(request -> starts.oldReplies(request).stream().map(TrafficJudge::body).toList())
            .toList());
  }

  private static Content body(Reply reply) {
    return reply instanceof Reply.Answered answered ? answered.body() : new Content.Unknown();
  }

  private static List<SortedMap<String, SortedMap<String, Leaf>>> spread(
      List<Reply> replies, Arrangement arrangement) {
    return replies.stream().map(reply -> Places.of(reply, arrangement)).toList();
  }

  private static List<SortedMap<String, Leaf>> at(
      String field, List<SortedMap<String, SortedMap<String, Leaf>>> answers) {
    return answers.stream()
        .map(each -> each.getOrDefault(field, Collections.emptySortedMap()))
        .toList();
  }

  private void differ(String field, List<FieldTally.Split> splits, double chance, int of) {
    if (splits.isEmpty()) {
      return;
    }
    FieldTally.Split first = splits.getFirst();
    String where = first.place().equals(field) ? "" : ", " + first.place();
    differences.merge(
        field,
        new Difference(
            field,
            splits.size(),
            of,
            first.before(),
            first.after(),
            asked.get(first.request()).request().method()
                + " "
                + asked.get(first.request()).request().path()
                + where,
            chance),
        (one, other) ->
            new Difference(
                field,
                one.requests() + other.requests(),
                of,
                one.before(),
                one.after(),
                one.example(),
                Math.max(one.chance(), other.chance())));
  }

  private Failing failing() {
    int given = 0;
    int reproduced = 0;
    int mended = 0;
    for (int i = 0; i < asked.size(); i++) {
      Asked each = asked.get(i);
      if (!each.isFailing()) {
        continue;
      }
      given++;
      if (each.expected().isEmpty()
          && !each.recorded().isFailure()
          && each.recorded().status() != 0
          && each.recorded().body() instanceof Content.Unknown) {
        tellNothing.merge("their wrong answer was not kept, nor the right one", 1, Integer::sum);
        continue;
      }
      List<Reply> old = starts.oldReplies(i);
      if (old.stream().allMatch(reply -> fails(each, reply))) {
        reproduced++;
        mended += starts.freshReplies(i).stream().allMatch(reply -> isWell(each, reply)) ? 1 : 0;
      } else {
        tellNothing.merge(
            "they failed in production and do not fail at each start of the old build",
            1,
            Integer::sum);
      }
    }
    return new Failing(given, reproduced, mended);
  }

  private boolean fails(Asked each, Reply reply) {
    return !(reply instanceof Reply.NotAsked) && !isWell(each, reply);
  }

  /// Whether a request that failed in production is answered well.
  private boolean isWell(Asked each, Reply reply) {
    if (!(reply instanceof Reply.Answered answered)) {
      return false;
    }
    if (each.expected().isPresent()) {
      return alike(each.expected().get(), answered);
    }
    if (answered.isFailure()) {
      return false;
    }
    // a wrong answer that is no error: anything but the same again
    return each.recorded().isFailure()
        || each.recorded().status() == 0
        || !alike(each.recorded(), answered);
  }

  /// Whether an answer says all that a recorded one says, but for noise and what was hidden in it.
  private boolean alike(Reply.Answered wanted, Reply.Answered seen) {
    Arrangement arrangement = Arrangement.of(List.of());
    SortedMap<String, SortedMap<String, Leaf>> should = Places.of(wanted, arrangement);
    SortedMap<String, SortedMap<String, Leaf>> is = Places.of(seen, arrangement);
    Set<String> fields = new TreeSet<>(should.keySet());
    if (!(wanted.body() instanceof Content.Unknown)) {
      is.keySet().stream().filter(field -> !field.startsWith("header ")).forEach(fields::add);
    }
    fields.removeAll(noise.keySet());
    for (String field : fields) {
      SortedMap<String, Leaf> one = should.getOrDefault(field, Collections.emptySortedMap());
      SortedMap<String, Leaf> other = is.getOrDefault(field, Collections.emptySortedMap());
      SortedSet<String> places = new TreeSet<>(one.keySet());
      places.addAll(other.keySet());
      for (String place : places) {
        Leaf leaf = one.get(place);
        boolean hidden = leaf != null && HIDDEN.stream().anyMatch(leaf.text()::contains);
        if (!hidden && !Objects.equals(leaf, other.get(place))) {
          return false;
        }
      }
    }
    return true;
  }

  private static Verdict verdict(Failing failing, int good, List<Difference> differences) {
    if (failing.given() > 0 && failing.reproduced() == 0) {
      return Verdict.NOT_REPRODUCED;
    }
    if (failing.mended() < failing.reproduced()) {
      return Verdict.STILL_FAILS;
    }
    if (!differences.isEmpty()) {
      return Verdict.DIFFERS;
    }
    return failing.reproduced() == 0 && good == 0 ? Verdict.COULD_NOT_RUN : Verdict.HOLDS;
  }

  private List<String> reasons(Verdict verdict, Failing failing, int good, List<Difference> found) {
    List<String> reasons = new ArrayList<>();
    switch (verdict) {
      case NOT_REPRODUCED ->
          reasons.add(
              "None of the "
                  + TrafficProof.counted(failing.given(), "request", "requests")
                  + " that failed in production fails at each start of the old build here, so"
                  + " nothing is proven about the repair.");
      case STILL_FAILS ->
          reasons.add(
              (failing.reproduced() - failing.mended())
                  + " of "
                  + TrafficProof.counted(
                      failing.reproduced(),
                      "request that fails in the old build is",
                      "requests that fail in the old build are")
                  + " not answered well by the new one.");
      case COULD_NOT_RUN -> reasons.add("No request was left that tells anything.");
      case HOLDS, DIFFERS -> {
        if (failing.reproduced() > 0) {
          reasons.add(failing.sentence());
        }
      }
    }
    reasons.addAll(differenceReasons(found));
    deaths(reasons);
    if (verdict == Verdict.HOLDS) {
      reasons.add(
          good == 0
              ? "No good request was compared: whether anything else changed is not known."
              : TrafficProof.counted(good, "good request is", "good requests are")
                  + " answered the same by both builds, noise aside.");
    }
    return reasons;
  }

  private static List<String> differenceReasons(List<Difference> found) {
    List<String> reasons = new ArrayList<>();
    for (Difference each : found.subList(0, Math.min(TOLD_DIFFERENCES, found.size()))) {
      reasons.add(
          "The new build answers otherwise at " + each.line() + " (" + each.example() + ").");
    }
    if (found.size() > TOLD_DIFFERENCES) {
      reasons.add("It differs in " + (found.size() - TOLD_DIFFERENCES) + " more fields.");
    }
    return reasons;
  }

  private void deaths(List<String> reasons) {
    for (int i = 0; i < asked.size(); i++) {
      for (Reply reply : starts.freshReplies(i)) {
        if (reply instanceof Reply.Died(String how)) {
          reasons.add(
              "The new build ended while it was asked "
                  + asked.get(i).request().method()
                  + " "
                  + asked.get(i).request().path()
                  + ": "
                  + how
                  + ".");
          return;
        }
      }
    }
  }
}
