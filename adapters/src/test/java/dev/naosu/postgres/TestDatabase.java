package dev.naosu.postgres;

import java.nio.file.Path;

/// Where the tests have PostgreSQL's programs unpacked, once for all of them.
final class TestDatabase {
  private TestDatabase() {}

  static Path cache() {
    return Path.of("target", "postgres-cache").toAbsolutePath();
  }
}
