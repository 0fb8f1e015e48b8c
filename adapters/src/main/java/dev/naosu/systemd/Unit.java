package dev.naosu.systemd;

import dev.naosu.machine.web.Address;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// A service of systemd.
///
/// @param name such as `shop.service`
/// @param ofUser whether the user's own manager has it
/// @param health answers well once it is ready; empty when systemd's word is enough
/// @param readyTime until then
public record Unit(String name, boolean ofUser, Optional<Address> health, Duration readyTime) {
  private static final Pattern NAME = Pattern.compile("[\\w][\\w:.@\\\\-]{0,200}\\.service");

  public Unit {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("a unit is called NAME.service, not " + name);
    }
  }
}
