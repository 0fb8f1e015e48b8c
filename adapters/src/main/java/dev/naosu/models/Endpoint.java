package dev.naosu.models;

import java.net.URI;
import java.time.Duration;

/// A model and where it is reached.
///
/// @param name by which naosu calls it
/// @param model as the provider calls it
/// @param url beginning of the addresses, without a slash at the end
/// @param key empty for none
/// @param silence longest time without a byte of an answer
public record Endpoint(
    String name, ProviderKind kind, String model, URI url, String key, Duration silence) {
  /// Never with the key.
  @Override
  public String toString() {
    return name + " at " + url;
  }
}
