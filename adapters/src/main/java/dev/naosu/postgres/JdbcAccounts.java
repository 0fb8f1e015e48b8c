package dev.naosu.postgres;

import dev.naosu.access.Accounts;
import dev.naosu.access.ApiToken;
import dev.naosu.access.Person;
import dev.naosu.access.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/// People and tokens in the database.
///
/// Every method throws [DatabaseUnavailable] when the database is not there.
public final class JdbcAccounts implements Accounts {
  private static final String UNIQUE_VIOLATION = "23505";
  private static final String TOKEN =
      "SELECT id, kind, name, role, digest, created, expires, made_by, opened_with"
          + " FROM naosu.token ";

  private final Database database;

  public JdbcAccounts(Database database) {
    this.database = database;
  }

  @Override
  public boolean add(Person person) {
    return asked(
        handle ->
            handle
                    .createUpdate(
                        "INSERT INTO naosu.person (name, role, password)"
                            + " VALUES (:name, :role, :password) ON CONFLICT DO NOTHING")
                    .bind("name", person.name())
                    .bind("role", person.role().name())
                    .bind("password", person.password())
                    .execute()
                == 1);
  }

  @Override
  public Optional<Person> person(String name) {
    return asked(
        handle ->
            handle
                .createQuery("SELECT name, role, password FROM naosu.person WHERE name = :name")
                .bind("name", name)
                .map(JdbcAccounts::person)
                .findOne());
  }

  @Override
  public List<Person> people() {
    return asked(
        handle ->
            handle
                .createQuery("SELECT name, role, password FROM naosu.person ORDER BY name")
                .map(JdbcAccounts::person)
                .list());
  }

  @Override
  public boolean remove(String name) {
    return asked(
        handle ->
            handle.inTransaction(
                inside -> {
                  inside
                      .createUpdate(
                          "DELETE FROM naosu.token WHERE kind = 'SESSION' AND name = :name")
                      .bind("name", name)
                      .execute();
                  return inside
                          .createUpdate("DELETE FROM naosu.person WHERE name = :name")
                          .bind("name", name)
                          .execute()
                      == 1;
                }));
  }

  @Override
  public void add(ApiToken token) {
    try {
      asked(handle -> insert(handle, token));
    } catch (DatabaseUnavailable e) {
      if (isTaken(e)) {
        throw new IllegalArgumentException("there is a token " + token.id(), e);
      }
      throw e;
    }
  }

  @Override
  public Optional<ApiToken> token(String id) {
    return asked(
        handle ->
            handle
                .createQuery(TOKEN + "WHERE id = :id")
                .bind("id", id)
                .map(JdbcAccounts::token)
                .findOne());
  }

  @Override
  public List<ApiToken> tokens(ApiToken.Kind kind) {
    return asked(
        handle ->
            handle
                .createQuery(TOKEN + "WHERE kind = :kind ORDER BY created DESC, id")
                .bind("kind", kind.name())
                .map(JdbcAccounts::token)
                .list());
  }

  @Override
  public boolean revoke(String id) {
    return asked(
        handle ->
            handle.createUpdate("DELETE FROM naosu.token WHERE id = :id").bind("id", id).execute()
                == 1);
  }

  @Override
  public void forget(Instant before) {
    asked(
        handle ->
            handle
                .createUpdate("DELETE FROM naosu.token WHERE expires < :before")
                .bind("before", time(before))
                .execute());
  }

  private static int insert(Handle handle, ApiToken token) {
    return handle
        .createUpdate(
            "INSERT INTO naosu.token"
                + " (id, kind, name, role, digest, created, expires, made_by, opened_with)"
                + " VALUES (:id, :kind, :name, :role, :digest, :created, :expires, :by, :opener)")
        .bind("id", token.id())
        .bind("kind", token.kind().name())
        .bind("name", token.name())
        .bind("role", token.role().name())
        .bind("digest", token.digest())
        .bind("created", time(token.created()))
        .bind("expires", time(token.expires()))
        .bind("by", token.by())
        .bind("opener", token.openedWith().orElse(null))
        .execute();
  }

  private static boolean isTaken(DatabaseUnavailable failure) {
    return failure.getCause() instanceof UnableToExecuteStatementException statement
        && statement.getCause() instanceof SQLException sql
        && UNIQUE_VIOLATION.equals(sql.getSQLState());
  }

  private static Person person(ResultSet row, StatementContext context) throws SQLException {
    return new Person(
        row.getString("name"), Role.valueOf(row.getString("role")), row.getString("password"));
  }

  private static ApiToken token(ResultSet row, StatementContext context) throws SQLException {
    return new ApiToken(
        row.getString("id"),
        ApiToken.Kind.valueOf(row.getString("kind")),
        row.getString("name"),
        Role.valueOf(row.getString("role")),
        row.getString("digest"),
        row.getObject("created", OffsetDateTime.class).toInstant(),
        row.getObject("expires", OffsetDateTime.class).toInstant(),
        row.getString("made_by"),
        Optional.ofNullable(row.getString("opened_with")));
  }

  private static OffsetDateTime time(Instant instant) {
    return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
  }

  private <T> T asked(HandleCallback<T, RuntimeException> question) {
    try {
      return database.jdbi().withHandle(question);
    } catch (JdbiException e) {
      throw Trouble.of(e, database.address()).toException(e);
    }
  }
}
