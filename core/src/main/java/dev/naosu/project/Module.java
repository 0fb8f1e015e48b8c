package dev.naosu.project;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// One unit of the patient that is compiled and tested together: a Maven module, a Gradle project,
/// or the whole of a plain project. All paths are absolute and inside the working copy, libraries
/// excepted.
///
/// @param name for people; the artifact id or the directory's name
/// @param directory its base directory, where its tests run
/// @param sourceRoots directories of its Java sources, existing ones only
/// @param testRoots directories of its tests' Java sources, existing ones only
/// @param outputs class and resource directories of its main code, in class path order
/// @param testOutputs class and resource directories of its tests, in class path order
/// @param libraries the rest of its test class path, in order: jars, and outputs of sibling modules
/// @param level Java language level of its sources, such as 8 or 21
/// @param jvmArguments what its build gives to the JVM of its tests, coverage agents left out
/// @param systemProperties what its build sets for its tests
/// @param testPatterns Ant patterns of class files that hold tests, such as `**/*Test.class`
public record Module(
    String name,
    Path directory,
    List<Path> sourceRoots,
    List<Path> testRoots,
    List<Path> outputs,
    List<Path> testOutputs,
    List<Path> libraries,
    int level,
    List<String> jvmArguments,
    Map<String, String> systemProperties,
    List<String> testPatterns) {
  public Module {
    sourceRoots = List.copyOf(sourceRoots);
    testRoots = List.copyOf(testRoots);
    outputs = List.copyOf(outputs);
    testOutputs = List.copyOf(testOutputs);
    libraries = List.copyOf(libraries);
    jvmArguments = List.copyOf(jvmArguments);
    systemProperties = Map.copyOf(systemProperties);
    testPatterns = List.copyOf(testPatterns);
  }

  /// What its main sources are compiled against.
  public List<Path> classPath() {
    return Stream.of(outputs, libraries).flatMap(List::stream).toList();
  }

  /// What its tests are compiled against.
  public List<Path> testClassPath() {
    return Stream.of(testOutputs, outputs, libraries).flatMap(List::stream).toList();
  }
}
