package dev.naosu.cycle.incident;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Keeps who approved, and what they were shown, across restarts and for several processes at once.
/// Every method is one transaction.
public interface Approvals {
  /// Keeps an approval; a second one of the same person for the same card changes nothing.
  ///
  /// @return all for that card, the earliest first
  List<Approval> add(Approval approval);

  /// Those for a card, the earliest first.
  List<Approval> of(long incident, String card);

  /// Keeps the text of a card and when somebody was shown it first.
  ///
  /// @param viewer whose eyes, or where it hangs
  void shown(Card card, String viewer, Instant at);

  /// When somebody was shown a card first.
  Optional<Instant> firstShown(long incident, String card, String viewer);

  /// Uses up a link that decides.
  ///
  /// @return true for exactly one of those who use the same link
  boolean use(String link, long incident, Instant now);

  /// Where one word is enough and nobody asks later.
  static Approvals unkept() {
    return new Approvals() {
      @Override
      public List<Approval> add(Approval approval) {
        return List.of(approval);
      }

      @Override
      public List<Approval> of(long incident, String card) {
        return List.of();
      }

      @Override
      public void shown(Card card, String viewer, Instant at) {
        // nobody asks
      }

      @Override
      public Optional<Instant> firstShown(long incident, String card, String viewer) {
        return Optional.empty();
      }

      @Override
      public boolean use(String link, long incident, Instant now) {
        return false;
      }
    };
  }
}
