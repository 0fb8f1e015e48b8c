package dev.naosu.bench;

import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import dev.naosu.sandbox.Sandbox;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Where and with what the trials were run.
///
/// @param naosu version and git revision, as far as they can be told
record Machine(int cores, long memoryMegabytes, String jdk, String system, String naosu) {
  static Machine here(Sandbox sandbox) {
    long memory =
        ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean bean
            ? bean.getTotalMemorySize() >> 20
            : 0;
    String version = Machine.class.getPackage().getImplementationVersion();
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        memory,
        System.getProperty("java.vm.name") + " " + Runtime.version(),
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"),
        (version == null ? "development" : version) + revision(sandbox));
  }

  private static String revision(Sandbox sandbox) {
    Exit exit =
        sandbox.run(
            new Command(
                List.of("git", "describe", "--always", "--dirty"),
                Path.of("").toAbsolutePath(),
                Map.of(),
                Duration.ofSeconds(10)));
    return exit instanceof Exit.Finished finished && finished.succeeded()
        ? ", git " + finished.output().strip()
        : "";
  }
}
