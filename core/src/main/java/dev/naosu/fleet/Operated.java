package dev.naosu.fleet;

/// The fleet of a service with all that can be asked of it.
public record Operated(Fleet fleet, Roster roster, Staff staff) {}
