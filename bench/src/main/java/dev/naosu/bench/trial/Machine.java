package dev.naosu.bench.trial;

import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import dev.naosu.sandbox.Sandbox;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Where and with what the trials were run.
///
/// @param naosu version and git revision, as far as they can be told
public record Machine(int cores, long memoryMegabytes, String jdk, String system, String naosu) {
  public static Machine here(Sandbox sandbox) {
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

  /// What differs, one sentence each; empty when times taken on both may stand in one report.
  public List<String> differences(Machine now) {
    List<String> found = new ArrayList<>();
    if (cores != now.cores) {
      found.add("the machine had " + cores + " cores and has " + now.cores);
    }
    if (!jdk.equals(now.jdk)) {
      found.add("the JDK was " + jdk + " and is " + now.jdk);
    }
    if (!system.equals(now.system)) {
      found.add("the system was " + system + " and is " + now.system);
    }
    return found;
  }

  private static String revision(Sandbox sandbox) {
    Exit exit =
        sandbox.run(
            new Command(
                List.of("git", "describe", "--always", "--dirty"),
                Path.of(System.getProperty("naosu.home", "")).toAbsolutePath(),
                Map.of(),
                Duration.ofSeconds(10)));
    return exit instanceof Exit.Finished finished && finished.succeeded()
        ? ", git " + finished.output().strip()
        : "";
  }
}
