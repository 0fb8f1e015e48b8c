package dev.naosu.ship.revert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.ship.revert.Reversal.Risk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataLossTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "src/main/resources/db/migration/V5__add_price.sql",
        "V1.2__init.sql",
        "app/db/R__views.sql",
        "src/main/java/db/migration/V7__Fill.java",
        "src/main/resources/db/changelog/db.changelog-master.yaml",
        "db.changelog-1.0.xml",
        "rails/db/migrate/20260101_add.rb",
        "service/migrations/0003_add.py"
      })
  void migrations_are_told_by_their_names(String path) {
    assertThat(DataLoss.isMigration(path)).isTrue();
    assertThat(DataLoss.isData(path)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"src/main/java/V5.java", "docs/migrations.md", "CHANGELOG.md", "Cart.java"})
  void other_files_are_none(String path) {
    assertThat(DataLoss.isMigration(path)).isFalse();
    assertThat(DataLoss.isData(path)).isFalse();
    assertThat(DataLoss.isSchema(path)).isFalse();
  }

  @Test
  void data_and_schemas_are_told_by_their_names() {
    assertThat(DataLoss.isData("src/main/resources/prices.csv")).isTrue();
    assertThat(DataLoss.isData("data/articles.json")).isTrue();
    assertThat(DataLoss.isSchema("api/order.proto")).isTrue();
    assertThat(DataLoss.isSchema("src/main/resources/schema.sql")).isTrue();
    assertThat(DataLoss.isSchema("docs/openapi.yaml")).isTrue();
  }

  @Test
  void statements_after_which_something_is_gone_are_named() {
    assertThat(
            DataLoss.irreversible(
                "V5__x.sql",
                """
                -- DROP TABLE harmless;
                ALTER TABLE article ADD COLUMN dropped_by text;
                alter table article drop   column old_price;
                /* TRUNCATE nothing */
                DELETE FROM orders WHERE year < 2020;
                Truncate table log;
                DROP TABLE IF EXISTS "basket";
                """))
        .extracting(Risk::sentence)
        .containsExactly(
            "`DROP COLUMN old_price`: what that threw away does not come back",
            "`DELETE FROM orders`: what that threw away does not come back",
            "`TRUNCATE TABLE log`: what that threw away does not come back",
            "`DROP TABLE IF EXISTS \"basket\"`: what that threw away does not come back");
  }

  @Test
  void so_are_those_of_liquibase() {
    assertThat(
            DataLoss.irreversible(
                "db.changelog.xml",
                "<dropColumn tableName=\"article\" columnName=\"price\"/>\n<addColumn tableName=\"a\"/>"))
        .extracting(Risk::sentence)
        .containsExactly("`dropColumn article`: what that threw away does not come back");
    assertThat(DataLoss.irreversible("c.yaml", "- dropTable: {tableName: basket}")).hasSize(1);
  }

  @Test
  void a_long_text_without_any_is_read_to_its_end() {
    assertThat(DataLoss.irreversible("V1__x.sql", "insert into a values (1); ".repeat(20_000)))
        .isEmpty();
  }
}
