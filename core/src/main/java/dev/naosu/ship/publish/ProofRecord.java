package dev.naosu.ship.publish;

import java.util.List;

/// What is said to have shown that a change holds. It is bound to the change, so that the proof of
/// one cannot go with another; whether it is true, only who has proven it knows.
///
/// @param digest of the change and its base: SHA-256, in 64 hexadecimal digits
/// @param sentences what shows it, one sentence each
public record ProofRecord(String digest, List<String> sentences) {
  public ProofRecord {
    sentences = List.copyOf(sentences);
  }
}
