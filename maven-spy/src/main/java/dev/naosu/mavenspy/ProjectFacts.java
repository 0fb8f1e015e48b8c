package dev.naosu.mavenspy;

import java.io.File;
import java.util.Collection;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.maven.artifact.DependencyResolutionRequiredException;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Plugin;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.PluginParameterExpressionEvaluator;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluationException;
import org.codehaus.plexus.util.xml.Xpp3Dom;

/// What Maven knows of one project, as keys and values.
///
/// Keys: `groupId`, `artifactId`, `packaging`, `basedir`, `buildDirectory`, `output`, `testOutput`,
/// `sourceRoot.N`, `testRoot.N`, `testClassPath.N`, `compile.{release,source,target,encoding}` and
/// `testCompile.…` likewise, `compilerArg.N`, `surefire.{argLine,skip,reportsDirectory,
/// workingDirectory}`, `surefire.{include,exclude}.N`, `surefire.property.NAME`,
/// `surefire.environment.NAME`, `toolchain.version`, `javaVersion.required`, `encoding`. An absent
/// key means that the project does not say.
final class ProjectFacts {
  private static final String MAVEN_PLUGINS = "org.apache.maven.plugins:";
  private static final Pattern LATE = Pattern.compile("[$@]\\{([^{}]+)}");

  private final MavenSession session;
  private final MavenProject project;
  private final Properties facts;

  ProjectFacts(MavenSession session, MavenProject project, Properties facts) {
    this.session = session;
    this.project = project;
    this.facts = facts;
  }

  /// @param mojo the compiler goal that has just run, null at the end of the project
  void learn(MojoExecution mojo) throws ExpressionEvaluationException {
    learnIdentity();
    learnSurefire();
    learnRequiredJdk();
    boolean classPathResolved = mojo == null || mojo.getGoal().equals("testCompile");
    // the class path of the goal that ran last: testCompile's is the one wanted, and a later
    // goal of a narrower scope must not replace it
    if (classPathResolved && facts.getProperty("testClassPath.0") == null) {
      learnClassPath();
    }
    if (mojo != null && mojo.getArtifactId().equals("maven-compiler-plugin")) {
      learnCompiler(mojo);
    }
  }

  private void learnIdentity() {
    put("groupId", project.getGroupId());
    put("artifactId", project.getArtifactId());
    put("packaging", project.getPackaging());
    put("basedir", project.getBasedir().getAbsolutePath());
    put("buildDirectory", project.getBuild().getDirectory());
    put("output", project.getBuild().getOutputDirectory());
    put("testOutput", project.getBuild().getTestOutputDirectory());
    put("encoding", project.getProperties().getProperty("project.build.sourceEncoding"));
    putAll("sourceRoot", project.getCompileSourceRoots());
    putAll("testRoot", project.getTestCompileSourceRoots());
  }

  private void learnClassPath() {
    try {
      putAll("testClassPath", project.getTestClasspathElements());
    } catch (DependencyResolutionRequiredException e) {
      // a project without a compile phase, such as a parent pom
      facts.remove("testClassPath.0");
    }
  }

  private void learnCompiler(MojoExecution mojo) throws ExpressionEvaluationException {
    // extra executions, such as one for module-info at level 9, say nothing about the module
    if (!mojo.getExecutionId().startsWith("default-")) {
      return;
    }
    String goal = mojo.getGoal();
    Xpp3Dom configuration = mojo.getConfiguration();
    PluginParameterExpressionEvaluator evaluator =
        new PluginParameterExpressionEvaluator(session, mojo);
    for (String name : new String[] {"release", "source", "target", "encoding"}) {
      String value = null;
      if (goal.equals("testCompile") && !name.equals("encoding")) {
        String upper = Character.toUpperCase(name.charAt(0)) + name.substring(1);
        value = evaluated(configuration, "test" + upper, evaluator);
      }
      put(goal + "." + name, value != null ? value : evaluated(configuration, name, evaluator));
    }
    Xpp3Dom arguments = child(configuration, "compilerArgs");
    if (goal.equals("compile") && arguments != null) {
      int index = 0;
      for (Xpp3Dom argument : arguments.getChildren()) {
        put("compilerArg." + index++, resolved(argument.getValue()));
      }
    }
    Xpp3Dom toolchain = child(child(configuration, "jdkToolchain"), "version");
    put("toolchain.version", toolchain == null ? null : resolved(toolchain.getValue()));
  }

  private static String evaluated(
      Xpp3Dom configuration, String name, PluginParameterExpressionEvaluator evaluator)
      throws ExpressionEvaluationException {
    Xpp3Dom parameter = child(configuration, name);
    if (parameter == null) {
      return null;
    }
    Object value = parameter.getValue() == null ? null : evaluator.evaluate(parameter.getValue());
    if (value == null && parameter.getAttribute("default-value") != null) {
      value = evaluator.evaluate(parameter.getAttribute("default-value"));
    }
    return value == null ? null : value.toString().trim();
  }

