package dev.naosu.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/// Settings as a file tells them, for a gateway in a process of its own; JSON is YAML too.
final class SettingsJson {
  private SettingsJson() {}

  static byte[] bytes(GatewaySettings settings) {
    ObjectNode tree = ControlJson.object();
    tree.put("service", settings.service());
    tree.put("listen", settings.listen().toString());
    tree.put("control", settings.control().toString());
    tree.put("directory", text(settings.directory()));
    settings
        .tls()
        .ifPresent(
            tls ->
                tree.putObject("tls")
                    .put("certificate", text(tls.certificate()))
                    .put("key", text(tls.key())));
    tree.putObject("times")
        .put("connect", text(settings.times().connect()))
        .put("idle", text(settings.times().idle()))
        .put("whole", text(settings.times().whole()))
        .put("draining", text(settings.times().draining()));
    tree.put("headerBytes", settings.headerBytes());
    tree.put("versionHeader", settings.steering().name().toLowerCase(Locale.ROOT));
    String sticky = settings.sticky().kind().name().toLowerCase(Locale.ROOT);
    tree.put(
        "sticky",
        settings.sticky().header().isEmpty() ? sticky : sticky + ":" + settings.sticky().header());
    settings
        .health()
        .ifPresent(
            health ->
                tree.putObject("health")
                    .put("path", health.path())
                    .put("every", text(health.every()))
                    .put("within", text(health.within())));
    tree.put("trustsForwarded", settings.trustsForwarded());
    tree.put("tellsVersion", settings.tellsVersion());
    tree.putObject("capture")
        .put("requests", settings.capture().requests())
        .put("bodyBytes", settings.capture().bodyBytes())
        .put("bytes", settings.capture().bytes())
        .put("goodPerSecond", settings.capture().goodPerSecond())
        .put("emailAddresses", settings.capture().emailAddresses());
    settings
        .tell()
        .ifPresent(
            tell ->
                tree.putObject("tell")
                    .put("naosu", tell.naosu().toString())
                    .put("tokenFile", text(tell.tokenFile())));
    return ControlJson.bytes(tree);
  }

  private static String text(Path path) {
    return path.toAbsolutePath().normalize().toString();
  }

  private static String text(Duration duration) {
    return duration.toMillis() + "ms";
  }
}
