package dev.naosu.prove.safety;

import dev.naosu.repair.runbook.Order;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Which mode holds for which action on which service in which environment.
///
/// @param usual where no rule holds
/// @param rules in any order: of those that hold, the one that names most counts; of two that name
///   as much, the one that names the action, then the one that names the service; of two alike, the
///   later one
public record Modes(Mode usual, List<Rule> rules) {
  /// Stands for all of them.
  public static final String ANY = "*";

  public Modes {
    rules = List.copyOf(rules);
  }

  /// @param action of the catalogue, or [#ANY]
  /// @param service as in the configuration, or [#ANY]
  /// @param environment such as `production`, or [#ANY]
  public record Rule(String action, String service, String environment, Mode mode) {
    private boolean holds(String anAction, String aService, String anEnvironment) {
      return is(action, anAction) && is(service, aService) && is(environment, anEnvironment);
    }

    private static boolean is(String wanted, String given) {
      return wanted.equals(ANY) || wanted.equals(given);
    }

    private int named() {
      return weight(action, 1) + weight(service, 1) + weight(environment, 1);
    }

    private int order() {
      return weight(action, 4) + weight(service, 2) + weight(environment, 1);
    }

    private static int weight(String name, int weight) {
      return name.equals(ANY) ? 0 : weight;
    }

    /// Such as `cache.clear of shop in production`.
    public String words() {
      return (action.equals(ANY) ? "every action" : action)
          + (service.equals(ANY) ? "" : " of " + service)
          + (environment.equals(ANY) ? "" : " in " + environment);
    }
  }

  /// Everything is proposed, nothing is done.
  public static Modes suggesting() {
    return new Modes(Mode.SUGGEST, List.of());
  }

  public Mode of(Order order) {
    return of(order.action(), order.target().service(), order.environment());
  }

  /// Each of them may be [#ANY], for what holds where no rule names one.
  public Mode of(String action, String service, String environment) {
    Mode found = usual;
    int most = -1;
    for (Rule rule : rules) {
      int weight = 8 * rule.named() + rule.order();
      if (rule.holds(action, service, environment) && weight >= most) {
        most = weight;
        found = rule.mode();
      }
    }
    return found;
  }

  /// With other rules that count before these where they name as much.
  public Modes with(List<Rule> later) {
    List<Rule> all = new ArrayList<>(rules);
    all.addAll(later);
    return new Modes(usual, all);
  }

  /// The rules, those that name most first.
  public List<Rule> inOrder() {
    return rules.stream()
        .sorted(Comparator.comparingInt((Rule rule) -> 8 * rule.named() + rule.order()).reversed())
        .toList();
  }
}
