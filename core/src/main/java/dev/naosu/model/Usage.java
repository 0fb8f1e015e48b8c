package dev.naosu.model;

/// Tokens that a call took, as the provider counts them.
///
/// @param input all that was read, the cached part too
/// @param cached the part of the input that came from the provider's prompt cache
/// @param output all that was written, thinking too
public record Usage(long input, long cached, long output) {
  public static final Usage NONE = new Usage(0, 0, 0);

  public Usage plus(Usage other) {
    return new Usage(input + other.input, cached + other.cached, output + other.output);
  }

  public long tokens() {
    return input + output;
  }
}
