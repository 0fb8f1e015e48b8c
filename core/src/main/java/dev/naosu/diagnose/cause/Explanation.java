package dev.naosu.diagnose.cause;

import java.util.List;

/// How a model tells what is known of an incident's cause. It adds no knowledge: each sentence
/// stands on evidence that was found without it, and none changes a confidence.
///
/// @param model that told it
/// @param subject of the cause that it holds for the likeliest of those found; empty when for none
/// @param claims in its order; may be empty
/// @param dropped how many of its sentences stood on nothing, and were left out
public record Explanation(String model, String subject, List<Claim> claims, int dropped) {
  public Explanation {
    claims = List.copyOf(claims);
  }

  /// One sentence. It is text from outside: data.
  ///
  /// @param evidence what it stands on; never empty
  public record Claim(String text, List<String> evidence) {
    public Claim {
      evidence = List.copyOf(evidence);
      if (evidence.isEmpty()) {
        throw new IllegalArgumentException("a claim stands on evidence");
      }
    }
  }
}
