package dev.naosu.app.tell;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.prove.traffic.TrafficProof;
import dev.naosu.prove.traffic.TrafficProof.Difference;
import dev.naosu.prove.traffic.TrafficProof.LeftOut;
import dev.naosu.prove.traffic.TrafficProof.Noise;
import java.util.List;
import java.util.Locale;

/// What two builds answered, for a terminal and for scripts. Fields and values come from services.
public final class TrafficTable {
  private static final int VALUE = 60;
  private static final int FIELD = 60;
  private static final int SENTENCE = 600;
  private static final int MOST_NOISE = 12;

  private TrafficTable() {}

  /// For people.
  public static void show(Screen screen, TrafficProof proof) {
    Ink ink = screen.ink();
    String word = headline(proof.verdict());
    screen.line(
        switch (proof.verdict()) {
          case HOLDS -> ink.good(word);
          case DIFFERS, STILL_FAILS, NOT_REPRODUCED, COULD_NOT_RUN -> ink.bad(word);
        });
    screen.line("");
    for (String reason : proof.reasons()) {
      reason.lines().forEach(line -> screen.line("  " + SafeText.line(line, SENTENCE)));
    }
    if (!proof.differences().isEmpty()) {
      screen.line("");
      differences(screen, proof.differences());
    }
    if (!proof.noise().isEmpty()) {
      screen.line("");
      screen.line("Not compared, for it differs between starts of the same build");
      for (Noise each : proof.noise().subList(0, Math.min(MOST_NOISE, proof.noise().size()))) {
        screen.line("  " + ink.faint(SafeText.line(each.line(), FIELD + VALUE)));
      }
      if (proof.noise().size() > MOST_NOISE) {
        screen.line("  … and " + (proof.noise().size() - MOST_NOISE) + " more fields");
      }
    }
    if (!proof.leftOut().isEmpty()) {
      screen.line("");
      screen.line("Left out");
      for (LeftOut each : proof.leftOut()) {
        screen.line(
            "  "
                + (each.requests() == 1 ? "1 request: " : each.requests() + " requests: ")
                + each.why());
      }
    }
  }

  private static void differences(Screen screen, List<Difference> differences) {
    Ink ink = screen.ink();
    int widest =
        differences.stream()
            .mapToInt(each -> SafeText.line(each.field(), FIELD).length())
            .max()
            .orElse(0);
    String form = "  %-" + Math.max(widest, "FIELD".length()) + "s  %-22s  ";
    screen.line(ink.strong(String.format(Locale.ROOT, form, "FIELD", "REQUESTS") + "OLD → NEW"));
    for (Difference each : differences) {
      screen.line(
          String.format(
                  Locale.ROOT,
                  form,
                  SafeText.line(each.field(), FIELD),
                  each.requests() + " of " + each.of() + percent(each))
              + SafeText.line(each.before(), VALUE)
              + " → "
              + SafeText.line(each.after(), VALUE));
      screen.line(
          "    "
              + ink.faint(
                  "such as " + SafeText.line(each.example(), FIELD + VALUE) + chance(each)));
    }
  }

  private static String percent(Difference each) {
    return String.format(
        Locale.ROOT, " (%.3g %%)", 100.0 * each.requests() / Math.max(1, each.of()));
  }

  /// Where the field is noisy as well.
  private static String chance(Difference each) {
    return each.chance() == 0
        ? ""
        : String.format(
            Locale.ROOT, "; noise alone does this with a chance of %.2g %%", 100 * each.chance());
  }

  private static String headline(TrafficProof.Verdict verdict) {
    return switch (verdict) {
      case HOLDS -> "Both builds answer the same";
      case DIFFERS -> "The new build answers otherwise";
      case STILL_FAILS -> "What failed in production fails in the new build, too";
      case NOT_REPRODUCED -> "What failed in production does not fail in the old build";
      case COULD_NOT_RUN -> "The builds could not be compared";
    };
  }

  /// One object of JSON.
  public static String json(TrafficProof proof, String version) {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode root = mapper.createObjectNode();
    root.put("schema", "naosu/replay/1");
    root.put("version", version);
    root.put("verdict", proof.verdict().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    ArrayNode reasons = root.putArray("reasons");
    proof.reasons().forEach(reasons::add);
    ObjectNode failing = root.putObject("failing");
    failing.put("given", proof.failing().given());
    failing.put("reproduced", proof.failing().reproduced());
    failing.put("mended", proof.failing().mended());
    root.put("compared", proof.compared());
    ArrayNode differences = root.putArray("differences");
    for (Difference each : proof.differences()) {
      ObjectNode node = differences.addObject();
      node.put("field", each.field());
      node.put("requests", each.requests());
      node.put("of", each.of());
      node.put("before", each.before());
      node.put("after", each.after());
      node.put("example", each.example());
      node.put("chance", each.chance());
    }
    ArrayNode noise = root.putArray("noise");
    for (Noise each : proof.noise()) {
      ObjectNode node = noise.addObject();
      node.put("field", each.field());
      node.put("requests", each.requests());
      node.put("of", each.of());
    }
    ArrayNode leftOut = root.putArray("leftOut");
    for (LeftOut each : proof.leftOut()) {
      ObjectNode node = leftOut.addObject();
      node.put("why", each.why());
      node.put("requests", each.requests());
    }
    try {
      return mapper.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers are JSON", e);
    }
  }
}
