package dev.naosu.app.runtime;

import dev.naosu.detect.vitals.Condition;
import dev.naosu.detect.vitals.Condition.Side;
import dev.naosu.repair.runbook.Arguments;
import dev.naosu.repair.runbook.Parameter;
import dev.naosu.repair.runbook.Runbook;
import dev.naosu.repair.runbook.Traits;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Reads a runbook, and tells every mistake with its line.
public final class RunbookReader {
  private static final int MOST_LETTERS = 100_000;
  private static final int MOST_LIST = 50;
  private static final Duration LONGEST = Duration.ofHours(2);
  private static final Duration USUAL_WITHIN = Duration.ofMinutes(1);
  private static final List<String> KEYS =
      List.of("runbook", "title", "for", "when", "evidence", "steps", "helped");
  private static final List<String> STEP = List.of("action", "component", "with", "within");
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  private static final Pattern COMPONENT = Pattern.compile("[A-Za-z0-9][\\w.-]{0,63}");
  private static final Pattern ACTION = Pattern.compile("[a-z][a-z0-9.-]{0,63}");
  private static final Pattern CONDITION =
      Pattern.compile(
          "([a-z][a-z0-9.-]{0,63})\\s*([<>])\\s*(-?\\d{1,12}(?:\\.\\d{1,6})?)\\s*%?"
              + "(?:\\s+for\\s+(\\d{1,6}\\s?(?:ms|s|m|min|h|d)))?");

  private final Knowledge knowledge;

  public RunbookReader(Knowledge knowledge) {
    this.knowledge = knowledge;
  }

  /// What there is; a runbook that names anything else has a mistake.
  ///
  /// @param vitals by name
  /// @param kinds of components
  /// @param evidence that can be collected
  /// @param actions by name, with what is known of them: empty where they are known by name only
  public record Knowledge(
      Set<String> vitals,
      List<String> kinds,
      List<String> evidence,
      Map<String, Optional<Traits>> actions) {
    public Knowledge {
      vitals = Set.copyOf(vitals);
      kinds = List.copyOf(kinds);
      evidence = List.copyOf(evidence);
      actions = Map.copyOf(actions);
    }
  }

  /// What came of reading.
  public sealed interface Reading {
    record Good(Runbook runbook) implements Reading {}

    /// @param mistakes each with its place and remedy
    record Bad(List<String> mistakes) implements Reading {
      public Bad {
        mistakes = List.copyOf(mistakes);
      }
    }
  }

