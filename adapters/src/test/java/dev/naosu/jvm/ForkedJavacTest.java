package dev.naosu.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.machine.ProcessSandbox;
import dev.naosu.prove.Compiled;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForkedJavacTest {
  /// Writes a class that the sources of the patient need.
  private static final String PROCESSOR =
      """
      @javax.annotation.processing.SupportedAnnotationTypes("*")
      public class Completing extends javax.annotation.processing.AbstractProcessor {
        private boolean done;
        @Override public javax.lang.model.SourceVersion getSupportedSourceVersion() {
          return javax.lang.model.SourceVersion.latest();
        }
        @Override public boolean process(
            java.util.Set<? extends javax.lang.model.element.TypeElement> types,
            javax.annotation.processing.RoundEnvironment round) {
          if (!done) {
            done = true;
            try (java.io.Writer out =
                processingEnv.getFiler().createSourceFile("p.Generated").openWriter()) {
              out.write("package p; class Generated { static int of(int n) { return n; } }");
            } catch (java.io.IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          }
          return false;
        }
      }
      """;

  @TempDir private Path directory;

  private Compiled compiled(Map<String, String> sources, Path... libraries) {
    SmallPatient patient =
        new SmallPatient(directory).main("Base", "public class Base { protected int n; }");
    return new ForkedJavac(ProcessSandbox.create(), directory.resolve("scratch"))
        .open(patient.patient(), patient.module(libraries))
        .compile(sources);
  }

  @Test
  void sources_are_compiled_against_the_classes_of_the_patient() throws IOException {
    Compiled compiled =
        compiled(
            Map.of(
                "src/A.java", "class A extends Base { int f() { return n + B.M; } class In { } }",
                "src/B.java", "class B { static final int M = 1; }"));
    assertThat(compiled)
        .isInstanceOfSatisfying(
            Compiled.Classes.class,
            classes -> assertThat(classes.classes()).containsOnlyKeys("A", "A$In", "B"));
    try (Stream<Path> left = Files.list(directory.resolve("scratch"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void what_does_not_compile_is_rejected_with_what_javac_said() {
    assertThat(compiled(Map.of("src/A.java", "class A { int n = \"text\"; }")))
        .isInstanceOfSatisfying(
            Compiled.Rejected.class,
            rejected ->
                assertThat(rejected.problems().getFirst())
                    .contains("A.java:1:", "incompatible types"));
  }

  @Test
  void a_processor_completes_what_the_sources_lack() throws IOException {
    SmallPatient patient = new SmallPatient(directory);
    Path classes = directory.resolve("processor");
    patient.compile(classes, "Completing", PROCESSOR);
    Path jar = directory.resolve("processor.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      out.putNextEntry(new JarEntry("Completing.class"));
      out.write(Files.readAllBytes(classes.resolve("Completing.class")));
      out.putNextEntry(new JarEntry("META-INF/services/javax.annotation.processing.Processor"));
      out.write("Completing\n".getBytes(StandardCharsets.UTF_8));
    }
    Map<String, String> sources =
        Map.of("src/p/A.java", "package p; class A { int f() { return Generated.of(1); } }");
    assertThat(compiled(sources)).isInstanceOf(Compiled.Rejected.class);
    assertThat(compiled(sources, jar))
        .isInstanceOfSatisfying(
            Compiled.Classes.class,
            found -> assertThat(found.classes()).containsOnlyKeys("p.A", "p.Generated"));
  }

  @Test
  void letters_beyond_ascii_stay_as_they_are() {
    assertThat(compiled(Map.of("src/Größe.java", "class Größe { String s = \"日本\"; }")))
        .isInstanceOfSatisfying(
            Compiled.Classes.class,
            classes ->
                assertThat(
                        new String(
                            classes.classes().getOrDefault("Größe", new byte[0]),
                            StandardCharsets.UTF_8))
                    .contains("日本"));
  }
}
