package dev.naosu.machine.web;

import java.util.Map;
import java.util.Set;

/// A request as the configuration has it.
///
/// @param headers may hold secrets
/// @param body empty for none
public record Call(String method, Address address, Map<String, String> headers, String body) {
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

  public Call {
    headers = Map.copyOf(headers);
    if (!METHODS.contains(method)) {
      throw new IllegalArgumentException("a method is one of " + METHODS + ", not " + method);
    }
  }

  public static Call get(Address address) {
    return new Call("GET", address, Map.of(), "");
  }

  /// Without headers and body.
  @Override
  public String toString() {
    return method + " " + address;
  }
}