  /// @param source such as the name of the file; begins every mistake
  public Reading read(String source, String text) {
    if (text.length() > MOST_LETTERS) {
      return new Reading.Bad(List.of(source + ":1: is too long for a runbook"));
    }
    try {
      Optional<Node> node =
          new Compose(LoadSettings.builder().setAllowDuplicateKeys(false).setLabel(source).build())
              .composeString(text);
      return node.map(each -> new Pass(source).read(each))
          .orElse(new Reading.Bad(List.of(source + ":1: is empty; begin with runbook: NAME")));
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      return new Reading.Bad(List.of(source + ":" + line + ": not YAML: " + e.getProblem()));
    } catch (YamlEngineException e) {
      return new Reading.Bad(
          List.of(
              source
                  + ":1: not YAML: "
                  + String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
    }
  }

  /// One pass over one file.
  private final class Pass {
    private final String source;
    private final List<String> mistakes = new ArrayList<>();

    Pass(String source) {
      this.source = source;
    }

    Reading read(Node root) {
      Map<String, Node> keys = keys(root, KEYS, "a runbook");
      Optional<String> name = scalar(keys, "runbook", root, NAME, "small letters, digits and -");
      Optional<String> title = text(keys, "title", root);
      List<String> kinds = words(keys, "for", root, knowledge.kinds(), "kind of component");
      List<Condition> when = conditions(keys, "when", root);
      List<String> evidence =
          keys.containsKey("evidence")
              ? words(keys, "evidence", root, knowledge.evidence(), "kind of evidence")
              : List.of();
      List<Runbook.Step> steps = steps(keys, root);
      List<Condition> helped = conditions(keys, "helped", root);
      return mistakes.isEmpty() && name.isPresent() && title.isPresent()
          ? new Reading.Good(
              new Runbook(name.get(), title.get(), kinds, when, evidence, steps, helped))
          : new Reading.Bad(mistakes);
    }

    private List<Condition> conditions(Map<String, Node> keys, String key, Node parent) {
      List<Condition> conditions = new ArrayList<>();
      for (Node each : list(keys, key, parent)) {
        condition(each).ifPresent(conditions::add);
      }
      return conditions;
    }

    private Optional<Condition> condition(Node node) {
      String written = node instanceof ScalarNode scalar ? scalar.getValue().strip() : "";
      Matcher form = CONDITION.matcher(written);
      if (!form.matches()) {
        mistake(node, "is no condition; write it as disk.used > 85 for 2m");
        return Optional.empty();
      }
      if (!knowledge.vitals().contains(form.group(1))) {
        mistake(node, form.group(1) + " is not measured" + near(form.group(1)));
        return Optional.empty();
      }
      Duration lasting = form.group(4) == null ? Duration.ZERO : Parameter.time(form.group(4));
      if (lasting.compareTo(LONGEST) > 0) {
        mistake(node, "lasts longer than is remembered; at most 2h");
        return Optional.empty();
      }
      return Optional.of(
          new Condition(
              form.group(1),
              form.group(2).equals(">") ? Side.ABOVE : Side.BELOW,
              Double.parseDouble(form.group(3)),
              lasting));
    }

    private String near(String vital) {
      List<String> near =
          knowledge.vitals().stream()
              .filter(
                  each ->
                      each.split("\\.", -1)[0].equals(vital.split("\\.", -1)[0])
                          || each.endsWith("." + vital))
              .sorted()
              .toList();
      return near.isEmpty()
          ? "; naosu runbook list --vitals tells what is"
          : "; did you mean " + String.join(" or ", near) + "?";
    }

    private List<Runbook.Step> steps(Map<String, Node> keys, Node root) {
      List<Runbook.Step> steps = new ArrayList<>();
      for (Node each : list(keys, "steps", root)) {
        Map<String, Node> step = keys(each, STEP, "a step");
        Optional<String> action =
            scalar(step, "action", each, ACTION, "the name of an action, such as process.restart");
        Optional<String> component =
            step.containsKey("component")
                ? scalar(step, "component", each, COMPONENT, "the name of a component")
                : Optional.of("");
        Map<String, String> with = with(step);
        Duration within = within(step);
        action.ifPresent(name -> known(step.getOrDefault("action", each), name, step, with));
        if (action.isPresent() && component.isPresent()) {
          steps.add(new Runbook.Step(action.get(), component.get(), with, within));
        }
      }
      return steps;
    }

    private void known(Node node, String action, Map<String, Node> step, Map<String, String> with) {
      Optional<Traits> traits = knowledge.actions().get(action);
      if (traits == null) {
        mistake(
            node,
            action
                + " is no action; there are "
                + String.join(", ", knowledge.actions().keySet().stream().sorted().toList()));
        return;
      }
      traits.ifPresent(
          each -> {
            if (Arguments.read(each.parameters(), with)
                instanceof Arguments.Reading.Unfit(List<String> wrong)) {
              wrong.forEach(what -> mistake(step.getOrDefault("with", node), action + ": " + what));
            }
          });
    }

    private Map<String, String> with(Map<String, Node> step) {
      Map<String, String> with = new LinkedHashMap<>();
      Node node = step.get("with");
      if (node == null) {
        return with;
      }
      if (!(node instanceof MappingNode mapping)) {
        mistake(node, "with is names and values, such as {grace: 20s}");
        return with;
      }
      for (NodeTuple each : mapping.getValue()) {
        if (each.getKeyNode() instanceof ScalarNode key
            && each.getValueNode() instanceof ScalarNode value) {
          with.put(key.getValue(), value.getValue());
        } else {
          mistake(each.getKeyNode(), "is a name and one value");
        }
      }
      return with;
    }

    private Duration within(Map<String, Node> step) {
      Node node = step.get("within");
      if (node == null) {
        return USUAL_WITHIN;
      }
      try {
        Duration within =
            Parameter.time(node instanceof ScalarNode scalar ? scalar.getValue().strip() : "");
        if (within.compareTo(LONGEST) <= 0) {
          return within;
        }
      } catch (DateTimeParseException e) {
        // told below
      }
      mistake(node, "within is a time of at most 2h, such as 90s");
      return USUAL_WITHIN;
    }

    private List<String> words(
        Map<String, Node> keys, String key, Node parent, List<String> known, String what) {
      List<String> words = new ArrayList<>();
      for (Node each : list(keys, key, parent)) {
        String word = each instanceof ScalarNode scalar ? scalar.getValue() : "";
        if (known.contains(word)) {
          words.add(word);
        } else {
          mistake(each, "is no " + what + "; there are " + String.join(", ", known));
        }
      }
      return words;
    }

    private List<Node> list(Map<String, Node> keys, String key, Node parent) {
      Node node = keys.get(key);
      if (node == null) {
        mistake(parent, key + " is missing");
        return List.of();
      }
      if (!(node instanceof SequenceNode sequence)
          || sequence.getValue().isEmpty()
          || sequence.getValue().size() > MOST_LIST) {
        mistake(node, key + " is a list of at least one; begin each line with -");
        return List.of();
      }
      return sequence.getValue();
    }

    private Optional<String> text(Map<String, Node> keys, String key, Node parent) {
      return scalar(keys, key, parent, Pattern.compile("[^\\p{Cntrl}]{1,120}"), "a few words");
    }

    private Optional<String> scalar(
        Map<String, Node> keys, String key, Node parent, Pattern form, String what) {
      Node node = keys.get(key);
      if (node == null) {
        mistake(parent, key + " is missing: " + what);
        return Optional.empty();
      }
      if (!(node instanceof ScalarNode scalar) || !form.matcher(scalar.getValue()).matches()) {
        mistake(node, key + " is " + what);
        return Optional.empty();
      }
      return Optional.of(scalar.getValue());
    }

    private Map<String, Node> keys(Node node, List<String> known, String what) {
      Map<String, Node> keys = new LinkedHashMap<>();
      if (!(node instanceof MappingNode mapping)) {
        mistake(node, "is not " + what + ", which has the keys " + String.join(", ", known));
        return keys;
      }
      for (NodeTuple each : mapping.getValue()) {
        String key = each.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "this";
        if (!known.contains(key)) {
          mistake(
              each.getKeyNode(),
              key + " is not known; the keys here are " + String.join(", ", known));
        }
        keys.put(key, each.getValueNode());
      }
      return keys;
    }

    private void mistake(Node node, String what) {
      int line = node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
      mistakes.add(source + ":" + line + ": " + what);
    }
  }
}
