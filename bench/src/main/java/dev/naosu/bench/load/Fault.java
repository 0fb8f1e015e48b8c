package dev.naosu.bench.load;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One cause of trouble: a place in one service that throws, each time for another order.
///
/// @param number from 0
record Fault(int number) {
  static final String TYPE = "java.lang.IllegalStateException";

  /// Its number follows.
  static final String SERVICE = "cause-";

  private static final int LETTERS = 26;

  /// What is between the service and its server in a stack trace of every day.
  private static final List<StackTraceElement> FRAMEWORK =
      List.of(
          frame("org.springframework.aop.framework.CglibAopProxy", "invokeMethod", 360),
          frame("org.springframework.web.method.support.InvocableHandlerMethod", "doInvoke", 258),
          frame("org.springframework.web.servlet.DispatcherServlet", "doDispatch", 1089),
          frame("org.springframework.web.servlet.DispatcherServlet", "doService", 979),
          frame("org.springframework.web.servlet.FrameworkServlet", "processRequest", 1014),
          frame("jakarta.servlet.http.HttpServlet", "service", 547),
          frame("org.apache.catalina.core.ApplicationFilterChain", "internalDoFilter", 195),
          frame("org.apache.catalina.core.ApplicationFilterChain", "doFilter", 140),
          frame("org.apache.catalina.core.StandardWrapperValve", "invoke", 167),
          frame("org.apache.catalina.core.StandardContextValve", "invoke", 90),
          frame("org.apache.catalina.core.StandardHostValve", "invoke", 115),
          frame("org.apache.catalina.connector.CoyoteAdapter", "service", 344),
          frame("org.apache.coyote.http11.Http11Processor", "service", 397),
          frame("org.apache.tomcat.util.net.NioEndpoint$SocketProcessor", "doRun", 1741),
          frame("java.util.concurrent.ThreadPoolExecutor", "runWorker", 1144),
          frame("java.lang.Thread", "run", 1583));

  String service() {
    return SERVICE + number;
  }

  String message(long order) {
    return "no stock is left for order " + order;
  }

  /// As `printStackTrace` prints it.
  String trace(long order) {
    IllegalStateException thrown = new IllegalStateException(message(order));
    List<StackTraceElement> frames = new ArrayList<>();
    frames.add(frame("shop." + word() + "Stock", "reserve", 40 + number % 100));
    frames.add(frame("shop.Orders", "place", 88));
    frames.add(frame("shop.OrderController", "post", 31));
    frames.addAll(FRAMEWORK);
    frames.addAll(Arrays.asList(thrown.getStackTrace()));
    thrown.setStackTrace(frames.toArray(StackTraceElement[]::new));
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }

  /// In letters: digits in names are taken for made up by the JVM.
  private String word() {
    StringBuilder word = new StringBuilder();
    int rest = number;
    do {
      word.append((char) (word.isEmpty() ? 'A' + rest % LETTERS : 'a' + rest % LETTERS));
      rest /= LETTERS;
    } while (rest > 0);
    return word.toString();
  }

  private static StackTraceElement frame(String type, String method, int line) {
    String file = type.substring(type.lastIndexOf('.') + 1).split("\\$", 2)[0] + ".java";
    return new StackTraceElement(type, method, file, line);
  }
}
