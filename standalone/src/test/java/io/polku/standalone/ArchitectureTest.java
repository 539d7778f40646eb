package io.polku.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between modules: all point at {@code contract}, none from one service to another. */
@AnalyzeClasses(packages = "io.polku", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String CONTRACT = "io.polku.contract..";
  private static final String SERVICE = "io.polku.service..";
  private static final String EMBEDDED = "io.polku.embedded..";
  private static final String TESTKIT = "io.polku.testkit..";
  private static final String INGEST = "io.polku.ingest..";
  private static final String STREAMS = "io.polku.streams..";
  private static final String QUERY = "io.polku.query..";
  private static final String STANDALONE = "io.polku.standalone..";

  @ArchTest
  static final ArchRule contractKnowsNoOtherModule =
      noClasses()
          .that()
          .resideInAPackage(CONTRACT)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SERVICE, EMBEDDED, TESTKIT, INGEST, STREAMS, QUERY, STANDALONE);

  @ArchTest
  static final ArchRule contractKnowsNoKafkaNoJdbcNoHttp =
      noClasses()
          .that()
          .resideInAPackage(CONTRACT)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.kafka..",
              "java.sql..",
              "javax.sql..",
              "com.clickhouse..",
              "java.net.http..",
              "com.sun.net..",
              "io.vertx..",
              "io.netty..");

  @ArchTest
  static final ArchRule whatServicesShareKnowsNoService =
      noClasses()
          .that()
          .resideInAPackage(SERVICE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(EMBEDDED, TESTKIT, INGEST, STREAMS, QUERY, STANDALONE);

  @ArchTest
  static final ArchRule embeddedKnowsNothingOfPolku =
      noClasses()
          .that()
          .resideInAPackage(EMBEDDED)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CONTRACT, SERVICE, TESTKIT, INGEST, STREAMS, QUERY, STANDALONE);

  @ArchTest
  static final ArchRule testkitKnowsNoService =
      noClasses()
          .that()
          .resideInAPackage(TESTKIT)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(INGEST, STREAMS, QUERY, STANDALONE);

  @ArchTest
  static final ArchRule ingestKnowsContractAndServiceAlone = aloneIn(INGEST, STREAMS, QUERY);

  @ArchTest
  static final ArchRule streamsKnowContractAndServiceAlone = aloneIn(STREAMS, INGEST, QUERY);

  @ArchTest
  static final ArchRule queryKnowsContractAndServiceAlone = aloneIn(QUERY, INGEST, STREAMS);

  @ArchTest
  static final ArchRule modulesHaveNoCycles =
      slices().matching("io.polku.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule everyPackageIsOfAModule =
      classes()
          .should()
          .resideInAnyPackage(
              CONTRACT, SERVICE, EMBEDDED, TESTKIT, INGEST, STREAMS, QUERY, STANDALONE);

  private static ArchRule aloneIn(String service, String other, String another) {
    return noClasses()
        .that()
        .resideInAPackage(service)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(other, another, EMBEDDED, TESTKIT, STANDALONE);
  }
}
