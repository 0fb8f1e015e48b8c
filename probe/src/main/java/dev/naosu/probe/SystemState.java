package dev.naosu.probe;

import java.util.Locale;
import java.util.Properties;
import java.util.TimeZone;

/** The JVM-wide settings which a test may change and which the next attempt must not see. */
final class SystemState {
  private final Properties properties = (Properties) System.getProperties().clone();
  private final Locale locale = Locale.getDefault();
  private final TimeZone zone = TimeZone.getDefault();

  /** Takes the settings as they are now. */
  SystemState() {}

  void restore() {
    System.setProperties((Properties) properties.clone());
    Locale.setDefault(locale);
    TimeZone.setDefault(zone);
  }
}
