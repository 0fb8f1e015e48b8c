package dev.naosu.databases;

/// A connection of a client.
///
/// @param key tells it from all others there ever were
/// @param seconds since it is in its state
record Session(String key, String user, String application, long seconds) {}
