package io.tocsin.checks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The walls between the modules. When one of these fails: move the class to the module that owns
/// its job, or put what both need into `platform` (if it knows no vendor and no rule) or `schemas`
/// (if it is a contract).
@AnalyzeClasses(packages = "io.tocsin", importOptions = ImportOption.DoNotIncludeTests.class)
final class WallsTest {
  private static final String HOW =
      "stages talk through topics, never through classes; see docs/internals/modules.md";

  @ArchTest
  static final ArchRule stagesKnowOnlyContractsAndPlatform =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("io.tocsin..")
          .layer("schemas")
          .definedBy("io.tocsin.schemas..")
          .layer("platform")
          .definedBy("io.tocsin.platform..")
          .layer("embedded")
          .definedBy("io.tocsin.embedded..")
          .layer("gateway")
          .definedBy("io.tocsin.gateway..")
          .layer("normalizer")
          .definedBy("io.tocsin.normalizer..")
          .layer("policy")
          .definedBy("io.tocsin.policy..")
          .layer("sinks")
          .definedBy("io.tocsin.sinks..")
          .layer("books")
          .definedBy("io.tocsin.books..")
          .layer("replay")
          .definedBy("io.tocsin.replay..")
          .layer("console")
          .definedBy("io.tocsin.console..")
          .layer("simulators")
          .definedBy("io.tocsin.simulators..")
          .layer("standalone")
          .definedBy("io.tocsin.standalone..")
          .whereLayer("schemas")
          .mayNotAccessAnyLayer()
          .whereLayer("platform")
          .mayOnlyAccessLayers("schemas")
          .whereLayer("embedded")
          .mayNotAccessAnyLayer()
          .whereLayer("gateway")
          .mayOnlyAccessLayers("schemas", "platform")
          .whereLayer("normalizer")
          .mayOnlyAccessLayers("schemas", "platform")
          .whereLayer("policy")
          .mayOnlyAccessLayers("schemas", "platform")
          .whereLayer("sinks")
          .mayOnlyAccessLayers("schemas", "platform")
          .whereLayer("books")
          .mayOnlyAccessLayers("schemas", "platform")
          .whereLayer("replay")
          .mayOnlyAccessLayers("schemas", "platform", "books", "normalizer", "policy")
          .whereLayer("replay")
          .mayOnlyBeAccessedByLayers("console", "standalone")
          .whereLayer("console")
          .mayOnlyAccessLayers("schemas", "platform", "books", "replay")
          .whereLayer("simulators")
          .mayNotAccessAnyLayer()
          .whereLayer("simulators")
          .mayOnlyBeAccessedByLayers("standalone")
          .because(HOW);

  @ArchTest
  static final ArchRule vendorsStayInTheirPackages =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "..aura..",
              "..manitou..",
              "..sedonaoffice..",
              "..silvertrac..",
              "..tracktik..",
              "io.tocsin.standalone..")
          .should()
          .haveNameMatching(".*(Aura|Manitou|SedonaOffice|Silvertrac|TrackTik)[A-Za-z]*")
          .because("a vendor is a package with the vendor's name, in the stage that needs it");

  @ArchTest
  static final ArchRule onlySinksBooksAndConsoleKnowTheDatabase =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.tocsin.sinks..",
              "io.tocsin.books..",
              "io.tocsin.replay..",
              "io.tocsin.console..",
              "io.tocsin.embedded..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..")
          .because(
              "streams keep their state in their stores; facts reach PostgreSQL through the sinks");

  @ArchTest
  static final ArchRule consoleDoesNotWriteToKafka =
      noClasses()
          .that()
          .resideInAPackage("io.tocsin.console..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..")
          .because(
              "the console reads facts; what it changes is a named command of books or replay, with"
                  + " an audit row");

  @ArchTest
  static final ArchRule policyNeverTalksToTheOutside =
      noClasses()
          .that()
          .resideInAPackage("io.tocsin.policy..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net.http..", "java.sql..")
          .because("policy is judgment and nothing else");

  @ArchTest
  static final ArchRule exactMoney =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.tocsin.policy..",
              "io.tocsin.sinks..",
              "io.tocsin.books..",
              "io.tocsin.replay..",
              "io.tocsin.console..")
          .should()
          .callMethod(java.math.BigDecimal.class, "doubleValue")
          .orShould()
          .callConstructor(java.math.BigDecimal.class, double.class)
          .because("money is exact decimal, never binary floating point");

  @ArchTest
  static final ArchRule everyPackageIsNullMarked =
      classes()
          .that()
          .haveSimpleName("package-info")
          .and()
          .resideInAPackage("io.tocsin..")
          .should()
          .beAnnotatedWith("org.jspecify.annotations.NullMarked")
          .because("NullAway checks only what is marked");
}
