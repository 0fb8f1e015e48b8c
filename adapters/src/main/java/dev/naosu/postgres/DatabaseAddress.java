package dev.naosu.postgres;

import java.util.Properties;
import java.util.regex.Pattern;
import org.postgresql.Driver;

/// Where a PostgreSQL database is, and who naosu is there.
///
/// @param url begins with `jdbc:postgresql:`; may hold user and password
/// @param user empty when the URL names it, or the driver finds it
/// @param password empty when the URL holds it, or none is needed
public record DatabaseAddress(String url, String user, String password) {
  private static final String PREFIX = "jdbc:postgresql:";
  private static final Pattern SHORT = Pattern.compile("postgres(?:ql)?://.*");

  public DatabaseAddress {
    if (!url.startsWith(PREFIX)) {
      throw new IllegalArgumentException("not a URL of PostgreSQL");
    }
  }

  /// Reads what a user gave.
  ///
  /// @throws DatabaseUnavailable when it is no URL of a PostgreSQL database
  public static DatabaseAddress parse(String url) {
    if (SHORT.matcher(url).matches()) {
      throw new DatabaseUnavailable(
          "the database is named as JDBC does: jdbc:postgresql://HOST:5432/NAME?user=NAME;"
              + " put jdbc:postgresql in front, and user and password behind a question mark");
    }
    if (!url.startsWith(PREFIX) || Driver.parseURL(url, new Properties()) == null) {
      throw new DatabaseUnavailable(
          "this is no URL of a PostgreSQL database; it looks like"
              + " jdbc:postgresql://HOST:5432/NAME?user=NAME&password=PASSWORD");
    }
    return new DatabaseAddress(url, "", "");
  }

  /// Host, port and database, without anything secret.
  @Override
  public String toString() {
    Properties parts = Driver.parseURL(url, new Properties());
    return parts == null
        ? "PostgreSQL"
        : parts.getProperty("PGHOST", "localhost")
            + ":"
            + parts.getProperty("PGPORT", "5432")
            + "/"
            + parts.getProperty("PGDBNAME", "");
  }
}
