package dev.naosu.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.CommandObserver.Seen;
import dev.naosu.detect.ProbePoint;
import dev.naosu.machine.ProcessSandbox;
import dev.naosu.sandbox.Exit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ObservedCommandIT {
  private static final String MAIN =
      """
      public class Main {
        public static void main(String[] words) {
          if (words.length == 0) {
            System.exit(3);
          }
          System.out.println("done");
        }
      }
      """;

  @TempDir private Path directory;

  private Seen seen(String scratch, String line, Duration limit) {
    SmallPatient patient = new SmallPatient(directory).main("Main", MAIN);
    return new ObservedCommand(ProcessSandbox.create(), directory.resolve(scratch))
        .observe(patient.patient(), line, limit);
  }

  private static String java() {
    return SmallPatient.OWN.java() + " -cp main Main";
  }

  private static List<Integer> lines(Seen seen) {
    return seen.points().stream()
        .filter(ProbePoint::isLine)
        .filter(point -> point.method().startsWith("main("))
        .map(ProbePoint::line)
        .sorted()
        .toList();
  }

  @Test
  void the_lines_and_branches_that_a_command_ran_are_seen_with_its_exit() {
    Seen seen = seen("scratch", java(), Duration.ofSeconds(30));
    assertThat(seen.exit())
        .isInstanceOfSatisfying(
            Exit.Finished.class, finished -> assertThat(finished.code()).isEqualTo(3));
    assertThat(lines(seen)).contains(3, 4).doesNotContain(6);
    assertThat(seen.points()).anyMatch(point -> !point.isLine());
    assertThat(seen.points()).extracting(ProbePoint::className).containsOnly("Main");
  }

  @Test
  void a_directory_with_blanks_is_no_obstacle() {
    assertThat(lines(seen("my scratch", java(), Duration.ofSeconds(30)))).contains(3);
  }

  @Test
  void what_several_jvms_ran_is_seen_together() {
    assertThat(lines(seen("scratch", java() + "; " + java() + " x", Duration.ofSeconds(30))))
        .contains(3, 4, 6);
  }

  @Test
  void a_command_without_a_jvm_runs_no_line() {
    Seen seen = seen("scratch", "exit 4", Duration.ofSeconds(30));
    assertThat(seen.points()).isEmpty();
    assertThat(seen.exit())
        .isInstanceOfSatisfying(
            Exit.Finished.class, finished -> assertThat(finished.code()).isEqualTo(4));
  }

  @Test
  void a_command_that_does_not_end_is_ended() {
    assertThat(seen("scratch", "sleep 600", Duration.ofMillis(200)).exit())
        .isInstanceOf(Exit.TimedOut.class);
  }
}
