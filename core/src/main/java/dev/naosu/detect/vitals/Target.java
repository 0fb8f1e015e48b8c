package dev.naosu.detect.vitals;

import java.util.regex.Pattern;

/// Something that runs and can be looked at and treated.
///
/// @param service as in the configuration
/// @param component of it, as in the configuration, such as `app`, `cache` or `database`
/// @param instance of the component; empty for all of it
public record Target(String service, String component, String instance) {
  private static final Pattern NAME = Pattern.compile("[\\w][\\w.:-]{0,127}");

  public Target {
    if (!NAME.matcher(service).matches()
        || !NAME.matcher(component).matches()
        || !(instance.isEmpty() || NAME.matcher(instance).matches())) {
      throw new IllegalArgumentException(
          "not names of a service, a component and an instance: "
              + service
              + ", "
              + component
              + ", "
              + instance);
    }
  }

  /// The component with all its instances.
  public Target whole() {
    return new Target(service, component, "");
  }

  /// Such as `shop/cache` or `shop/app/2`.
  @Override
  public String toString() {
    return service + "/" + component + (instance.isEmpty() ? "" : "/" + instance);
  }
}
