package dev.naosu.machine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerChannelTest {
  @Test
  void answers_come_alone_and_all_else_goes_where_errors_go() throws Exception {
    String script = "echo noise; echo 'an answer' > \"$1\"; echo more noise";
    Process process =
        new ProcessBuilder(
                AnswerChannel.open(List.of("sh", "-c", script, "child", AnswerChannel.PATH)))
            .start();
    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8)).isEqualTo("an answer\n");
    assertThat(new String(process.getErrorStream().readAllBytes(), UTF_8))
        .isEqualTo("noise\nmore noise\n");
    assertThat(process.waitFor()).isZero();
  }
}
