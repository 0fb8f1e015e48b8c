package dev.naosu.app.serve;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// The server's own log: one JSON object a line with `at`, `level`, `logger`, `message`, and
/// `error` when something was thrown. Of libraries only warnings are told.
public final class StructuredLog {
  private static final String OWN = "dev.naosu";

  private StructuredLog() {}

  /// Sends everything that is logged in this JVM to a stream.
  ///
  /// @param own from which level what naosu itself says is told
  public static void to(PrintStream stream, Level own) {
    LogManager.getLogManager().reset();
    Logger root = Logger.getLogger("");
    root.setLevel(own);
    root.addHandler(new Lines(stream));
  }

  /// Writes each record at once.
  private static final class Lines extends Handler {
    private final PrintStream stream;
    private final Formatter form = new JsonForm();

    Lines(PrintStream stream) {
      this.stream = stream;
    }

    @Override
    public void publish(LogRecord record) {
      if (isTold(record)) {
        stream.print(form.format(record));
      }
    }

    private static boolean isTold(LogRecord record) {
      return record.getLevel().intValue() >= Level.WARNING.intValue()
          || String.valueOf(record.getLoggerName()).startsWith(OWN);
    }

    @Override
    public void flush() {
      stream.flush();
    }

    @Override
    public void close() {
      stream.flush();
    }
  }

  /// One object a line.
  private static final class JsonForm extends Formatter {
    private final JsonMapper mapper = new JsonMapper();

    @Override
    public String format(LogRecord record) {
      ObjectNode node = mapper.createObjectNode();
      node.put("at", record.getInstant().toString());
      node.put("level", record.getLevel().getName());
      node.put("logger", record.getLoggerName());
      node.put("message", formatMessage(record));
      if (record.getThrown() != null) {
        StringWriter trace = new StringWriter();
        record.getThrown().printStackTrace(new PrintWriter(trace));
        node.put("error", trace.toString());
      }
      return node + "\n";
    }
  }
}
