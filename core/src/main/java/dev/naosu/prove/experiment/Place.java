package dev.naosu.prove.experiment;

import dev.naosu.prove.experiment.FaultKind.Reach;
import java.net.URI;
import java.util.Set;

/// Where something is that an experiment measures or disturbs. Nothing else is ever touched.
public sealed interface Place {
  /// What can be done to it.
  Set<Reach> reaches();

  /// The instances of a service in its fleet.
  record Instances(String service) implements Place {
    @Override
    public Set<Reach> reaches() {
      return Set.of(Reach.PROCESS, Reach.JVM);
    }
  }

  /// A process of this machine.
  ///
  /// @param pidFile a file that holds its number, absolute; or the number itself
  /// @param restarted by whom, once it has ended, such as `systemd`; empty where nobody does: it
  ///   must not be killed then
  record Program(String pidFile, String restarted) implements Place {
    @Override
    public Set<Reach> reaches() {
      return Set.of(Reach.PROCESS, Reach.JVM);
    }
  }

  /// A proxy of naosu's that requests pass through.
  ///
  /// @param directory where it takes its orders
  record Link(String directory) implements Place {
    @Override
    public Set<Reach> reaches() {
      return Set.of(Reach.LINK);
    }
  }

  /// @param path absolute
  record Directory(String path) implements Place {
    @Override
    public Set<Reach> reaches() {
      return Set.of(Reach.DIRECTORY);
    }
  }

  /// This machine.
  record Machine() implements Place {
    @Override
    public Set<Reach> reaches() {
      return Set.of(Reach.MACHINE);
    }
  }

  /// What answers requests; it is only measured.
  record Address(URI uri) implements Place {
    @Override
    public Set<Reach> reaches() {
      return Set.of();
    }
  }
}
