package dev.naosu.model;

import java.nio.charset.StandardCharsets;

/// How many tokens a text may be, where nobody has counted them.
public final class Tokens {
  /// Code has about 3.3 bytes for a token; fewer bytes make an estimate that is rather too high.
  private static final int BYTES = 3;

  /// What a turn of a conversation takes beside its text.
  private static final int TURN = 8;

  private Tokens() {}

  public static long of(String text) {
    long bytes = text.getBytes(StandardCharsets.UTF_8).length;
    return (bytes + BYTES - 1) / BYTES;
  }

  public static long of(Prompt prompt) {
    return prompt.conversation().stream().mapToLong(each -> of(each.text()) + TURN).sum();
  }
}
