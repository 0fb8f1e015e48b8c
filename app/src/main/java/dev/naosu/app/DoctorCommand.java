package dev.naosu.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.app.models.ModelsSection;
import dev.naosu.app.tell.CheckList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `naosu doctor`.
@Command(
    name = "doctor",
    header = "Says whether this machine can heal a project, and what to do if it cannot.",
    usageHelpAutoWidth = true,
    mixinStandardHelpOptions = true,
    footer = {"", "Exit code 0 when heal can work here, or all models repaired; 3 when not."})
final class DoctorCommand implements Callable<Integer>, Checked {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "PROJECT",
      defaultValue = ".",
      description = "Directory of the project (default: here).")
  private String project = ".";

  @Option(
      names = "--model",
      description =
          "Ask each configured model for one tiny repair instead; costs a few hundred tokens.")
  private boolean model;

  @Option(
      names = "--models",
      paramLabel = "FILE",
      description =
          "With --model: what configures them (default: naosu/naosu.yml in your configuration, and"
              + " keys in the environment; docs/models.md).")
  private @Nullable Path models;

  @Option(names = "--json", description = "Write one JSON object to standard output.")
  private boolean json;

  @Option(names = "--no-color", description = "No colours; also by NO_COLOR and in a pipe.")
  private boolean noColor;

  private final Io io;
  private final Doctor.Source doctors;
  private final InstantSource clock;
  private final Map<String, String> environment;

  DoctorCommand(
      Io io, Doctor.Source doctors, InstantSource clock, Map<String, String> environment) {
    this.io = io;
    this.doctors = doctors;
    this.clock = clock;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (!Files.isDirectory(Path.of(project))) {
      problems.add(project + " is not a directory; name the directory of a project");
    }
    if (models != null && !model) {
      problems.add("--models belongs to --model; give both");
    }
    if (models != null && !Files.isRegularFile(models)) {
      problems.add("--models " + models + " is no file; see docs/models.md");
    }
    return problems;
  }

  @Override
  public Integer call() {
    List<Doctor.Check> checks = doctor().examine();
    boolean fit = checks.stream().allMatch(check -> check.good() || !check.needed());
    if (json) {
      io.out().println(json(checks, fit));
    } else {
      CheckList list = new CheckList(io.outScreen(!noColor));
      checks.forEach(
          check ->
              list.line(check.name(), check.good(), check.needed(), check.found(), check.remedy()));
      if (!model) {
        list.verdict(fit);
      }
    }
    return fit ? ExitCode.HEALED_OR_NOTHING_TO_HEAL : ExitCode.COULD_NOT_RUN;
  }

  private Doctor doctor() {
    return model
        ? new ModelDoctor(
            models == null ? ModelsSection.usualFile(environment) : models, environment, clock)
        : doctors.doctor(Path.of(project).toAbsolutePath().normalize());
  }

  private static String json(List<Doctor.Check> checks, boolean fit) {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode root = mapper.createObjectNode();
    root.put("schema", "naosu/doctor/1");
    root.put("version", Version.text());
    root.put("fit", fit);
    ArrayNode list = root.putArray("checks");
    for (Doctor.Check check : checks) {
      ObjectNode node = list.addObject();
      node.put("name", check.name());
      node.put("good", check.good());
      node.put("needed", check.needed());
      node.put("found", check.found());
      node.put("remedy", check.remedy());
    }
    try {
      return mapper.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts can be written", e);
    }
  }
}
