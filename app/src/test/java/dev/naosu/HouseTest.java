package dev.naosu;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// The plan of the house, kept by the build.
class HouseTest {
  /// Data walks this list from left to right; imports look from right to left.
  private static final List<String> FLOW =
      List.of("detect", "diagnose", "repair", "prove", "ship", "learn", "cycle", "app");

  /// What the stages stand on; knows no stage.
  private static final List<String> GROUND =
      List.of("code", "project", "sandbox", "journal", "redaction", "access", "fleet", "model");

  /// How it really happens: one package per outside thing.
  private static final List<String> ADAPTERS =
      List.of(
          "machine",
          "build",
          "jvm",
          "requests",
          "replay",
          "git",
          "models",
          "postgres",
          "durable",
          "telemetry",
          "tail",
          "prometheus",
          "oidc",
          "messages",
          "forge",
          "gateway",
          "processes",
          "faults",
          "kubernetes",
          "twins",
          "vitals",
          "jmx",
          "forest",
          "wear",
          "models",
          "systemd",
          "http",
          "flags",
          "disk",
          "redis",
          "databases",
          "ansible",
          "leases",
          "publisher");

  /// The compiler asks for files, and its parser refuses a class path with holes: JDT reads them,
  /// these classes read and write nothing.
  private static final String FILE_AS_A_WORD =
      "dev\\.naosu\\.prove\\.MemoryCompiler(\\$.*)?|dev\\.naosu\\.code\\.JavaModel";

  /// The probe lives in the patient's JVM and the spy in Maven's: other houses.
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(place -> !place.contains("/dev/naosu/probe/"))
          .withImportOption(place -> !place.contains("/dev/naosu/mavenspy/"))
          .importPackages("dev.naosu");

  @Test
  void the_house_was_really_read() {
    assertThat(HOUSE.size()).isGreaterThan(100);
    for (String name : List.of("code", "cycle", "machine", "git", "app")) {
      assertThat(HOUSE.containPackage("dev.naosu." + name)).as(name).isTrue();
    }
  }

  @Test
  void every_package_has_its_place_in_the_plan() {
    assertThat(
            HOUSE.stream()
                .map(each -> each.getPackageName().split("\\.", -1))
                .filter(path -> path.length > 2)
                .map(path -> path[2]))
        .isSubsetOf(Stream.of(FLOW, GROUND, ADAPTERS).flatMap(List::stream).toList());
  }

  @Test
  void no_two_packages_import_each_other() {
    slices().matching("dev.naosu.(**)").should().beFreeOfCycles().check(HOUSE);
  }

  @Test
  void a_stage_looks_only_at_stages_before_it() {
    for (int i = 0; i < FLOW.size() - 1; i++) {
      noClasses()
          .that()
          .resideInAPackage("dev.naosu." + FLOW.get(i) + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(packages(FLOW.subList(i + 1, FLOW.size())))
          .allowEmptyShould(true)
          .check(HOUSE);
    }
  }

  @Test
  void the_ground_knows_no_stage() {
    noClasses()
        .that()
        .resideInAnyPackage(packages(GROUND))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages(FLOW))
        .check(HOUSE);
  }

  @Test
  void adapters_are_leaves_that_only_the_front_door_picks() {
    noClasses()
        .that()
        .resideOutsideOfPackages(packages(ADAPTERS))
        .and()
        .resideOutsideOfPackage("dev.naosu.app..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages(ADAPTERS))
        .check(HOUSE);
  }

  /// The machine is what the other adapters stand on: a build asks it for its JDKs.
  @Test
  void adapters_do_not_know_each_other() {
    for (String adapter : ADAPTERS) {
      noClasses()
          .that()
          .resideInAPackage("dev.naosu." + adapter + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              packages(
                  ADAPTERS.stream()
                      .filter(other -> !other.equals(adapter) && !other.equals("machine"))
                      .toList()))
          .allowEmptyShould(true)
          .check(HOUSE);
    }
  }

  @Test
  void only_adapters_and_the_front_door_touch_the_machine() {
    noClasses()
        .that()
        .resideOutsideOfPackages(packages(ADAPTERS))
        .and()
        .resideOutsideOfPackage("dev.naosu.app..")
        .and()
        .haveNameNotMatching(FILE_AS_A_WORD)
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.net\\.(?!URI$).*|java\\.sql\\..*|java\\.io\\.(File|RandomAccess).*|java\\.nio\\.file\\.Files"
                + "|java\\.lang\\.Process.*|java\\.lang\\.Runtime|java\\.time\\.Clock\\$SystemClock")
        .check(HOUSE);
  }

  @Test
  void every_package_is_null_marked() {
    assertThat(
            HOUSE.stream()
                .map(JavaClass::getPackage)
                .distinct()
                .filter(each -> !each.isAnnotatedWith(NullMarked.class))
                .map(JavaPackage::getName))
        .isEmpty();
  }

  @Test
  void there_is_no_drawer_for_odds_and_ends() {
    noClasses()
        .should()
        .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..misc..")
        .orShould()
        .haveNameMatching(".*(Utils?|Helpers?|Manager|Impl)")
        .check(HOUSE);
  }

  @Test
  void no_state_is_shared_by_the_whole_jvm() {
    fields().that().areStatic().should().beFinal().check(HOUSE);
  }

  @Test
  void only_the_front_door_speaks_to_the_terminal() {
    DescribedPredicate<JavaClass> frontDoor = resideInAPackage("dev.naosu.app..");
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(HOUSE.that(DescribedPredicate.not(frontDoor)));
    NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS.check(HOUSE);
  }

  private static String[] packages(List<String> names) {
    return names.stream().map(name -> "dev.naosu." + name + "..").toArray(String[]::new);
  }
}
