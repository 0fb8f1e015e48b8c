package dev.naosu.repair.strategy.gate;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A part of the platform or of a library that code reaches out of its own world with.
///
/// @param type qualified name of a class, or of a package with a dot at its end
/// @param members names of methods and fields of it; none for all, and the class itself
record Reach(Rule rule, String type, Set<String> members) {
  /// Those that are in a package of the kind and reach nowhere.
  private static final Set<String> HARMLESS =
      Set.of(
          "java.lang.invoke.TypeDescriptor",
          "java.lang.invoke.TypeDescriptor.OfField",
          "java.lang.reflect.AnnotatedElement",
          "java.lang.reflect.Array",
          "java.lang.reflect.GenericDeclaration",
          "java.lang.reflect.Modifier",
          "java.lang.reflect.ParameterizedType",
          "java.lang.reflect.RecordComponent",
          "java.lang.reflect.Type",
          "java.net.URI",
          "java.net.URLDecoder",
          "java.net.URLEncoder",
          "java.nio.channels.Channel");

  /// The first that fits decides.
  private static final List<Reach> ALL =
      List.of(
          of(Rule.PROCESS, "java.lang.Runtime", "exec"),
          of(Rule.PROCESS, "java.lang.ProcessBuilder"),
          of(Rule.PROCESS, "java.lang.Process", "getOutputStream", "outputWriter", "toHandle"),
          of(Rule.PROCESS, "java.lang.ProcessHandle"),
          of(Rule.PROCESS, "org.apache.commons.exec."),
          of(Rule.PROCESS, "org.zeroturnaround.exec."),
          of(Rule.PROCESS, "com.zaxxer.nuprocess."),
          of(Rule.PROCESS, "java.awt.Desktop"),
          of(Rule.EXIT, "java.lang.Runtime", "exit", "halt", "addShutdownHook"),
          of(Rule.EXIT, "java.lang.System", "exit", "setSecurityManager", "runFinalization"),
          of(Rule.EXIT, "java.lang.Thread", "stop", "setDefaultUncaughtExceptionHandler"),
          of(Rule.REFLECTION, "java.lang.Runtime", "load", "loadLibrary"),
          of(Rule.REFLECTION, "java.lang.System", "load", "loadLibrary", "mapLibraryName"),
          of(
              Rule.REFLECTION,
              "java.lang.Class",
              "forName",
              "newInstance",
              "getClassLoader",
              "getConstructor",
              "getConstructors",
              "getDeclaredClasses",
              "getDeclaredConstructor",
              "getDeclaredConstructors",
              "getDeclaredField",
              "getDeclaredFields",
              "getDeclaredMethod",
              "getDeclaredMethods",
              "getEnclosingMethod",
              "getField",
              "getFields",
              "getMethod",
              "getMethods",
              "getModule",
              "getProtectionDomain",
              "getNestMembers"),
          of(Rule.REFLECTION, "java.lang.Thread", "getContextClassLoader", "setContextClassLoader"),
          of(Rule.REFLECTION, "java.lang.ClassLoader"),
          of(Rule.REFLECTION, "java.lang.Module"),
          of(Rule.REFLECTION, "java.lang.ModuleLayer"),
          of(Rule.REFLECTION, "java.lang.StackWalker", "getCallerClass"),
          of(Rule.REFLECTION, "java.lang.foreign."),
          of(Rule.REFLECTION, "java.lang.instrument."),
          of(Rule.REFLECTION, "java.lang.invoke."),
          of(Rule.REFLECTION, "java.lang.reflect."),
          of(Rule.REFLECTION, "java.net.URLClassLoader"),
          of(Rule.REFLECTION, "java.security.AccessController"),
          of(Rule.REFLECTION, "java.security.SecureClassLoader"),
          of(Rule.REFLECTION, "java.util.ServiceLoader"),
          of(Rule.REFLECTION, "java.beans.Introspector"),
          of(Rule.REFLECTION, "javax.tools."),
          of(Rule.REFLECTION, "sun."),
          of(Rule.REFLECTION, "jdk.internal."),
          of(Rule.REFLECTION, "com.sun.jna."),
          of(Rule.REFLECTION, "com.sun.tools."),
          of(Rule.REFLECTION, "javassist."),
          of(Rule.REFLECTION, "net.bytebuddy."),
          of(Rule.REFLECTION, "net.sf.cglib."),
          of(Rule.REFLECTION, "org.objectweb.asm."),
          of(Rule.REFLECTION, "org.apache.commons.beanutils."),
          of(Rule.REFLECTION, "org.apache.commons.lang3.reflect."),
          of(Rule.REFLECTION, "org.springframework.beans.BeanUtils"),
          of(Rule.REFLECTION, "org.springframework.util.ReflectionUtils"),
          of(Rule.REFLECTION, "org.springframework.util.ClassUtils"),
          of(Rule.SCRIPT, "javax.script."),
          of(Rule.SCRIPT, "javax.el."),
          of(Rule.SCRIPT, "jakarta.el."),
          of(Rule.SCRIPT, "jdk.jshell."),
          of(Rule.SCRIPT, "groovy."),
          of(Rule.SCRIPT, "bsh."),
          of(Rule.SCRIPT, "ognl."),
          of(Rule.SCRIPT, "org.mvel2."),
          of(Rule.SCRIPT, "org.codehaus.groovy."),
          of(Rule.SCRIPT, "org.codehaus.janino."),
          of(Rule.SCRIPT, "org.graalvm.polyglot."),
          of(Rule.SCRIPT, "org.mozilla.javascript."),
          of(Rule.SCRIPT, "org.python.util."),
          of(Rule.SCRIPT, "org.springframework.expression."),
          of(Rule.FILES, "java.nio.channels.FileChannel"),
          of(Rule.FILES, "java.nio.channels.AsynchronousFileChannel"),
          of(Rule.NETWORK, "java.net."),
          of(Rule.NETWORK, "java.nio.channels."),
          of(Rule.NETWORK, "java.rmi."),
          of(Rule.NETWORK, "java.sql.DriverManager"),
          of(Rule.NETWORK, "javax.management."),
          of(Rule.NETWORK, "javax.naming."),
          of(Rule.NETWORK, "javax.net."),
          of(Rule.NETWORK, "javax.mail."),
          of(Rule.NETWORK, "jakarta.mail."),
          of(Rule.NETWORK, "javax.ws.rs.client."),
          of(Rule.NETWORK, "jakarta.ws.rs.client."),
          of(Rule.NETWORK, "com.sun.net."),
          of(Rule.NETWORK, "com.jcraft.jsch."),
          of(Rule.NETWORK, "feign."),
          of(Rule.NETWORK, "io.grpc."),
          of(Rule.NETWORK, "io.netty."),
          of(Rule.NETWORK, "kong.unirest."),
          of(Rule.NETWORK, "okhttp3."),
          of(Rule.NETWORK, "org.apache.commons.net."),
          of(Rule.NETWORK, "org.apache.hc."),
          of(Rule.NETWORK, "org.apache.http."),
          of(Rule.NETWORK, "org.asynchttpclient."),
          of(Rule.NETWORK, "org.jsoup.Jsoup", "connect"),
          of(Rule.NETWORK, "org.springframework.mail."),
          of(Rule.NETWORK, "org.springframework.web.client."),
          of(Rule.NETWORK, "org.springframework.web.reactive.function.client."),
          of(Rule.NETWORK, "reactor.netty."),
          of(Rule.NETWORK, "retrofit2."),
          of(Rule.SERIALIZATION, "java.io.ObjectInputStream"),
          of(Rule.SERIALIZATION, "java.io.ObjectOutputStream"),
          of(Rule.SERIALIZATION, "java.io.ObjectInput"),
          of(Rule.SERIALIZATION, "java.io.ObjectOutput"),
          of(Rule.SERIALIZATION, "java.io.Externalizable"),
          of(Rule.SERIALIZATION, "java.beans.XMLDecoder"),
          of(Rule.SERIALIZATION, "java.beans.XMLEncoder"),
          of(Rule.SERIALIZATION, "com.thoughtworks.xstream."),
          of(Rule.SERIALIZATION, "com.esotericsoftware.kryo."),
          of(Rule.SERIALIZATION, "org.yaml.snakeyaml."),
          of(Rule.SERIALIZATION, "org.apache.commons.lang3.SerializationUtils"),
          of(Rule.SERIALIZATION, "org.springframework.util.SerializationUtils"),
          of(
              Rule.SERIALIZATION,
              "com.fasterxml.jackson.databind.ObjectMapper",
              "activateDefaultTyping",
              "activateDefaultTypingAsProperty",
              "enableDefaultTyping",
              "enableDefaultTypingAsProperty"),
          of(Rule.FILES, "java.nio.file.Files"),
          of(Rule.FILES, "java.nio.file.FileSystem"),
          of(Rule.FILES, "java.nio.file.FileSystems"),
          of(Rule.FILES, "java.nio.file.SecureDirectoryStream"),
          of(Rule.FILES, "java.nio.file.Path", "register", "toRealPath"),
          of(
              Rule.FILES,
              "java.io.File",
              "createNewFile",
              "createTempFile",
              "delete",
              "deleteOnExit",
              "list",
              "listFiles",
              "listRoots",
              "mkdir",
              "mkdirs",
              "renameTo",
              "setExecutable",
              "setLastModified",
              "setReadOnly",
              "setReadable",
              "setWritable"),
          of(Rule.FILES, "java.io.FileInputStream"),
          of(Rule.FILES, "java.io.FileOutputStream"),
          of(Rule.FILES, "java.io.FileReader"),
          of(Rule.FILES, "java.io.FileWriter"),
          of(Rule.FILES, "java.io.RandomAccessFile"),
          of(Rule.FILES, "java.io.FileDescriptor"),
          of(Rule.FILES, "java.util.zip.ZipFile"),
          of(Rule.FILES, "java.util.jar.JarFile"),
          of(Rule.FILES, "java.util.logging.FileHandler"),
          of(Rule.FILES, "java.util.prefs."),
          of(Rule.FILES, "javax.imageio.ImageIO"),
          of(Rule.FILES, "org.apache.commons.io.FileUtils"),
          of(Rule.FILES, "org.apache.commons.io.file."),
          of(Rule.FILES, "com.google.common.io.Files"),
          of(Rule.FILES, "com.google.common.io.MoreFiles"),
          of(Rule.FILES, "com.google.common.io.Resources"),
          of(Rule.FILES, "org.springframework.core.io."),
          of(Rule.FILES, "org.springframework.util.FileSystemUtils"),
          of(Rule.FILES, "java.lang.Class", "getResource", "getResourceAsStream"),
          of(
              Rule.THREADS,
              "java.lang.Thread",
              "start",
              "startVirtualThread",
              "ofVirtual",
              "ofPlatform"),
          of(Rule.THREADS, "java.lang.ThreadGroup"),
          of(Rule.THREADS, "java.util.Timer"),
          of(Rule.THREADS, "java.util.TimerTask"),
          of(Rule.THREADS, "java.util.Collection", "parallelStream"),
          of(Rule.THREADS, "java.util.stream.BaseStream", "parallel"),
          of(Rule.THREADS, "java.util.concurrent.Executor"),
          of(Rule.THREADS, "java.util.concurrent.ExecutorService"),
          of(Rule.THREADS, "java.util.concurrent.Executors"),
          of(Rule.THREADS, "java.util.concurrent.ForkJoinPool"),
          of(Rule.THREADS, "java.util.concurrent.ScheduledExecutorService"),
          of(Rule.THREADS, "java.util.concurrent.StructuredTaskScope"),
          of(Rule.THREADS, "java.util.concurrent.ThreadPoolExecutor"),
          of(
              Rule.THREADS,
              "java.util.concurrent.CompletableFuture",
              "runAsync",
              "supplyAsync",
              "thenRunAsync",
              "thenApplyAsync",
              "thenAcceptAsync"),
          of(Rule.THREADS, "org.springframework.scheduling."),
          of(
              Rule.ENVIRONMENT,
              "java.lang.System",
              "clearProperty",
              "console",
              "getProperties",
              "getProperty",
              "getenv",
              "in",
              "inheritedChannel",
              "setErr",
              "setIn",
              "setOut",
              "setProperties",
              "setProperty"),
          of(Rule.ENVIRONMENT, "java.lang.Boolean", "getBoolean"),
          of(Rule.ENVIRONMENT, "java.lang.Integer", "getInteger"),
          of(Rule.ENVIRONMENT, "java.lang.Long", "getLong"),
          of(Rule.ENVIRONMENT, "java.lang.management."),
          of(Rule.ENVIRONMENT, "java.security.Security"),
          of(Rule.ENVIRONMENT, "java.util.Locale", "setDefault"),
          of(Rule.ENVIRONMENT, "java.util.TimeZone", "setDefault"),
          of(Rule.ENVIRONMENT, "org.springframework.core.env."),
          of(Rule.TESTS, "junit."),
          of(Rule.TESTS, "org.junit."),
          of(Rule.TESTS, "org.testng."),
          of(Rule.TESTS, "org.mockito."),
          of(Rule.TESTS, "org.assertj."),
          of(Rule.TESTS, "org.hamcrest."));

