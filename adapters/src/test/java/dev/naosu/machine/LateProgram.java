package dev.naosu.machine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// Needs what is in its directory when it is told to end.
final class LateProgram {
  private LateProgram() {}

  /// @param arguments a file for what it read as it ended, which it makes empty once it has begun
  public static void main(String[] arguments) throws Exception {
    Path told = Path.of(arguments[0]);
    Temporary place = Temporary.neededToTheEnd(Duration.ofSeconds(30));
    Path file = Files.writeString(place.directory().resolve("needed"), place.directory() + "\n");
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(
                    () -> {
                      try {
                        // long enough for whoever deletes it at the first word
                        Thread.sleep(500);
                        Files.writeString(told, Files.readString(file));
                      } catch (Exception _) {
                        // gone, which the test sees
                        return;
                      } finally {
                        place.close();
                      }
                    }));
    Files.createFile(told);
    Thread.sleep(Duration.ofMinutes(5));
  }
}