  private void learnSurefire() {
    Xpp3Dom configuration =
        project.getGoalConfiguration(
            "org.apache.maven.plugins", "maven-surefire-plugin", "default-test", "test");
    Xpp3Dom argLine = child(configuration, "argLine");
    String line =
        argLine != null && argLine.getValue() != null ? argLine.getValue() : known("argLine");
    put("surefire.argLine", line == null ? null : resolved(line).trim());
    for (String name : new String[] {"skip", "skipTests", "reportsDirectory", "workingDirectory"}) {
      Xpp3Dom value = child(configuration, name);
      put("surefire." + name, value == null ? null : resolved(value.getValue()));
    }
    putPatterns("surefire.include", child(configuration, "includes"));
    putPatterns("surefire.exclude", child(configuration, "excludes"));
    putValues("surefire.property.", child(configuration, "systemPropertyVariables"));
    putValues("surefire.environment.", child(configuration, "environmentVariables"));
    Xpp3Dom older = child(configuration, "systemProperties");
    if (older != null) {
      for (Xpp3Dom property : older.getChildren("property")) {
        Xpp3Dom name = property.getChild("name");
        Xpp3Dom value = property.getChild("value");
        if (name != null && name.getValue() != null) {
          put(
              "surefire.property." + name.getValue(),
              value == null || value.getValue() == null ? "" : resolved(value.getValue()));
        }
      }
    }
  }

  private void learnRequiredJdk() {
    Plugin toolchains = project.getPlugin(MAVEN_PLUGINS + "maven-toolchains-plugin");
    if (toolchains != null) {
      Xpp3Dom configuration = (Xpp3Dom) toolchains.getConfiguration();
      Xpp3Dom version = child(child(child(configuration, "toolchains"), "jdk"), "version");
      put("toolchain.version", version == null ? null : resolved(version.getValue()));
    }
    Plugin enforcer = project.getPlugin(MAVEN_PLUGINS + "maven-enforcer-plugin");
    if (enforcer != null) {
      enforcer
          .getExecutions()
          .forEach(
              execution -> {
                Xpp3Dom rule =
                    child(
                        child((Xpp3Dom) execution.getConfiguration(), "rules"),
                        "requireJavaVersion");
                Xpp3Dom version = child(rule, "version");
                put("javaVersion.required", version == null ? null : resolved(version.getValue()));
              });
    }
  }

  private void putPatterns(String key, Xpp3Dom list) {
    if (list == null) {
      return;
    }
    int index = 0;
    for (Xpp3Dom element : list.getChildren()) {
      if (element.getValue() != null) {
        // one element may hold several patterns
        for (String pattern : resolved(element.getValue()).split("[,\\s]+")) {
          if (!pattern.isEmpty()) {
            put(key + "." + index++, pattern);
          }
        }
      }
    }
  }

  private void putValues(String prefix, Xpp3Dom values) {
    if (values == null) {
      return;
    }
    for (Xpp3Dom value : values.getChildren()) {
      put(prefix + value.getName(), value.getValue() == null ? "" : resolved(value.getValue()));
    }
  }

  /// The text with `${…}` and surefire's late `@{…}` replaced as far as their values are known; the
  /// unknown ones become empty, as an unset property does in a JVM argument.
  private String resolved(String text) {
    if (text == null) {
      return "";
    }
    String result = text;
    // a value may itself hold a reference; the bound ends circles
    for (int round = 0; round < 5; round++) {
      Matcher matcher = LATE.matcher(result);
      if (!matcher.find()) {
        return result;
      }
      StringBuffer replaced = new StringBuffer();
      do {
        String value = known(matcher.group(1));
        matcher.appendReplacement(replaced, Matcher.quoteReplacement(value == null ? "" : value));
      } while (matcher.find());
      matcher.appendTail(replaced);
      result = replaced.toString();
    }
    return result;
  }

  private String known(String name) {
    String value = session.getUserProperties().getProperty(name);
    if (value == null) {
      value = project.getProperties().getProperty(name);
    }
    if (value == null) {
      value = session.getSystemProperties().getProperty(name);
    }
    if (value == null) {
      switch (name) {
        case "basedir":
        case "project.basedir":
          return project.getBasedir().getAbsolutePath();
        case "project.build.directory":
          return project.getBuild().getDirectory();
        case "project.build.outputDirectory":
          return project.getBuild().getOutputDirectory();
        case "project.build.testOutputDirectory":
          return project.getBuild().getTestOutputDirectory();
        case "settings.localRepository":
          return new File(session.getLocalRepository().getBasedir()).getAbsolutePath();
        case "session.executionRootDirectory":
          return session.getExecutionRootDirectory();
        case "project.version":
          return project.getVersion();
        case "project.artifactId":
          return project.getArtifactId();
        default:
          return null;
      }
    }
    return value;
  }

  private static Xpp3Dom child(Xpp3Dom parent, String name) {
    return parent == null ? null : parent.getChild(name);
  }

  private void putAll(String key, Collection<String> values) {
    int index = 0;
    for (String value : values) {
      put(key + "." + index++, value);
    }
  }

  private void put(String key, String value) {
    if (value != null) {
      facts.setProperty(key, value);
    }
  }
}
