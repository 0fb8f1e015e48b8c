package dev.naosu.ansible;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.machine.Temporary;
import dev.naosu.machine.circuit.Deed;
import dev.naosu.machine.circuit.Untouched;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Action.Outlook;
import dev.naosu.repair.runbook.Arguments;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Parameter;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Traits;
import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import dev.naosu.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;

/// Plays one of the playbooks that the configuration names. Ansible's own `--check` is the dry run.
/// Variables are typed, go through a file that only naosu can read, and hold nothing that Ansible
/// would work out as a template.
public final class AnsiblePlay implements Deed {
  private static final Traits TRAITS =
      new Traits(
          "ansible.play",
          "play a playbook of Ansible",
          List.of(
              new Parameter(
                  "playbook", Parameter.Type.NAME, "name in the configuration", Optional.empty()),
              new Parameter(
                  "hosts",
                  Parameter.Type.NAME,
                  "hosts or group of the inventory that it is limited to",
                  Optional.of("all")),
              new Parameter(
                  "variables",
                  Parameter.Type.TEXT,
                  "NAME=VALUE, several with ; between them",
                  Optional.of(""))),
          Traits.Undo.NEVER,
          true,
          Duration.ofMinutes(20));

  /// How long a dry run may take; longer than for other actions.
  public static final Duration LOOKING = Duration.ofMinutes(5);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Sandbox sandbox;
  private final Playbooks playbooks;
  private final String program;

  public AnsiblePlay(Sandbox sandbox, Playbooks playbooks) {
    this(sandbox, playbooks, "ansible-playbook");
  }

  AnsiblePlay(Sandbox sandbox, Playbooks playbooks, String program) {
    this.sandbox = sandbox;
    this.playbooks = playbooks;
    this.program = program;
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public Outlook look(Order order) throws IOException {
    Recap recap = play(order, LOOKING.minusSeconds(5), true);
    if (!recap.isGood()) {
      return new Outlook.Unfit(
          "its dry run does not go through"
              + (recap.hosts().isEmpty()
                  ? ""
                  : ", in task " + recap.tasks() + ": " + recap.words()));
    }
    String name = order.arguments().text("playbook");
    return new Outlook.Ready(
        new Plan(
            "play "
                + name
                + " on "
                + recap.hosts().size()
                + " hosts, which is to change "
                + recap.changed()
                + " things"
                + (recap.skipped() > 0
                    ? " and " + recap.skipped() + " more that a dry run cannot see"
                    : ""),
            List.of(order.target().whole().toString(), "ansible:" + name),
            1,
            Duration.ZERO,
            List.of("what the playbook changes, naosu cannot put back"),
            ""));
  }

  @Override
  public Applied apply(Order order, Plan plan) throws IOException {
    Recap recap = play(order, TRAITS.limit().minusSeconds(5), false);
    if (recap.isGood()) {
      return new Applied.Done(recap.words());
    }
    return recap.hosts().isEmpty()
        ? new Applied.Failed("Ansible ended without saying what it did", true)
        : new Applied.Failed("it failed in task " + recap.tasks() + ": " + recap.words(), true);
  }

  private Recap play(Order order, Duration limit, boolean dry) throws IOException {
    Playbooks.Book book = playbooks.books().get(order.arguments().text("playbook"));
    if (book == null) {
      throw new Untouched(
          "the configuration names no playbook "
              + order.arguments().text("playbook")
              + ", only "
              + playbooks.books().keySet());
    }
    String hosts = order.arguments().text("hosts");
    if (hosts.startsWith("@") || hosts.contains("/")) {
      // Ansible would read such a file
      throw new Untouched("hosts are named as in the inventory, and not " + hosts);
    }
    Map<String, Object> variables = variables(order, book);
    try (Temporary temporary = Temporary.create()) {
      Path given = temporary.directory().resolve("variables.json");
      Files.createFile(
          given,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(given, JSON.writeValueAsBytes(variables));
      List<String> words =
          new ArrayList<>(
              List.of(
                  program,
                  "--inventory",
                  playbooks.inventory().toString(),
                  "--limit",
                  hosts,
                  "--extra-vars",
                  "@" + given));
      if (dry) {
        words.add("--check");
      }
      words.add(book.file().toString());
      return switch (sandbox.run(
          new Command(words, playbooks.directory(), environment(temporary), limit))) {
        case Exit.Finished finished -> recap(finished);
        case Exit.TimedOut _ ->
            throw dry
                ? new Untouched("its dry run was not done after " + limit.toSeconds() + " s")
                : new IOException("it was not done after " + limit.toSeconds() + " s");
        case Exit.NeverStarted never -> throw new Untouched(never.why());
      };
    } catch (CancellationException e) {
      throw new IOException("it was ended", e);
    }
  }

  private static Recap recap(Exit.Finished finished) {
    Recap recap = Recap.read(finished.output());
    return finished.succeeded() || !recap.isGood()
        ? recap
        // it says that all is well, and ends as if it were not
        : new Recap(List.of(), recap.tasks());
  }

  private Map<String, String> environment(Temporary temporary) throws IOException {
    // otherwise Ansible would read one from wherever it happens to find it
    Path none = Files.createFile(temporary.directory().resolve("ansible.cfg"));
    Map<String, String> environment = new HashMap<>();
    environment.put("ANSIBLE_NOCOLOR", "1");
    environment.put("ANSIBLE_FORCE_COLOR", "0");
    environment.put("ANSIBLE_STDOUT_CALLBACK", "default");
    environment.put("ANSIBLE_RETRY_FILES_ENABLED", "0");
    environment.put("ANSIBLE_LOCAL_TEMP", temporary.directory().resolve("ansible").toString());
    environment.put("ANSIBLE_CONFIG", playbooks.settings().orElse(none).toString());
    environment.put("LC_ALL", "C.UTF-8");
    return environment;
  }

  private static Map<String, Object> variables(Order order, Playbooks.Book book) throws Untouched {
    Map<String, String> given = new TreeMap<>();
    for (String each : order.arguments().text("variables").split(";", -1)) {
      if (!each.isBlank()) {
        int equals = each.indexOf('=');
        if (equals < 1) {
          throw new Untouched("variables are NAME=VALUE with ; between them");
        }
        given.put(each.substring(0, equals).strip(), each.substring(equals + 1).strip());
      }
    }
    return switch (Arguments.read(book.variables(), given)) {
      case Arguments.Reading.Unfit unfit ->
          throw new Untouched("variables: " + String.join("; ", unfit.mistakes()));
      case Arguments.Reading.Fit fit -> typed(book, fit.arguments());
    };
  }

  private static Map<String, Object> typed(Playbooks.Book book, Arguments arguments)
      throws Untouched {
    Map<String, Object> typed = new TreeMap<>();
    for (Parameter each : book.variables()) {
      String value = arguments.text(each.name());
      if (value.contains("{{") || value.contains("{%") || value.contains("{#")) {
        throw new Untouched(each.name() + " holds what Ansible would work out as a template");
      }
      typed.put(
          each.name(),
          switch (each.type()) {
            case COUNT -> Long.parseLong(value);
            case YES_OR_NO -> Boolean.parseBoolean(value);
            case NAME, TEXT, PERCENT, TIME, PATH -> value;
          });
    }
    return typed;
  }
}
