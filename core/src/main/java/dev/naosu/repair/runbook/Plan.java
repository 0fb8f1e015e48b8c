package dev.naosu.repair.runbook;

import java.time.Duration;
import java.util.List;

/// What an action would do, found without doing it.
///
/// @param words what would be done, in one sentence for people
/// @param touched resources that no two actions may touch at once, such as `shop/app/2` or
///   `disk:/var/log`
/// @param share of the component's instances or capacity that is away meanwhile, in [0, 1]
/// @param outage how long that takes, as far as it can be told
/// @param losses what cannot be brought back, one sentence each; empty for most
/// @param before what [Action#undo] needs to put it back; no secrets
public record Plan(
    String words,
    List<String> touched,
    double share,
    Duration outage,
    List<String> losses,
    String before) {
  public Plan {
    touched = List.copyOf(touched);
    losses = List.copyOf(losses);
    if (!(0 <= share && share <= 1)) {
      throw new IllegalArgumentException("a share is in [0, 1], not " + share);
    }
  }
}
