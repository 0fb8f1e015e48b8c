package dev.naosu.sandbox;

/// Runs commands, bounded in time and output. Children never outlive the program.
@FunctionalInterface
public interface Sandbox {
  Exit run(Command command);
}
