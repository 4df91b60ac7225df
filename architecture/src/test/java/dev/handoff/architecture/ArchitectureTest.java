package dev.handoff.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import dev.handoff.internal.keys.KeyRing;
import dev.handoff.internal.keys.MasterKey;
import dev.handoff.internal.session.SessionText;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Date;
import java.util.List;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Checks which packages may depend on which. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.handoff");

    private static final String[] LIBRARY = {
        "dev.handoff",
        "dev.handoff.spi..",
        "dev.handoff.internal..",
        "dev.handoff.json..",
        "dev.handoff.store..",
        "dev.handoff.spring.."
    };

    private static final SliceAssignment EACH_PACKAGE = new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return type.getPackageName().startsWith("dev.handoff")
                    ? SliceIdentifier.of(type.getPackageName())
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "each package";
        }
    };

    @Test
    void classes_ofEveryModule_areImported() {
        assertThat(CLASSES.stream().map(type -> type.getPackageName()))
                .contains(
                        "dev.handoff",
                        "dev.handoff.spi",
                        "dev.handoff.internal.keys",
                        "dev.handoff.json",
                        "dev.handoff.store.memory",
                        "dev.handoff.store.cassandra",
                        "dev.handoff.store.jdbc",
                        "dev.handoff.spring.boot",
                        "dev.handoff.testkit");
    }

    @Test
    void stores_dependOnlyOnTheSpiAndTheirDriversApi() {
        dependsOnlyOn("dev.handoff.store.memory", "dev.handoff.spi");
        dependsOnlyOn("dev.handoff.store.jdbc..", "dev.handoff.spi", "javax.sql");
        dependsOnlyOn("dev.handoff.store.cassandra", "dev.handoff.spi", "com.datastax.oss.driver.api.core..");
    }

    @Test
    void jdbcStore_internalPackage_dependsOnNoPublicType() {
        String store = "dev.handoff.store.jdbc";
        dependsOnlyOn(store + ".internal", "dev.handoff.spi", "javax.sql");
        dependsOnlyOn(store, store + ".internal", "dev.handoff.spi", "javax.sql");
    }

    @Test
    void spi_dependsOnNoOtherPackage() {
        classes()
                .that(resideInAPackage("dev.handoff.spi"))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("dev.handoff.spi", "java..", "org.jspecify.."))
                .check(CLASSES);
    }

    @Test
    void internalPackages_dependInOneDirection() {
        dependsOnlyOn("dev.handoff.internal.keys", "org.bouncycastle..");
        dependsOnlyOn("dev.handoff.internal.session", "dev.handoff.spi");
        dependsOnlyOn("dev.handoff.internal.token", "dev.handoff.internal.session");
        dependsOnlyOn("dev.handoff.internal.possession", "org.bouncycastle..");
    }

    @Test
    void rules_dependOnNoRecordStoreClockKeyOrRandomness() {
        noClasses()
                .that()
                .haveNameMatching("dev\\.handoff\\.Rules.*")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(
                        StoredRecord.class,
                        TokenStore.class,
                        KeyRing.class,
                        MasterKey.class,
                        InstantSource.class,
                        SecureRandom.class)
                .check(CLASSES);
    }

    /** Only this class writes texts, always with a stamp, and reads texts, always after a check of the stamp. */
    @Test
    void sessionText_isUsedOnlyByRecordSeal() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.handoff.RecordSeal")
                .should()
                .dependOnClassesThat(belongToAnyOf(SessionText.class))
                .check(CLASSES.that(not(resideInAPackage(SessionText.class.getPackageName()))));
    }

    /**
     * Keeps the number of public types small: a change that adds a type gives the reason here.
     * {@code ShardedTokenStore} is the 29th type, because its twenty lines do not need a separate module.
     */
    @Test
    void core_publicTypes_areAtMost29() {
        assertThat(CLASSES.stream()
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(type -> type.getEnclosingClass().isEmpty())
                        .filter(type ->
                                List.of("dev.handoff", "dev.handoff.spi").contains(type.getPackageName()))
                        .map(JavaClass::getSimpleName))
                .hasSizeLessThanOrEqualTo(29);
    }

    @Test
    void packages_haveNoCycles() {
        slices().assignedFrom(EACH_PACKAGE).should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void classes_readNoSystemTime() {
        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(LocalDateTime.class, "now")
                .orShould()
                .callMethod(OffsetDateTime.class, "now")
                .orShould()
                .callMethod(ZonedDateTime.class, "now")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Date.class, Calendar.class, java.sql.Date.class, java.sql.Timestamp.class)
                .check(CLASSES);
    }

    /** The library may block the caller's thread, but must not start threads, directly or through a pool. */
    @Test
    void library_startsNoThread() {
        noClasses()
                .that(resideInAnyPackage(LIBRARY))
                .should()
                .callConstructorWhere(
                        JavaCall.Predicates.target(HasOwner.Predicates.With.owner(assignableTo(Thread.class))))
                .orShould()
                .dependOnClassesThat(belongToAnyOf(Executors.class, CompletableFuture.class, Timer.class)
                        .or(assignableTo(ExecutorService.class)))
                .check(CLASSES);
    }

    @Test
    void jackson_isUsedOnlyByHandoffJson() {
        noClasses()
                .that(resideInAnyPackage(LIBRARY))
                .and()
                .resideOutsideOfPackage("dev.handoff.json..")
                .should()
                .dependOnClassesThat(resideInAPackage("com.fasterxml.."))
                .check(CLASSES);
    }

    private static void dependsOnlyOn(String layer, String... others) {
        classes()
                .that(resideInAPackage(layer))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(layer, "java..", "javax.crypto..", "org.jspecify..")
                        .or(resideInAnyPackage(others)))
                .check(CLASSES);
    }
}
