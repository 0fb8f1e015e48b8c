package dev.naosu.journal;

import dev.naosu.journal.Verification.Broken;
import dev.naosu.journal.Verification.Fault;
import dev.naosu.journal.Verification.Intact;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Looks at every link of a journal.
///
/// Whoever can write everything, all records and all kept heads, can write a new past; only a head
/// kept out of their reach shows it.
public final class Chain {
  /// Longest distance over which a moved record is told from a changed one.
  private static final long MOVED_AT_MOST = 10_000;

  private Chain() {}

  /// Reads the records once, none of them kept, up to the first fault.
  ///
  /// @param records in the order in which they stand
  /// @param end where the journal is said to end, kept apart from the records
  /// @param kept older heads kept elsewhere; the journal must go through each of them
  public static Verification verify(Iterator<Sealed> records, Head end, List<Head> kept) {
    List<Head> heads = Stream.concat(Stream.of(end), kept.stream()).toList();
    Head head = Head.EMPTY;
    while (records.hasNext()) {
      Sealed next = records.next();
      Optional<Broken> fault = fault(head, next, heads);
      if (fault.isPresent()) {
        return fault.get();
      }
      if (next.number() > end.number()) {
        return new Broken(
            Fault.ADDED,
            next.number(),
            "record " + next.number() + " stands after the end of the journal");
      }
      head = next.head();
    }
    return end(head, heads);
  }

  private static Optional<Broken> fault(Head head, Sealed next, List<Head> heads) {
    long expected = head.number() + 1;
    if (!next.isIntact()) {
      for (long distance = 1; distance <= MOVED_AT_MOST; distance++) {
        for (long other : List.of(next.number() + distance, next.number() - distance)) {
          if (other > 0 && next.wasSealedAs(other)) {
            return broken(
                Fault.REORDERED,
                next.number(),
                "record " + other + " stands where record " + next.number() + " belongs");
          }
        }
      }
      return broken(
          Fault.CHANGED,
          next.number(),
          "record " + next.number() + " was changed: its content does not match its hash");
    }
    if (next.number() > expected) {
      return broken(
          Fault.REMOVED, expected, missing(expected, next.number() - 1) + " in the middle");
    }
    if (next.number() < expected) {
      return broken(
          Fault.REORDERED,
          next.number(),
          "record " + next.number() + " stands after record " + head.number());
    }
    if (!next.previous().equals(head.hash())) {
      return expected == 1
          ? broken(
              Fault.REMOVED, 1, "record 1 does not begin a journal: what stood before is missing")
          : broken(
              Fault.CHANGED,
              head.number(),
              "record "
                  + head.number()
                  + " is not the one that record "
                  + expected
                  + " was written after: one of them was changed and sealed anew");
    }
    return heads.stream()
        .filter(each -> each.number() == next.number() && !each.hash().equals(next.hash()))
        .findFirst()
        .flatMap(
            _ ->
                broken(
                    Fault.CHANGED,
                    next.number(),
                    "record "
                        + next.number()
                        + " was changed and sealed anew: the head kept for it has another hash"));
  }

  private static Verification end(Head head, List<Head> heads) {
    long last = heads.stream().mapToLong(Head::number).max().orElse(head.number());
    if (last > head.number()) {
      return new Broken(
          Fault.REMOVED, head.number() + 1, missing(head.number() + 1, last) + " at the end");
    }
    return new Intact(head);
  }

  private static String missing(long first, long last) {
    return first == last
        ? "record " + first + " is missing"
        : "records " + first + " to " + last + " are missing";
  }

  private static Optional<Broken> broken(Fault fault, long number, String what) {
    return Optional.of(new Broken(fault, number, what));
  }
}
