package dev.naosu.jmx;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanException;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;

/// A logger of another process: of Spring Boot, of Logback, or of the JDK.
final class Loggers {
  private static final String SPRING = "org.springframework.boot:type=Endpoint,name=Loggers";
  private static final String LOGBACK = "ch.qos.logback.classic:Name=*,Type=*";
  private static final String JDK = "java.util.logging:type=Logging";

  private final Attached jvm;
  private final ObjectName bean;
  private final String set;
  private final String logger;
  private final String level;

  private Loggers(Attached jvm, ObjectName bean, String set, String logger, String level) {
    this.jvm = jvm;
    this.bean = bean;
    this.set = set;
    this.logger = logger;
    this.level = level;
  }

  /// Empty when nobody there knows it.
  static Optional<Loggers> of(Attached jvm, String logger) throws IOException, JMException {
    Set<ObjectName> spring = jvm.named(SPRING);
    if (!spring.isEmpty()) {
      ObjectName bean = spring.iterator().next();
      Object levels = ask(jvm, bean, "loggerLevels", logger);
      String level =
          levels instanceof Map<?, ?> map && map.get("configuredLevel") instanceof String text
              ? text
              : "";
      return Optional.of(new Loggers(jvm, bean, "configureLogLevel", logger, level));
    }
    Set<ObjectName> logback = jvm.named(LOGBACK);
    if (!logback.isEmpty()) {
      ObjectName bean = logback.iterator().next();
      return Optional.of(
          new Loggers(
              jvm, bean, "setLoggerLevel", logger, text(ask(jvm, bean, "getLoggerLevel", logger))));
    }
    ObjectName bean = new ObjectName(JDK);
    Object level = ask(jvm, bean, "getLoggerLevel", logger);
    // of the JDK's: none is no logger, and nothing is one that has no level of its own
    return level instanceof String text
        ? Optional.of(new Loggers(jvm, bean, "setLoggerLevel", logger, text))
        : Optional.empty();
  }

  /// Empty when it has none of its own.
  String level() {
    return level;
  }

  /// @param wanted empty for none of its own
  /// @throws IOException when there is no such level
  void set(String wanted) throws IOException, JMException {
    try {
      jvm.beans()
          .invoke(
              bean,
              set,
              new Object[] {logger, wanted.isEmpty() ? null : named(wanted)},
              new String[] {String.class.getName(), String.class.getName()});
    } catch (RuntimeMBeanException | MBeanException e) {
      throw new IOException("the logger does not take the level " + wanted, e);
    }
  }

  /// The JDK has names of its own for the usual levels.
  private String named(String wanted) {
    if (!bean.toString().equals(JDK)) {
      return wanted;
    }
    return switch (wanted) {
      case "TRACE" -> "FINER";
      case "DEBUG" -> "FINE";
      case "WARN" -> "WARNING";
      case "ERROR" -> "SEVERE";
      default -> wanted;
    };
  }

  private static Object ask(Attached jvm, ObjectName bean, String operation, String logger)
      throws IOException, JMException {
    return jvm.beans()
        .invoke(bean, operation, new Object[] {logger}, new String[] {String.class.getName()});
  }

  private static String text(Object value) {
    return value instanceof String text ? text : "";
  }
}
