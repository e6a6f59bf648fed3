package io.quadriga.examples;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The direction of dependencies between the modules, and what no module may touch.
 *
 * <p>Benchmarks are not on the class path of this test; they may use everything.
 */
class ArchitectureTest {

    /** The modules, with the fewest classes that each must have for the rules to mean anything. */
    private enum Module {
        CORE(20, "io.quadriga", "io.quadriga.spi..", "io.quadriga.internal.."),
        THREAD_POOL(1, "io.quadriga.thread.."),
        IPC_QUEUE(1, "io.quadriga.ipc.."),
        PROCESS_POOL(1, "io.quadriga.process.."),
        COROUTINES(1, "io.quadriga.coroutine.."),
        REMOTE_MANAGER(1, "io.quadriga.remote.."),
        CLUSTER(1, "io.quadriga.cluster.."),
        EXAMPLES(1, "io.quadriga.examples..");

        private final int fewest;
        private final DescribedPredicate<JavaClass> classes;

        Module(int fewest, String... packages) {
            this.fewest = fewest;
            this.classes = resideInAnyPackage(packages).as(name());
        }

        /** The modules that this one may use, other than itself. */
        private Set<Module> uses() {
            return switch (this) {
                case CORE -> EnumSet.noneOf(Module.class);
                case PROCESS_POOL -> EnumSet.of(CORE, IPC_QUEUE);
                case EXAMPLES -> EnumSet.complementOf(EnumSet.of(EXAMPLES));
                default -> EnumSet.of(CORE);
            };
        }
    }

    private static JavaClasses imported;

    @BeforeAll
    static void importClasses() {
        ImportOption noTestJars = location -> !location.contains("-tests.jar");
        imported =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .withImportOption(noTestJars)
                        .importPackages("io.quadriga");
    }

    /** Without this, every rule below would hold for a module that was not found. */
    @TestFactory
    Iterable<DynamicTest> everyModuleIsImported() {
        return each(module -> {
            long count = imported.stream().filter(module.classes).count();
            assertTrue(
                    count >= module.fewest,
                    () -> "too few classes imported: module=" + module + ", count=" + count);
        });
    }

    /** A new package has to be given to a module before it can be used. */
    @Test
    void everyClassBelongsToAModule() {
        List<JavaClass> strays = imported.stream().filter(type -> moduleOf(type) == null).toList();
        assertEquals(List.of(), strays);
    }

    @TestFactory
    Iterable<DynamicTest> modulesUseOnlyWhatTheyMay() {
        return each(module -> {
            Set<Module> forbidden = EnumSet.complementOf(EnumSet.copyOf(module.uses()));
            forbidden.remove(module);
            noClasses()
                    .that(module.classes)
                    .should()
                    .dependOnClassesThat(isInAnyOf(forbidden))
                    .check(imported);
        });
    }

    @TestFactory
    Iterable<DynamicTest> internalPackagesAreUsedByTheirOwnModuleAlone() {
        return each(module ->
                noClasses()
                        .that(DescribedPredicate.not(module.classes))
                        .should()
                        .dependOnClassesThat(module.classes.and(resideInAPackage("..internal..")))
                        .check(imported));
    }

    @Test
    void modulesAreFreeOfCycles() {
        slices().assignedFrom(MODULES).should().beFreeOfCycles().check(imported);
    }

    /** Core comes with every module, so what it stands on comes with every module too. */
    @Test
    void coreStandsOnLittle() {
        classes()
                .that(Module.CORE.classes)
                .should()
                .onlyDependOnClassesThat(
                        Module.CORE.classes.or(
                                resideInAnyPackage(
                                        "java..",
                                        "javax.management..",
                                        "jdk.jfr..",
                                        "com.google.inject..",
                                        "com.typesafe.config..",
                                        "jakarta.inject..",
                                        "org.jspecify.annotations..",
                                        "org.slf4j..")))
                .check(imported);
    }

    @Test
    void nobodyUsesInternalsOfTheJdk() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("sun..", "jdk.internal.."))
                .check(imported);
    }

    @Test
    void nobodyUsesJavaUtilLogging() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("java.util.logging.."))
                .check(imported);
    }

    /** What a ChildProcess prints is its program's own and appears where the parent's does. */
    private static final String CHILDREN_PRINT_HERE = "StandardStreams";

    @Test
    void librariesLeaveTheStandardStreamsAlone() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(
                imported.that(DescribedPredicate.not(Module.EXAMPLES.classes))
                        .that(DescribedPredicate.not(simpleName(CHILDREN_PRINT_HERE))));
    }

    private static final SliceAssignment MODULES =
            new SliceAssignment() {
                @Override
                public SliceIdentifier getIdentifierOf(JavaClass type) {
                    Module module = moduleOf(type);
                    return module == null
                            ? SliceIdentifier.ignore()
                            : SliceIdentifier.of(module.name());
                }

                @Override
                public String getDescription() {
                    return "modules";
                }
            };

    private static Module moduleOf(JavaClass type) {
        return Arrays.stream(Module.values())
                .filter(module -> module.classes.test(type))
                .findFirst()
                .orElse(null);
    }

    private static DescribedPredicate<JavaClass> isInAnyOf(Set<Module> modules) {
        return DescribedPredicate.describe(
                "in any of " + modules, type -> modules.contains(moduleOf(type)));
    }

    private static Iterable<DynamicTest> each(Check check) {
        return Arrays.stream(Module.values())
                .map(module -> DynamicTest.dynamicTest(module.name(), () -> check.on(module)))
                .toList();
    }

    @FunctionalInterface
    private interface Check {
        void on(Module module);
    }
}
