package dev.naosu.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/// The arguments of `heal` that have a server do it.
final class ReportArguments {
  /// What a healing here can be told and one there cannot, and why.
  private static final Map<String, String> ONLY_HERE =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("--apply", "a server delivers a branch of the service's repository"),
              Map.entry("--branch", "a server delivers a branch when its policy lets it"),
              Map.entry("--budget", "policy.searchTime of the server says how long it searches"),
              Map.entry("--build", "the naosu.yml of the service's repository says it"),
              Map.entry("--command", "a server reproduces by tests and requests"),
              Map.entry("--keep", "the working copy is the server's"),
              Map.entry("--report", "the server's console has a page of each incident"),
              Map.entry("--show-candidates", "a server proposes one repair"),
              Map.entry("--test-command", "the naosu.yml of the service's repository says it"),
              Map.entry("--workers", "the cores are the server's")));

  private static final int MOST_LETTERS = 200;

  @Option(
      names = "--server",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "URL",
      description =
          "Report the failure to a naosu server and follow what it does; without URL, to"
              + " NAOSU_SERVER. Needs --service, and --test or --requests.")
  @Nullable String server;

  @Option(
      names = "--service",
      paramLabel = "NAME",
      description = "With --server: the service, as the server's configuration calls it.")
  @Nullable String service;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description =
          "With --server: an API token; better by NAOSU_TOKEN, which no list of processes shows.")
  @Nullable String token;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  /// Whether a server is to heal.
  boolean isAsked() {
    return server != null;
  }

  ServerAddress address(Map<String, String> environment) {
    return ServerAddress.of(server, token, environment);
  }

  String service() {
    return service == null ? "" : service.strip();
  }

  /// Everything that is wrong, each with its remedy.
  List<String> problems(HealArguments arguments, Map<String, String> environment) {
    List<String> problems = new ArrayList<>();
    if (!isAsked()) {
      if (service != null) {
        problems.add("--service names a service of a server; give --server too");
      }
      if (token != null) {
        problems.add("--token is for a server; give --server too");
      }
      return problems;
    }
    problems.addAll(address(environment).problems());
    if (service().isEmpty()) {
      problems.add("--service is missing; name the service as the server's configuration does");
    } else if (service().length() > MOST_LETTERS || service().chars().anyMatch(c -> c < ' ')) {
      problems.add("--service is no name of a service; write it as the configuration does");
    }
    if (arguments.tests.isEmpty() && arguments.requests == null) {
      problems.add("what fails is missing; give --test Class#method or --requests FILE");
    }
    if (arguments.trace != null && arguments.requests != null) {
      problems.add("--trace goes with --test; a recording holds its own traces, leave it out");
    }
    problems.addAll(onlyHere());
    return problems;
  }

  private List<String> onlyHere() {
    List<String> problems = new ArrayList<>();
    ParseResult given = command == null ? null : command.commandLine().getParseResult();
    if (given == null) {
      return problems;
    }
    if (given.hasMatchedPositional(0)) {
      problems.add(
          "PROJECT does not go with --server: the server has the service's repository; leave it"
              + " out");
    }
    ONLY_HERE.forEach(
        (option, why) -> {
          if (given.hasMatchedOption(option)) {
            problems.add(option + " does not go with --server: " + why + "; leave it out");
          }
        });
    return problems;
  }
}
