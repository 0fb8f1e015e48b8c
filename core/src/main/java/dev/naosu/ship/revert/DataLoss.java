package dev.naosu.ship.revert;

import dev.naosu.ship.revert.Reversal.Risk;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What files hold that the code alone does not: told by their names, and of migrations by what
/// they say.
public final class DataLoss {
  private static final Pattern MIGRATION =
      Pattern.compile(
          "(?i)(?:^|.*/)(?:"
              + "[VU]\\d[\\w.]*__[^/]+\\.(?:sql|java|kt)|R__[^/]+\\.(?:sql|java|kt)"
              + "|(?:db/(?:migrations?|migrate|changelogs?)|migrations|liquibase)/.+"
              + "|(?:db\\.)?changelog[^/]*\\.(?:xml|ya?ml|json|sql))");
  private static final Pattern DATA =
      Pattern.compile(
          "(?i).*\\.(?:csv|tsv|jsonl|ndjson|db|sqlite3?|h2|mv\\.db|parquet|avro|dump|bak|ldif|dat)"
              + "|(?:^|.*/)(?:data|fixtures|seeds?)/.+\\.(?:sql|json|xml|ya?ml|txt)");
  private static final Pattern SCHEMA =
      Pattern.compile(
          "(?i).*\\.(?:avsc|avdl|proto|graphqls?|xsd|thrift|wsdl|ddl)"
              + "|(?:^|.*/)(?:schema[^/]*\\.(?:sql|json)|openapi[^/]*\\.(?:ya?ml|json)|asyncapi[^/]*\\.ya?ml)");
  private static final Pattern COMMENT =
      Pattern.compile("--[^\\n]*|/\\*.*?\\*/|<!--.*?-->", Pattern.DOTALL);

  /// In SQL, and as Liquibase writes them.
  private static final Pattern GONE =
      Pattern.compile(
          "(?i)\\b(drop\\s+(?:table|column|schema|database|view|type|sequence|partition)\\b(?:\\s+if\\s+exists)?|"
              + "truncate(?:\\s+table)?\\b|delete\\s+from\\b)\\s*([\\w.\"`\\[\\]]{0,80})"
              + "|(?:<|\\b)(drop(?:Table|Column|View|Sequence|AllForeignKeyConstraints)|delete)\\b(?=[^\\n]{0,10}[\\s:>/])"
              + "[^\\n]{0,200}?(?:(?:tableName|columnName|viewName)\\s*[=:]\\s*\"?([\\w.]{1,80}))");

  private static final int MOST_LETTERS = 200_000;
  private static final int MOST_STATEMENTS = 20;

  private DataLoss() {}

  public static boolean isMigration(String path) {
    return MIGRATION.matcher(path).matches();
  }

  public static boolean isData(String path) {
    return !isMigration(path) && DATA.matcher(path).matches();
  }

  public static boolean isSchema(String path) {
    return !isMigration(path) && SCHEMA.matcher(path).matches();
  }

  /// Statements of a migration after which what was there is gone.
  public static List<Risk> irreversible(String path, String text) {
    String bare =
        COMMENT.matcher(text.substring(0, Math.min(text.length(), MOST_LETTERS))).replaceAll(" ");
    List<Risk> risks = new ArrayList<>();
    Matcher matcher = GONE.matcher(bare);
    while (matcher.find() && risks.size() < MOST_STATEMENTS) {
      boolean isSql = matcher.group(1) != null;
      String what = isSql ? matcher.group(1).toUpperCase(Locale.ROOT) : matcher.group(3);
      String name = isSql ? matcher.group(2) : matcher.group(4);
      String statement = (what + " " + name).replaceAll("\\s+", " ").strip();
      risks.add(
          new Risk(
              Risk.Kind.IRREVERSIBLE,
              path,
              "`%s`: what that threw away does not come back".formatted(statement)));
    }
    return risks;
  }
}
