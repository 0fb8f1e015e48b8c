package dev.naosu.tail.reading;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes off what stands around each line of a program that did not write its file itself: Docker's
/// JSON, the CRI of Kubernetes, the names before lines of `docker compose logs`, syslog.
public final class Wrapping {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]{0,20}[mK]");
  private static final String MOMENT =
      "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?(?:Z|[+-]\\d\\d:\\d\\d)";
  private static final Pattern CRI =
      Pattern.compile("(" + MOMENT + ") std(?:out|err) ([PF])[\\w:]{0,20} ?(.*)");
  private static final Pattern COMPOSE =
      Pattern.compile("[a-z0-9][\\w.-]{0,60}[-_]\\d{1,4}\\s{1,60}\\| ?(.*)");
  private static final Pattern SYSLOG =
      Pattern.compile(
          "(?:<\\d{1,3}>)?[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d \\S{1,255} "
              + "[^\\s\\[:]{1,100}(?:\\[\\d{1,10}])?: ?(.*)");

  /// Without a process in brackets it may be a program's own line, of a level and a logger.
  private static final Pattern SYSLOG_ISO =
      Pattern.compile(
          "(?:<\\d{1,3}>)?(" + MOMENT + ") \\S{1,255} [^\\s\\[:]{1,100}\\[\\d{1,10}]: ?(.*)");

  private static final Pattern SYSLOG_5424 =
      Pattern.compile(
          "<\\d{1,3}>1 ("
              + MOMENT
              + ") \\S{1,255} \\S{1,48} \\S{1,128} \\S{1,32} (?:-|\\[[^]]{0,2000}]) ?(.*)");

  private Wrapping() {}

  /// The program's own line; the line itself when nothing is around it.
  public static Line open(String raw) {
    if (raw.isEmpty()) {
      return Line.of(raw);
    }
    Line line = raw.startsWith("{\"log\":") ? docker(raw) : text(raw);
    String plain =
        line.text().indexOf('\u001b') < 0
            ? line.text()
            : COLOUR.matcher(line.text()).replaceAll("");
    return new Line(plain, line.at(), line.ends());
  }

  private static Line docker(String raw) {
    try {
      JsonNode node = JSON.readTree(raw);
      JsonNode log = node.path("log");
      if (!log.isTextual() || !node.path("stream").isTextual()) {
        return Line.of(raw);
      }
      String text = log.asText();
      boolean ends = text.endsWith("\n");
      return new Line(
          ends ? text.substring(0, text.length() - 1) : text,
          moment(node.path("time").asText()),
          ends);
    } catch (JsonProcessingException _) {
      // a line of its own, whatever it begins with
      return Line.of(raw);
    }
  }

  private static Line text(String raw) {
    char first = raw.charAt(0);
    if (first == ' ' || first == '\t' || first == '{') {
      return Line.of(raw);
    }
    Matcher cri = CRI.matcher(raw);
    if (cri.matches()) {
      return new Line(cri.group(3), moment(cri.group(1)), cri.group(2).equals("F"));
    }
    Matcher compose = COMPOSE.matcher(raw);
    if (compose.matches()) {
      return Line.of(compose.group(1));
    }
    Matcher syslog = SYSLOG.matcher(raw);
    if (syslog.matches()) {
      return Line.of(unescaped(syslog.group(1)));
    }
    for (Pattern form : new Pattern[] {SYSLOG_ISO, SYSLOG_5424}) {
      Matcher matcher = form.matcher(raw);
      if (matcher.matches()) {
        return new Line(unescaped(matcher.group(2)), moment(matcher.group(1)), true);
      }
    }
    return Line.of(raw);
  }

  /// rsyslog writes a tab as its octal number.
  private static String unescaped(String text) {
    return text.replace("#011", "\t");
  }

  private static Optional<Instant> moment(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
