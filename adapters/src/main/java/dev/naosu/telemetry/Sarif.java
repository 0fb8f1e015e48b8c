package dev.naosu.telemetry;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.redaction.Redaction;
import dev.naosu.telemetry.Received.Unreadable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Findings of analysers in SARIF 2.1.0. Errors and warnings are signals, one for each rule and
/// place, the worst first; of a large report only those are kept, as nobody reads a thousand.
///
/// A finding keeps its id when lines and versions move: what was told once is not told again by the
/// next run.
public final class Sarif {
  public static final int MOST_BYTES = 16 * 1024 * 1024;
  public static final int MOST_KEPT = 100;
  private static final String VERSION = "2.1.0";
  private static final int MOST_RESULTS = 100_000;
  private static final String EXPECTED = "a log of SARIF " + VERSION + ", as analysers write it";

  private final Cleaning cleaning;

  public Sarif(Redaction redaction) {
    this.cleaning = new Cleaning(redaction);
  }

  /// @param service whose code was analysed; like the others, a query parameter, and empty when it
  ///   is absent
  /// @param version what was analysed
  /// @param environment such as `ci`
  /// @return findings that were left out because there are more than [#MOST_KEPT] count as rejected
  /// @throws IOException when the body cannot be read to its end
  public Decoded decode(Received received, String service, String version, String environment)
      throws IOException {
    try {
      Origin origin = QueryOrigin.of(service, version, environment);
      List<SarifRun.Finding> findings = findings(received.bytes(MOST_BYTES));
      Map<String, Signal> byId = new LinkedHashMap<>();
      findings.stream()
          .sorted(SarifRun.Finding.WORST_FIRST)
          .map(finding -> signal(finding, origin, received.at(), findings.size()))
          .forEach(signal -> byId.putIfAbsent(signal.id(), signal));
      List<Signal> signals = byId.values().stream().limit(MOST_KEPT).toList();
      return new Decoded.Understood(signals, byId.size() - signals.size(), Reply.accepted(signals));
    } catch (Unreadable e) {
      return new Decoded.Refused(e.mistakes(), Reply.refused(e.status(), e.mistakes()));
    }
  }

  /// Read piece by piece: a tree of the whole would be many times its size.
  private static List<SarifRun.Finding> findings(byte[] body) throws Unreadable, IOException {
    List<SarifRun.Finding> findings = new ArrayList<>();
    String version = "";
    boolean hasRuns = false;
    try (JsonParser parser = OutsideJson.PIECES.getFactory().createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new Unreadable(400, "the body is no JSON object", "send " + EXPECTED);
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("version") && value == JsonToken.VALUE_STRING) {
          version = parser.getText();
        } else if (name.equals("runs") && value == JsonToken.START_ARRAY) {
          hasRuns = true;
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            findings.addAll(SarifRun.read(parser, MOST_RESULTS - findings.size()));
          }
        } else {
          parser.skipChildren();
        }
      }
    } catch (JsonProcessingException e) {
      throw OutsideJson.unreadable(e, EXPECTED);
    }
    if (!version.equals(VERSION) || !hasRuns) {
      throw new Unreadable(
          400,
          !hasRuns
              ? "there are no runs"
              : "the version is " + (version.isEmpty() ? "missing" : Mistake.quoted(version)),
          "send " + EXPECTED);
    }
    return findings;
  }

  private Signal signal(SarifRun.Finding finding, Origin origin, Instant received, int all) {
    String fingerprint =
        ContentId.of("finding", List.of(finding.rule(), finding.file(), finding.mark()));
    SortedMap<String, String> attributes = new TreeMap<>();
    attributes.put(Fingerprint.FINDING, fingerprint);
    attributes.put("finding.rule", cleaning.name(finding.rule()));
    attributes.put("finding.level", finding.level());
    attributes.put("finding.place", cleaning.message(finding.place()));
    attributes.put("findings.of", String.valueOf(all));
    told(finding.tool()).ifPresent(tool -> attributes.put("finding.tool", cleaning.name(tool)));
    told(finding.help()).ifPresent(help -> attributes.put("finding.help", cleaning.message(help)));
    told(finding.snippet())
        .ifPresent(snippet -> attributes.put("finding.snippet", cleaning.message(snippet)));
    return new Signal(
        ContentId.of("sarif", List.of(origin.service(), fingerprint)),
        Signal.Kind.FINDING,
        origin,
        received,
        received,
        cleaning.message(
            finding.rule()
                + (finding.place().isEmpty() ? "" : " at " + finding.place())
                + "\n"
                + finding.message()),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        attributes);
  }

  private static Optional<String> told(String text) {
    return Optional.of(text).filter(each -> !each.isBlank());
  }
}