  /// Simple names that are looked for where the parser cannot tell what a name means: as good as
  /// nobody gives them to something else.
  private static final Set<String> TELLING_MEMBERS =
      Set.of(
          "addShutdownHook",
          "createNewFile",
          "defineClass",
          "deleteIfExists",
          "deleteOnExit",
          "exec",
          "exit",
          "forName",
          "getDeclaredConstructor",
          "getDeclaredField",
          "getDeclaredMethod",
          "getResourceAsStream",
          "getenv",
          "halt",
          "loadLibrary",
          "openConnection",
          "openStream",
          "parallelStream",
          "setAccessible",
          "startVirtualThread");

  private static Reach of(Rule rule, String type, String... members) {
    return new Reach(rule, type, Set.of(members));
  }

  /// @param type qualified name; the simple one where no more is known
  static Optional<Rule> ofType(String type) {
    if (isHarmless(type)) {
      return Optional.empty();
    }
    return ALL.stream()
        .filter(each -> each.members.isEmpty() && each.fits(type))
        .map(Reach::rule)
        .findFirst();
  }

  /// @param type that has the member, as above
  static Optional<Rule> ofMember(String type, String member) {
    if (isHarmless(type)) {
      return Optional.empty();
    }
    return ALL.stream()
        .filter(each -> each.fits(type))
        .filter(each -> each.members.isEmpty() || each.members.contains(member))
        .map(Reach::rule)
        .findFirst();
  }

  /// Of a method of which nothing but the name is known.
  static Optional<Rule> ofUnknown(String member) {
    return TELLING_MEMBERS.contains(member)
        ? ALL.stream()
            .filter(each -> each.members.contains(member))
            .map(Reach::rule)
            .findFirst()
            .or(() -> Optional.of(Rule.REFLECTION))
        : Optional.empty();
  }

  private boolean fits(String other) {
    if (type.endsWith(".")) {
      return other.startsWith(type);
    }
    return other.equals(type)
        || other.startsWith(type + ".")
        // nothing but a simple name is known
        || other.indexOf('.') < 0 && type.endsWith("." + other);
  }

  private static boolean isHarmless(String type) {
    return HARMLESS.contains(type) || type.endsWith("Exception") || type.endsWith("Error");
  }
}
