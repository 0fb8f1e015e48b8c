package dev.naosu.model;

import java.time.Duration;

/// How one attempt to get an answer ended.
public sealed interface Attempt {
  /// What it took, also where it failed: a provider is paid for what was cut off, too.
  Usage spent();

  /// @param counted whether the provider told the tokens; estimated from the texts otherwise
  record Said(Answer answer, boolean counted) implements Attempt {
    @Override
    public Usage spent() {
      return answer.usage();
    }
  }

  /// @param why for people, without a secret
  /// @param remedy what to do about it
  record Failed(String why, String remedy, Usage spent, Again again) implements Attempt {}

  /// Whether the same question may be answered later.
  sealed interface Again {
    /// It would fail in the same way.
    record Useless() implements Again {}

    /// @param notBefore what the provider asks for, at least; zero when it does not say
    record Worthwhile(Duration notBefore) implements Again {}
  }
}
