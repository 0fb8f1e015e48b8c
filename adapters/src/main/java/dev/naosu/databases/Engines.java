package dev.naosu.databases;

import java.io.IOException;

/// Which engine a server has.
record Engines(Server server) implements Engine.Opener {
  @Override
  public Engine open() throws IOException, InterruptedException {
    return switch (server.kind()) {
      case POSTGRES -> PostgresEngine.open(server);
      case MYSQL -> MysqlEngine.open(server);
    };
  }
}
