package dev.naosu.ansible;

import dev.naosu.repair.runbook.Parameter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Playbooks that may be played, and where.
///
/// @param directory that they are played in; whoever may write there may do anything
/// @param inventory file or directory
/// @param settings an `ansible.cfg`; empty for Ansible's own defaults, whatever lies about
/// @param books by name
public record Playbooks(
    Path directory, Path inventory, Optional<Path> settings, Map<String, Book> books) {
  public Playbooks {
    books = new TreeMap<>(books);
  }

  /// One playbook.
  ///
  /// @param variables that it may be given, with their types
  public record Book(Path file, List<Parameter> variables) {
    public Book {
      variables = List.copyOf(variables);
    }
  }
}
