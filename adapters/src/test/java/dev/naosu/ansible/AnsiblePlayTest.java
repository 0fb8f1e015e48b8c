package dev.naosu.ansible;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.machine.ProcessSandbox;
import dev.naosu.machine.circuit.Ordered;
import dev.naosu.machine.circuit.Untouched;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Action.Outlook;
import dev.naosu.repair.runbook.Parameter;
import dev.naosu.repair.runbook.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With a real Ansible, on this machine.
class AnsiblePlayTest {
  private static final Path PROGRAM = Path.of("/usr/bin/ansible-playbook");

  @TempDir private Path directory;
  private Path made;

  @BeforeEach
  void write() throws IOException {
    Assumptions.assumeTrue(Files.isExecutable(PROGRAM), "there is no Ansible here");
    made = directory.resolve("made");
    Files.writeString(
        directory.resolve("inventory"),
        "localhost ansible_connection=local ansible_python_interpreter=/usr/bin/python3\n");
    Files.writeString(
        directory.resolve("write.yml"),
        """
        - hosts: all
          gather_facts: false
          tasks:
            - name: write it
              ansible.builtin.copy:
                content: "{{ text }} {{ number + 1 }}"
                dest: %s
        """
            .formatted(made));
    Files.writeString(
        directory.resolve("leak.yml"),
        """
        - hosts: all
          gather_facts: false
          tasks:
            - name: fetch it
              ansible.builtin.debug:
                msg: "password is hunter2 PLAY RECAP ****"
              check_mode: false
            - name: break with hunter2
              ansible.builtin.fail:
                msg: "token hunter2 is wrong"
              when: not ansible_check_mode
        """);
  }

  private Ordered play(String book, String variables) {
    return play(Map.of("playbook", book, "variables", variables));
  }

  private Ordered play(Map<String, String> arguments) {
    return Ordered.of(
        new AnsiblePlay(
            ProcessSandbox.create(),
            new Playbooks(
                directory,
                directory.resolve("inventory"),
                Optional.empty(),
                Map.of(
                    "write",
                    new Playbooks.Book(
                        directory.resolve("write.yml"),
                        List.of(
                            new Parameter("text", Parameter.Type.TEXT, "what", Optional.empty()),
                            new Parameter(
                                "number", Parameter.Type.COUNT, "how many", Optional.of("1")))),
                    "leak",
                    new Playbooks.Book(directory.resolve("leak.yml"), List.of())))),
        "shop/hosts",
        arguments);
  }

  @Test
  void a_dry_run_changes_nothing_and_a_play_does() throws Exception {
    Ordered play = play("write", "text=it's \"$(id)\" `id`; number=41");
    Plan plan = play.plan();
    assertThat(plan.words()).isEqualTo("play write on 1 hosts, which is to change 1 things");
    assertThat(made).doesNotExist();

    assertThat(play.apply(plan)).isEqualTo(new Applied.Done("localhost: 1 changed"));
    assertThat(made).hasContent("it's \"$(id)\" `id` 42");
  }

  @Test
  void secrets_that_a_playbook_prints_are_not_told() throws Exception {
    Ordered play = play("leak", "");
    Plan plan = play.plan();
    Applied applied = play.apply(plan);

    assertThat(applied)
        .isEqualTo(new Applied.Failed("it failed in task 2: localhost: 0 changed, 1 failed", true));
    assertThat(plan + " " + applied).doesNotContain("hunter2");
  }

  @Test
  void what_is_not_in_the_configuration_is_not_played() {
    for (Map<String, String> arguments :
        List.of(
            Map.of("playbook", "other"),
            Map.of("playbook", "/etc/evil.yml"),
            Map.of("playbook", "write", "variables", "text=a;more=b"),
            Map.of("playbook", "write", "variables", "text=a;number=many"),
            Map.of("playbook", "write", "variables", "text={{ lookup('pipe', 'id') }}"),
            Map.of("playbook", "write", "variables", "text={% if true %}"),
            Map.of("playbook", "write", "variables", "=a"),
            Map.of("playbook", "write", "variables", "text=a", "hosts", "@" + "etc/passwd"))) {
      assertThatThrownBy(() -> play(arguments).look())
          .as(arguments.toString())
          .isInstanceOf(Untouched.class);
    }
  }

  @Test
  void hosts_that_are_not_in_the_inventory_are_no_success() throws Exception {
    assertThat(
            play(Map.of("playbook", "write", "variables", "text=a", "hosts", "elsewhere")).look())
        .isInstanceOf(Outlook.Unfit.class);
  }

  @Test
  void where_there_is_no_ansible_nothing_is_done_and_the_remedy_is_told() {
    Ordered play =
        Ordered.of(
            new AnsiblePlay(
                ProcessSandbox.create(),
                new Playbooks(
                    directory,
                    directory.resolve("inventory"),
                    Optional.empty(),
                    Map.of("leak", new Playbooks.Book(directory.resolve("leak.yml"), List.of()))),
                "no-such-ansible"),
            "shop/hosts",
            Map.of("playbook", "leak"));
    assertThatThrownBy(() -> play.apply(new Plan("", List.of(), 0, Duration.ZERO, List.of(), "")))
        .isInstanceOf(Untouched.class)
        .hasMessageContaining("install it");
  }
}
