package dev.naosu.kubernetes;

import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPBackendRef;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPBackendRefBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/// Weights in an HTTPRoute of the Gateway API.
///
/// @param own names of Services that belong to the versions of the service
record Weights(Set<String> own) {
  /// Of all weights together: shares are exact to a hundredth of a percent.
  private static final int WHOLE = 10_000;

  /// The route with other shares; backends that are none of ours keep the part that they had.
  ///
  /// @param shares by name of a Service, together 1
  HTTPRoute set(HTTPRoute route, SortedMap<String, Double> shares) {
    List<HTTPRouteRule> rules = new ArrayList<>();
    for (HTTPRouteRule rule : route.getSpec().getRules()) {
      rules.add(
          leadsHere(rule) ? rule.toBuilder().withBackendRefs(refs(rule, shares)).build() : rule);
    }
    return new HTTPRouteBuilder(route).editSpec().withRules(rules).endSpec().build();
  }

  private List<HTTPBackendRef> refs(HTTPRouteRule rule, SortedMap<String, Double> shares) {
    List<HTTPBackendRef> refs = new ArrayList<>();
    List<HTTPBackendRef> ours = rule.getBackendRefs().stream().filter(this::isOwn).toList();
    List<HTTPBackendRef> others =
        rule.getBackendRefs().stream().filter(each -> !isOwn(each)).toList();
    int before = ours.stream().mapToInt(Weights::weight).sum();
    // small weights of others are made larger along with ours, so that shares can be exact
    int factor = others.isEmpty() || before >= WHOLE ? 1 : WHOLE / Math.max(1, before);
    int whole = others.isEmpty() ? WHOLE : before * factor;
    shares.forEach(
        (service, share) ->
            refs.add(
                new HTTPBackendRefBuilder(ours.getFirst())
                    .withName(service)
                    .withWeight((int) Math.round(share * whole))
                    .build()));
    others.forEach(each -> refs.add(each.toBuilder().withWeight(weight(each) * factor).build()));
    return refs;
  }

  /// The route without any of them.
  HTTPRoute without(HTTPRoute route) {
    List<HTTPRouteRule> rules =
        route.getSpec().getRules().stream()
            .map(
                rule ->
                    rule.toBuilder()
                        .withBackendRefs(
                            rule.getBackendRefs().stream().filter(each -> !isOwn(each)).toList())
                        .build())
            .toList();
    return new HTTPRouteBuilder(route).editSpec().withRules(rules).endSpec().build();
  }

  /// Shares by name of a Service, of the first rule that leads to one of ours; empty where none
  /// does.
  Map<String, Double> read(HTTPRoute route) {
    Map<String, Double> shares = new HashMap<>();
    for (HTTPRouteRule rule : route.getSpec().getRules()) {
      if (leadsHere(rule)) {
        List<HTTPBackendRef> ours = rule.getBackendRefs().stream().filter(this::isOwn).toList();
        double sum = ours.stream().mapToInt(Weights::weight).sum();
        ours.forEach(
            each -> shares.merge(each.getName(), sum == 0 ? 0 : weight(each) / sum, Double::sum));
        return shares;
      }
    }
    return shares;
  }

  private boolean leadsHere(HTTPRouteRule rule) {
    return rule.getBackendRefs().stream().anyMatch(this::isOwn);
  }

  private boolean isOwn(HTTPBackendRef ref) {
    boolean isService = ref.getKind() == null || ref.getKind().equals("Service");
    return isService && own.contains(ref.getName());
  }

  /// What the Gateway API takes where nothing is said.
  private static int weight(HTTPBackendRef ref) {
    return ref.getWeight() == null ? 1 : ref.getWeight();
  }
}
