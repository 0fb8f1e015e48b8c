package dev.naosu.detect;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A method as a person wrote it: the names that compilers and the JVM make up for lambdas,
/// closures, coroutines and anonymous classes are taken back to the method around them.
///
/// @param className with its package
record Place(String className, String method) {
  /// Proxies and hidden classes: the call that they pass on has a frame of its own.
  private static final Pattern MADE_UP =
      Pattern.compile(
          "^0x\\p{XDigit}++$|^\\d|\\$\\$(?:Lambda|Enhancer|FastClass|SpringCGLIB)|_\\$\\$_"
              + "|\\$(?:ByteBuddy|HibernateProxy|MockitoMock|Intercepted|auxiliary|Proxy\\d)|FastClassBy"
              + "|_(?:ClientProxy|Subclass)$|_Weld|LambdaForm\\$|GeneratedMethodAccessor"
              + "|GeneratedConstructorAccessor|CoroutineDebuggingKt");

  /// `Cart$$anonfun$total$1` of Scala, `Cart$_total_closure2` of Groovy.
  private static final Pattern CLOSURE =
      Pattern.compile("^(.*?)(?:\\$\\$anonfun\\$(\\w++)|\\$_(\\w+?)_closure\\d).*+$");

  /// `CartService$total$2` of Kotlin, whose one method is made up too.
  private static final Pattern CONTINUATION = Pattern.compile("^(.*?)\\$([a-z]\\w*+)\\$\\d.*+$");

  private static final Pattern NUMBER = Pattern.compile("(?:\\$|__)\\d++|\\$(?=\\.|$)");

  /// `shop.core$total$fn__42` of Clojure.
  private static final Pattern FUNCTION =
      Pattern.compile("(?:\\$(?:fn|eval)(?:__)?+\\d*+|__\\d++)");

  /// The one method of a function of Clojure.
  private static final String FUNCTION_CALL = "invoke";

  private static final Pattern METHOD =
      Pattern.compile(
          "^(?:lambda\\$|\\$anonfun\\$)(.+?)(?:\\$\\d++)?+(?:\\$adapted)?+$"
              + "|^(.+?)(?:\\$lambda\\$.*+|\\$suspendImpl|\\$default|\\$\\d++|-[\\w]{7,8}+)$");

  /// Empty for a frame that the JVM or a framework made up.
  static Optional<Place> of(Frame frame) {
    String name = frame.className();
    String method = frame.methodName();
    if (MADE_UP.matcher(name).find() || method.startsWith("access$")) {
      return Optional.empty();
    }
    if (isClojure(frame)) {
      return Optional.of(new Place(FUNCTION.matcher(name).replaceAll(""), FUNCTION_CALL));
    }
    Matcher closure = CLOSURE.matcher(name);
    if (closure.matches()) {
      return Optional.of(
          new Place(
              plain(closure.group(1)),
              Optional.ofNullable(closure.group(2)).orElse(closure.group(3))));
    }
    Matcher continuation = CONTINUATION.matcher(name);
    if (continuation.matches() && isMadeUpMethod(method)) {
      return Optional.of(new Place(plain(continuation.group(1)), continuation.group(2)));
    }
    return Optional.of(new Place(plain(name), written(method)));
  }

  /// The class around all nested ones.
  String outermost() {
    int nested = className.indexOf('$');
    return nested <= 0 ? className : className.substring(0, nested);
  }

  /// The last name of the class, and the method.
  String title() {
    boolean isFunction = method.equals(FUNCTION_CALL) && className.indexOf('$') > 0;
    return isFunction ? simple(className) : simple(className) + "." + method;
  }

  /// The last part of a class name that is not empty.
  static String simple(String className) {
    int end = className.length();
    while (end > 0 && isSeparator(className.charAt(end - 1))) {
      end--;
    }
    int begin = end;
    while (begin > 0 && !isSeparator(className.charAt(begin - 1))) {
      begin--;
    }
    return begin == end ? className : className.substring(begin, end);
  }

  private static boolean isSeparator(char c) {
    return c == '.' || c == '$';
  }

  private static boolean isClojure(Frame frame) {
    return frame.className().indexOf('$') > 0
        && (frame.file().endsWith(".clj")
            || frame.file().endsWith(".cljc")
            || frame.className().contains("$fn__")
            || frame.methodName().equals("invokeStatic"));
  }

  private static boolean isMadeUpMethod(String method) {
    return switch (method) {
      case "invokeSuspend", "invoke", "doResume", "emit", "collect", "apply", "call", "create" ->
          true;
      default -> false;
    };
  }

  /// `Cart$1` and Scala's `Cart$` are `Cart`.
  private static String plain(String className) {
    return NUMBER.matcher(className).replaceAll("");
  }

  private static String written(String method) {
    Matcher matcher = METHOD.matcher(method);
    if (!matcher.matches()) {
      return method;
    }
    String name = Optional.ofNullable(matcher.group(1)).orElse(matcher.group(2));
    return switch (name) {
      case "new" -> "<init>";
      case "static" -> "<clinit>";
      default -> name;
    };
  }

  @Override
  public String toString() {
    return className + "." + method;
  }
}
