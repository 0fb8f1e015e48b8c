package dev.naosu.postgres;

import org.jspecify.annotations.Nullable;

/// There is no database to work with. The message says why and what to do about it, for people; it
/// holds no password.
public final class DatabaseUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1;

  DatabaseUnavailable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  DatabaseUnavailable(String message) {
    this(message, null);
  }
}
