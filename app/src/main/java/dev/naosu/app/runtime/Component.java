package dev.naosu.app.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.detect.vitals.Target;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// A part of a service that can be measured and treated.
///
/// @param service it is a part of
/// @param environment it runs in, such as `production`
/// @param name within the service
/// @param actions the section `actions` as written: what each action that needs to know more is
///   told, by the action's name; missing where nothing is written
public record Component(
    String service, String environment, String name, What what, JsonNode actions) {
  /// All of its instances.
  public Target target() {
    return new Target(service, name, "");
  }

  /// The word that runbooks know it by, such as `jvm`.
  public String kind() {
    return switch (what) {
      case Jvm _ -> "jvm";
      case Http _ -> "http";
      case Database(var brand, _, _, _) -> brand == Brand.POSTGRES ? "postgres" : "mysql";
      case Redis _ -> "redis";
      case Disk _ -> "disk";
      case Unit _ -> "systemd";
      case Certificate _ -> "certificate";
      case Machine _ -> "machine";
      case Kubernetes _ -> "kubernetes";
    };
  }

  /// What it is.
  public sealed interface What {}

  /// A Java process of this machine and this user.
  ///
  /// @param start how it is started again; empty where naosu cannot do that
  /// @param health where it says how it is; empty where it does not
  public record Jvm(Found found, Optional<Start> start, Optional<Http> health) implements What {}

  /// How a process is found.
  public sealed interface Found {
    /// By a file that holds its number.
    record ByPidFile(Path file) implements Found {}

    /// By its main class, or the jar it was started with.
    record ByMain(String main) implements Found {}

    /// By words that its command line holds, all of them.
    record ByCommand(List<String> words) implements Found {
      public ByCommand {
        words = List.copyOf(words);
      }
    }

    /// Those of the service's fleet on this machine.
    record OfFleet() implements Found {}
  }

  /// How a process is started; never by a shell.
  ///
  /// @param command an absolute path, and arguments
  public record Start(List<String> command, Path directory, SortedMap<String, String> environment) {
    public Start {
      command = List.copyOf(command);
    }
  }

  /// Something that answers to HTTP.
  ///
  /// @param least smallest status that is well
  /// @param most largest status that is well
  /// @param within how soon
  public record Http(URI url, int least, int most, Duration within) implements What {}

  /// Which database.
  public enum Brand {
    POSTGRES,
    /// MySQL or MariaDB.
    MYSQL
  }

  /// A database.
  ///
  /// @param url for JDBC; without a password
  /// @param user empty where the URL says it, or none is needed
  public record Database(Brand brand, String url, String user, Password password) implements What {}

  /// A password that does not show.
  public record Password(String text) {
    @Override
    public String toString() {
      return "…";
    }
  }

  /// A Redis, or what speaks like one.
  public record Redis(String host, int port, Password password) implements What {}

  /// A directory, and the file system that it is on.
  public record Disk(Path directory) implements What {}

  /// A unit of systemd.
  ///
  /// @param isOfUser whether the user's own manager has it, not the machine's
  public record Unit(String unit, boolean isOfUser) implements What {}

  /// A certificate.
  public record Certificate(At at) implements What {
    /// Where it is.
    public sealed interface At {
      /// What a server shows.
      record Server(String host, int port) implements At {}

      /// In PEM form.
      record InFile(Path file) implements At {}
    }
  }

  /// The machine that naosu runs on.
  public record Machine() implements What {}

  /// A Deployment in a cluster.
  ///
  /// @param context of the kubeconfig; empty for the usual one
  /// @param namespace empty for that of the context
  public record Kubernetes(Optional<String> context, Optional<String> namespace, String deployment)
      implements What {}
}
