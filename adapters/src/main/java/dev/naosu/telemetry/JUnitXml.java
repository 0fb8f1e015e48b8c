package dev.naosu.telemetry;

import dev.naosu.detect.JUnitReport;
import dev.naosu.detect.JUnitReport.FailingTest;
import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.redaction.Redaction;
import dev.naosu.telemetry.Received.Unreadable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reports of a run in CI, as surefire and Gradle write them; several files may be sent one after
/// the other in one body. All failing tests of a body are one signal.
public final class JUnitXml {
  public static final int MOST_BYTES = 32 * 1024 * 1024;
  private static final Set<String> TYPES = Set.of("application/xml", "text/xml");

  /// Where one file ends and the next begins.
  private static final Pattern NEXT = Pattern.compile("(?<=</testsuites?>)\\s*+(?=<\\?xml\\s)");

  private final Cleaning cleaning;

  public JUnitXml(Redaction redaction) {
    this.cleaning = new Cleaning(redaction);
  }

  /// @param service whose tests these are; like the others, a query parameter, and empty when it is
  ///   absent
  /// @param version what was tested
  /// @param environment such as `ci`
  /// @return no signal when no test failed
  /// @throws IOException when the body cannot be read to its end
  public Decoded decode(Received received, String service, String version, String environment)
      throws IOException {
    try {
      Origin origin = QueryOrigin.of(service, version, environment);
      List<Signal> signals = signal(received, origin).stream().toList();
      return new Decoded.Understood(signals, 0, Reply.accepted(signals));
    } catch (Unreadable e) {
      return new Decoded.Refused(e.mistakes(), Reply.refused(e.status(), e.mistakes()));
    }
  }

  private Optional<Signal> signal(Received received, Origin origin) throws Unreadable, IOException {
    if (!TYPES.contains(received.mediaType())) {
      throw new Unreadable(
          415,
          "the content type is " + Mistake.quoted(received.contentType()),
          "send the report with Content-Type: application/xml");
    }
    int tests = 0;
    List<FailingTest> failing = new ArrayList<>();
    for (byte[] file : files(received.bytes(MOST_BYTES))) {
      JUnitReport report = JUnitReport.read(new ByteArrayInputStream(file));
      if (report.flaw().isPresent()) {
        throw new Unreadable(
            400,
            "the report is not whole: " + Mistake.quoted(report.flaw().get()),
            "send TEST-*.xml as the build wrote it, without a DOCTYPE");
      }
      tests += report.tests();
      failing.addAll(report.failing());
    }
    if (failing.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(signal(received, origin, tests, failing));
  }

  private Signal signal(Received received, Origin origin, int tests, List<FailingTest> failing) {
    List<String> names =
        failing.stream().map(test -> cleaning.name(test.name())).distinct().sorted().toList();
    FailingTest first = failing.getFirst();
    String message =
        failing.size()
            + " of "
            + tests
            + (tests == 1 ? " test fails" : " tests fail")
            + ", first "
            + first.name()
            + (first.message().isBlank() ? "" : ": " + first.message());
    TreeMap<String, String> attributes = new TreeMap<>();
    attributes.put("tests.run", String.valueOf(tests));
    attributes.put("tests.failing", String.valueOf(failing.size()));
    return new Signal(
        ContentId.of(
            "junit",
            List.of(
                origin.toString(),
                // without a version, nothing but the time tells this run from the next
                origin.version().isEmpty()
                    ? received.at().truncatedTo(ChronoUnit.MINUTES).toString()
                    : "",
                names.toString(),
                first.message())),
        Signal.Kind.TEST_FAILURE,
        origin,
        received.at(),
        received.at(),
        cleaning.message(message),
        first.trace().isEmpty() ? Optional.empty() : Optional.of(cleaning.trace(first.trace())),
        names,
        Optional.empty(),
        attributes);
  }

  private static List<byte[]> files(byte[] body) {
    // a letter for each byte, whatever the encoding
    String letters = new String(body, StandardCharsets.ISO_8859_1);
    List<byte[]> files = new ArrayList<>();
    int start = 0;
    Matcher next = NEXT.matcher(letters);
    while (next.find()) {
      files.add(letters.substring(start, next.start()).getBytes(StandardCharsets.ISO_8859_1));
      start = next.end();
    }
    files.add(letters.substring(start).strip().getBytes(StandardCharsets.ISO_8859_1));
    return files;
  }
}
