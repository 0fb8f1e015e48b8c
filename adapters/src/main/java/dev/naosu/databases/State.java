package dev.naosu.databases;

/// What a connection does.
enum State {
  IDLE_IN_TRANSACTION,
  IDLE,
  ACTIVE
}
