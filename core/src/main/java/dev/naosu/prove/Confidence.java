package dev.naosu.prove;

import dev.naosu.repair.Trust;

/// A first estimate of how likely a proven patch is right.
///
/// The base is the share of correct ones among plausible patches of template tools with spectrum
/// localisation (a third; Liu et al., ICSE 2020), raised by what is known of this patch: several
/// failing tests made to pass, many passing tests through the changed code, no rival that behaves
/// differently. Not yet fitted on outcomes.
final class Confidence {
  private Confidence() {}

  /// @param failing failing tests made to pass
  /// @param covering passing tests that run the changed code
  /// @param rivals other plausible classes that behave differently, symptom suppression left out
  /// @param agreeing other candidates that behave the same
  static double of(Trust trust, int failing, int covering, int rivals, int agreeing) {
    double odds = 0.33 / 0.67;
    odds *= 1 + Math.min(failing - 1, 4) * 0.6;
    odds *= covering == 0 ? 0.6 : 1 + Math.min(covering, 20) * 0.12;
    odds *= rivals == 0 ? 2.2 : 1.6 / (1 + rivals);
    odds *= 1 + Math.min(agreeing, 3) * 0.15;
    if (trust == Trust.SYMPTOM_SUPPRESSION) {
      odds *= 0.25;
    }
    return Math.clamp(odds / (1 + odds), 0.02, 0.97);
  }
}
