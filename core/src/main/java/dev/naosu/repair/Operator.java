package dev.naosu.repair;

/// A repair template: looks at one suspicious place and proposes edits of it.
///
/// Operators hold no state, ask nothing but the site, and propose the same edits in the same order
/// whenever they see the same site. They propose nothing where their pattern is absent and nothing
/// that cannot compile: types and scopes are asked of [Site#scope].
public interface Operator {
  /// Its name in reports and documents, such as `NullGuard`.
  default String name() {
    return getClass().getSimpleName();
  }

  /// How likely this template is to hold the repair, in (0, 1], given the failing tests.
  double weight(Evidence evidence);

  default Trust trust() {
    return Trust.ORDINARY;
  }

  /// Whether its edits are small enough to be combined with another of the same method.
  default boolean combines() {
    return false;
  }

  /// Proposes edits of the site.
  void propose(Site site, Proposals proposals);
}
