package dev.naosu.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.SuiteRun;
import dev.naosu.detect.TestId;
import dev.naosu.detect.TestObserver;
import dev.naosu.detect.TestRun;
import dev.naosu.machine.Cage;
import dev.naosu.machine.CageLimits;
import dev.naosu.machine.Isolator;
import dev.naosu.machine.TestCage;
import dev.naosu.prove.Worker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// JVMs of a patient in the cage answer as those outside do, and see nothing of the outside.
@ParameterizedClass
@EnumSource(Isolator.class)
class CagedJvmIT {
  private final Isolator isolator;

  @TempDir Path root;
  @TempDir Path own;
  @TempDir Path outside;
  private SmallPatient patient = new SmallPatient(Path.of("."));
  private JvmLauncher launcher = patient.launcher();

  CagedJvmIT(Isolator isolator) {
    this.isolator = isolator;
  }

  @BeforeEach
  void makePatient() throws Exception {
    Path secret = Files.writeString(outside.resolve("secret"), "canary");
    patient =
        new SmallPatient(root)
            .main("Sum", "public class Sum { public static int of(int a, int b) { return a; } }")
            .test(
                "SumTest",
                "@Test public void adds() { assertEquals(3, Sum.of(1, 2)); }"
                    + " @Test public void outside() { assertFalse(new java.io.File(\""
                    + secret
                    + "\").exists()); }"
                    + " @Test public void variables() { assertNull(System.getenv(\"USER_SECRET\"));"
                    + " assertEquals(\"/tmp\", System.getProperty(\"user.home\")); }"
                    + " @Test public void writes() throws Exception {"
                    + " new java.io.File(\"made\").createNewFile();"
                    + " java.io.File.createTempFile(\"abc\", \"d\"); }"
                    + " @Test public void knowsItself() throws Exception {"
                    + " java.net.InetAddress.getLocalHost(); }");
    Cage cage =
        TestCage.found(isolator, own, CageLimits.USUAL)
            .with(
                List.of(JvmLauncher.probeJar(), Path.of("target", "patient-libs").toAbsolutePath()),
                List.of(root));
    launcher = new JvmLauncher((_, _) -> List.of(), root.resolve("logs"), cage);
  }

  @Test
  void tests_are_observed() throws Exception {
    SuiteRun suite =
        new ForkedObserver(launcher)
            .observe(
                patient.patient(),
                patient.module(),
                List.of(),
                new TestObserver.Limits(Duration.ofSeconds(10), 1_000_000),
                _ -> {});
    assertThat(suite.runs()).hasSize(5);
    assertThat(suite.runs().stream().filter(TestRun::failed).map(run -> run.test().methodName()))
        .containsExactly("adds");
    assertThat(suite.points()).isNotEmpty();
    assertThat(root.resolve("made")).exists();
  }

  @Test
  void candidates_are_tried() throws Exception {
    TestId adds = patient.tests().get("adds");
    Map<String, byte[]> good =
        patient.changed(
            "Sum", "public class Sum { public static int of(int a, int b) { return a + b; } }");
    try (ForkedWorker worker = new ForkedWorker(launcher, patient.patient(), patient.module())) {
      for (int i = 0; i < 3; i++) {
        assertThat(
                worker.attempt(
                    good,
                    List.of(adds),
                    new Worker.Limits(true, Duration.ofSeconds(10), 1_000_000)))
            .isInstanceOfSatisfying(
                Worker.Attempt.Ran.class, ran -> assertThat(ran.runs()).noneMatch(TestRun::failed));
      }
    }
  }
}
