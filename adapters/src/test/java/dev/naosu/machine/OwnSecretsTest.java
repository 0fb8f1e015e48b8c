package dev.naosu.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OwnSecretsTest {
  @Test
  void a_child_gets_the_environment_without_what_is_meant_for_naosu_alone() {
    Map<String, String> environment =
        new TreeMap<>(
            Map.of(
                "PATH",
                "/bin",
                "NAOSU_TOKEN",
                "t",
                "NAOSU_OIDC_SECRET",
                "s",
                "NAOSU_GITHUB_SECRET",
                "g",
                "NAOSU_PROMETHEUS_TOKEN",
                "p"));
    OwnSecrets.keepFrom(environment);
    assertThat(environment).containsOnlyKeys("PATH");
  }
}
