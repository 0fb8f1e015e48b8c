package dev.naosu.prove.safety;

import dev.naosu.detect.vitals.Target;
import java.util.List;
import java.util.Map;

/// What naosu may do to what runs, as the configuration says.
///
/// @param modes that it says; people can set others
/// @param usual limits of actions that have none of their own
/// @param limits by the name of the action
/// @param perHour most actions in any hour, over all
/// @param atOnce most actions at a time, over all
/// @param sick share of the targets, in [0, 1]; when more of them look sick, the one who looks is
///   suspected, and nothing is done
/// @param guarded targets that are never changed: a service, `service/component` or
///   `service/component/instance`
/// @param calendar when nothing is changed
public record SafetyRules(
    Modes modes,
    Limits usual,
    Map<String, Limits> limits,
    int perHour,
    int atOnce,
    double sick,
    List<String> guarded,
    Calendar calendar) {
  public SafetyRules {
    limits = Map.copyOf(limits);
    guarded = List.copyOf(guarded);
    if (perHour < 1 || atOnce < 1) {
      throw new IllegalArgumentException("perHour and atOnce are at least 1");
    }
    if (!(0 <= sick && sick <= 1)) {
      throw new IllegalArgumentException("a share is in [0, 1], not " + sick);
    }
  }

  /// Everything is proposed, nothing is done of itself.
  public static SafetyRules suggesting() {
    return new SafetyRules(
        Modes.suggesting(), Limits.usual(), Map.of(), 20, 4, 0.5, List.of(), Calendar.always());
  }

  public Limits limits(String action) {
    return limits.getOrDefault(action, usual);
  }

  boolean isGuarded(Target target) {
    return guarded.contains(target.service())
        || guarded.contains(target.whole().toString())
        || guarded.contains(target.toString());
  }
}
