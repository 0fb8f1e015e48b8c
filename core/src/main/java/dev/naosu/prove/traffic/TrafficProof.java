package dev.naosu.prove.traffic;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What the same requests showed of two builds of a service.
///
/// @param reasons for the verdict, one sentence each
/// @param failing how many requests of the incident were given, and came to be answered how
/// @param compared good requests whose answers were compared
/// @param differences between the builds that are more than noise, those that touch most first
/// @param noise fields that differ between starts of the same build, and were not compared
/// @param leftOut requests that tell nothing, by why
public record TrafficProof(
    Verdict verdict,
    List<String> reasons,
    Failing failing,
    int compared,
    List<Difference> differences,
    List<Noise> noise,
    List<LeftOut> leftOut) {
  public TrafficProof {
    reasons = List.copyOf(reasons);
    differences = List.copyOf(differences);
    noise = List.copyOf(noise);
    leftOut = List.copyOf(leftOut);
  }

  /// What it comes to.
  public enum Verdict {
    /// What failed is answered well, and what was answered well is answered the same.
    HOLDS,
    /// What was answered well is answered otherwise.
    DIFFERS,
    /// What failed in production fails in the new build too.
    STILL_FAILS,
    /// What failed in production does not fail in the old build: nothing is proven.
    NOT_REPRODUCED,
    /// A build does not start, or nothing could be asked.
    COULD_NOT_RUN
  }

  /// Requests that failed in production.
  ///
  /// @param given those that were sent
  /// @param reproduced those that failed at each start of the old build
  /// @param mended of these, those that each start of the new build answered well
  public record Failing(int given, int reproduced, int mended) {
    static final Failing NONE = new Failing(0, 0, 0);

    /// That all of them are mended.
    String sentence() {
      return counted(reproduced, "recorded request fails", "recorded requests fail")
          + " at each start of the old build, and "
          + (reproduced == 1 ? "is" : "are")
          + " answered well at each start of the new one.";
    }
  }

  /// A field that the new build answers otherwise.
  ///
  /// @param field such as `$.items[].price`, `status` or `line 3`
  /// @param requests whose answers differ there
  /// @param of good requests that were compared
  /// @param before what the old build answered, in one of them
  /// @param after what the new build answered to the same
  /// @param example that request, such as `GET /carts/7`, and the place within its answer
  /// @param chance that noise alone does this, where the field is noisy as well; else 0
  public record Difference(
      String field,
      int requests,
      int of,
      String before,
      String after,
      String example,
      double chance) {
    /// Such as `$.total: 3 of 60 requests (5 %), 12.50 → 12.5`.
    public String line() {
      return field + ": " + share(requests, of) + ", " + before + " → " + after;
    }
  }

  /// A field that was not compared, for it differs by itself.
  ///
  /// @param requests in whose answers it differed between starts of the same build
  public record Noise(String field, int requests, int of) {
    public String line() {
      return field + ": " + share(requests, of);
    }
  }

  /// @param why in words that follow "were left out:"
  public record LeftOut(String why, int requests) {}

  /// Nothing was compared.
  ///
  /// @param reasons one sentence each, with the remedy
  public static TrafficProof couldNotRun(List<String> reasons, List<LeftOut> leftOut) {
    return new TrafficProof(
        Verdict.COULD_NOT_RUN, reasons, Failing.NONE, 0, List.of(), List.of(), leftOut);
  }

  /// The old build comes up, and the new one does not.
  ///
  /// @param why what follows "it"
  public static TrafficProof newBuildFails(String why, List<LeftOut> leftOut) {
    return new TrafficProof(
        Verdict.DIFFERS,
        List.of("The old build comes up and the new one does not: it " + why),
        Failing.NONE,
        0,
        List.of(),
        List.of(),
        leftOut);
  }

  /// The same with one more reason.
  public TrafficProof with(String reason) {
    List<String> more = new ArrayList<>(reasons);
    more.add(reason);
    return new TrafficProof(verdict, more, failing, compared, differences, noise, leftOut);
  }

  /// Whether it speaks against bringing out the new build.
  public boolean isAgainst() {
    return verdict == Verdict.DIFFERS || verdict == Verdict.STILL_FAILS;
  }

  /// What speaks for the new build, one sentence each; empty when nothing was proven.
  public List<String> proof() {
    if (verdict != Verdict.HOLDS && verdict != Verdict.DIFFERS) {
      return List.of();
    }
    List<String> sentences = new ArrayList<>();
    if (failing.reproduced() > 0) {
      sentences.add(failing.sentence());
    }
    if (verdict == Verdict.HOLDS && compared > 0) {
      sentences.add(
          counted(compared, "good request was", "good requests were")
              + " answered the same by both builds"
              + (noise.isEmpty()
                  ? "."
                  : ", but for "
                      + counted(noise.size(), "field that differs", "fields that differ")
                      + " between starts of the old build, too."));
    }
    return sentences;
  }

  /// What speaks against the new build, one sentence each.
  public List<String> doubts() {
    List<String> proven = proof();
    return isAgainst()
        ? reasons.stream().filter(each -> !proven.contains(each)).toList()
        : List.of();
  }

  static String counted(int number, String one, String many) {
    return number == 1 ? "1 " + one : number + " " + many;
  }

  static String share(int requests, int of) {
    double percent = 100.0 * requests / Math.max(1, of);
    String told =
        percent > 0 && percent < 1
            ? String.format(Locale.ROOT, "%.1f %%", percent)
            : Math.round(percent) + " %";
    return requests + " of " + counted(of, "request", "requests") + " (" + told + ")";
  }
}
