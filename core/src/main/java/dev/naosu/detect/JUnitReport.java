package dev.naosu.detect;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// What an XML report of surefire, Gradle or others says about how each test ended. Names and
/// traces are hostile text. No entity is expanded and nothing outside of the report is read.
///
/// @param tests number of tests that ran, skipped ones left out
/// @param failing failed and broken ones, in the order of the report, at most [#MOST_FAILING]
/// @param flaw why it may not be all there, such as where it is cut off; empty when it is whole
public record JUnitReport(int tests, List<FailingTest> failing, Optional<String> flaw) {
  public static final int MOST_FAILING = 10_000;
  private static final int MOST_PROLOG = 200;
  private static final Pattern ENCODING =
      Pattern.compile("^\\s*+<\\?xml[^>]{0,100}?\\sencoding=[\"']([A-Za-z][\\w.:-]{0,40}+)[\"']");

  public JUnitReport {
    failing = List.copyOf(failing);
  }

  /// A test that failed or broke.
  ///
  /// @param name `class#method`
  /// @param message empty when it had none
  /// @param trace empty when it had none
  public record FailingTest(String name, String message, String trace) {}

  /// Reads as far as the report goes; what is not XML at all has no tests and a flaw.
  public static JUnitReport read(InputStream stream) {
    // the platform's own, whatever else is on the class path
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    Reading reading = new Reading();
    try {
      reading.suites(factory.createXMLStreamReader(letters(stream)));
    } catch (XMLStreamException | IOException e) {
      // a JVM that was ended while writing leaves a report that stops in the middle
      reading.flaw = reading.flaw.or(() -> Optional.of(String.valueOf(e.getMessage())));
    }
    return new JUnitReport(reading.tests, reading.failing, reading.flaw);
  }

  /// Decoded here, and bytes that are no letters replaced: the platform's reader would write on
  /// standard error that there are some, which is not its place.
  private static Reader letters(InputStream stream) throws IOException {
    BufferedInputStream bytes = new BufferedInputStream(stream);
    bytes.mark(MOST_PROLOG);
    String prolog = new String(bytes.readNBytes(MOST_PROLOG), StandardCharsets.ISO_8859_1);
    bytes.reset();
    if (prolog.startsWith("\u00ef\u00bb\u00bf")) {
      bytes.skipNBytes(3);
      return new InputStreamReader(bytes, StandardCharsets.UTF_8);
    }
    if (prolog.startsWith("\u00fe\u00ff") || prolog.startsWith("\u00ff\u00fe")) {
      return new InputStreamReader(bytes, StandardCharsets.UTF_16);
    }
    Matcher named = ENCODING.matcher(prolog);
    boolean isKnown = named.find() && Charset.isSupported(named.group(1));
    return new InputStreamReader(
        bytes, isKnown ? Charset.forName(named.group(1)) : StandardCharsets.UTF_8);
  }

  private static final class Reading {
    /// Letters of one trace: a method may be named at its very end.
    private static final int MOST_TRACE_LETTERS = 1_000_000;

    private int tests;
    private final List<FailingTest> failing = new ArrayList<>();
    private Optional<String> flaw = Optional.empty();

    void suites(XMLStreamReader reader) throws XMLStreamException {
      boolean root = true;
      while (reader.hasNext()) {
        int event = reader.next();
        if (event == XMLStreamConstants.DTD) {
          flaw = Optional.of("it has a DOCTYPE, and no report needs one");
        }
        if (event != XMLStreamConstants.START_ELEMENT) {
          continue;
        }
        String element = reader.getLocalName();
        if (root && !element.equals("testsuite") && !element.equals("testsuites")) {
          flaw = Optional.of("it begins with <" + element + ">, not with <testsuite>");
        }
        root = false;
        if (element.equals("testcase")) {
          test(reader);
        }
      }
    }

    private void test(XMLStreamReader reader) throws XMLStreamException {
      String className = attribute(reader, "classname");
      String name = attribute(reader, "name");
      String message = "";
      boolean failed = false;
      boolean skipped = false;
      StringBuilder trace = new StringBuilder();
      int depth = 1;
      boolean inFailure = false;
      while (depth > 0) {
        switch (reader.next()) {
          case XMLStreamConstants.START_ELEMENT -> {
            depth++;
            String element = reader.getLocalName();
            // flakyFailure and rerunFailure are the other runs of a test that was repeated
            inFailure = depth == 2 && (element.equals("failure") || element.equals("error"));
            if (inFailure && message.isEmpty()) {
              message = attribute(reader, "message");
            }
            failed |= inFailure;
            skipped |= depth == 2 && element.equals("skipped");
          }
          case XMLStreamConstants.END_ELEMENT -> depth--;
          case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
            if (depth == 2 && inFailure && trace.length() < MOST_TRACE_LETTERS) {
              trace.append(reader.getText());
            }
          }
          default -> {
            // comments and the like
          }
        }
      }
      if (failed && failing.size() < MOST_FAILING) {
        String text = trace.toString().strip();
        failing.add(
            new FailingTest(className + "#" + method(className, name, text), message, text));
      }
      tests += skipped ? 0 : 1;
    }

    private static String attribute(XMLStreamReader reader, String name) {
      String value = reader.getAttributeValue(null, name);
      return value == null ? "" : value;
    }

    /// The method of a test case: what surefire, Gradle and JUnit add for its arguments is cut off;
    /// a display name is replaced by the method that the stack trace shows.
    private static String method(String className, String name, String trace) {
      String cut = name.split("[({\\[]", 2)[0].strip();
      if (isMethodName(cut)) {
        return cut;
      }
      Matcher frame =
          Pattern.compile(
                  "\\bat (?:[\\w.@-]{1,200}+/{1,2})?"
                      + Pattern.quote(className)
                      + "\\.([\\w$]+)\\(")
              .matcher(trace);
      String last = "";
      while (frame.find()) {
        String method = frame.group(1);
        if (!method.startsWith("lambda$")) {
          last = method;
        }
      }
      return last.isEmpty() ? name : last;
    }

    private static boolean isMethodName(String name) {
      return !name.isEmpty()
          && Character.isJavaIdentifierStart(name.charAt(0))
          && name.chars().allMatch(Character::isJavaIdentifierPart);
    }
  }
}
