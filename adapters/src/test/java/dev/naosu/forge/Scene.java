package dev.naosu.forge;

import dev.naosu.git.ServiceRepository;
import dev.naosu.ship.Change;
import dev.naosu.ship.CommitMessage;
import dev.naosu.ship.Delivery.Delivered;
import dev.naosu.ship.pull.Proposal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A small shop in a bare repository, with one commit by Ada.
final class Scene {
  static final String BRANCH = "auto-fix/incident-7-3f9a1c";
  static final String OLD = "class Cart {\n  int average() {\n    return sum / count;\n  }\n}\n";
  static final String NEW =
      "class Cart {\n  int average() {\n    return count == 0 ? 0 : sum / count;\n  }\n}\n";

  final Path place;
  final Path bare;
  private int number;

  Scene(Path place) throws Exception {
    this.place = place;
    this.bare = place.resolve("shop.git");
    Files.createDirectories(place.resolve("work"));
    git(place, "init", "-q", "--bare", "-b", "main", bare.toString());
    git(place, "clone", "-q", bare.toString(), "work");
    git(work(), "checkout", "-q", "-b", "main");
    commit("Cart.java", OLD, "first");
  }

  Path work() {
    return place.resolve("work");
  }

  /// Commits and pushes to main, by Ada.
  String commit(String file, String text, String message) throws Exception {
    return commitTo("main", file, text, message);
  }

  String commitTo(String branch, String file, String text, String message) throws Exception {
    Files.createDirectories(work().resolve(file).getParent());
    Files.writeString(work().resolve(file), text);
    git(work(), "add", ".");
    git(
        work(),
        "-c",
        "user.name=Ada",
        "-c",
        "user.email=ada@example.org",
        "commit",
        "-q",
        "-m",
        message);
    git(work(), "push", "-q", "origin", "HEAD:refs/heads/" + branch);
    return git(work(), "rev-parse", "HEAD");
  }

  String main() throws Exception {
    return git(bare, "rev-parse", "refs/heads/main");
  }

  ServiceRepository repository(ForgeAccess access) {
    return new ServiceRepository(
        access.location(),
        "main",
        place.resolve("mirror.git"),
        access.gitEnvironment(access.location()));
  }

  /// Pushes a repair on the present commit of main.
  Delivered push(ServiceRepository repository, String text) throws Exception {
    return push(repository, text, main());
  }

  Delivered push(ServiceRepository repository, String text, String base) throws Exception {
    return repository.propose(
        new Change(Map.of("Cart.java", OLD), Map.of("Cart.java", text)),
        new CommitMessage("fix: return 0 in Cart.average", "Healed-by: naosu server"),
        "",
        base,
        BRANCH,
        place.resolve("scratch-" + number++));
  }

  static Proposal proposal() {
    return new Proposal(BRANCH, "main", "fix: return 0 in Cart.average", "It divides by zero.\n");
  }

  static String git(Path directory, String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git", "-C", directory.toString()));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command + ": " + said);
    }
    return said.strip();
  }
}
