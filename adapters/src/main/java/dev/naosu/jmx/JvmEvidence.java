package dev.naosu.jmx;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.ObjectName;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;
import jdk.management.jfr.FlightRecorderMXBean;

/// What a Java process can tell of itself.
public final class JvmEvidence {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration RECORDING = Duration.ofSeconds(5);
  private static final Duration RECORDED = Duration.ofSeconds(40);
  private static final long MOST_RECORDED = 64L << 20;
  private static final int MOST_LINES = 25;
  private static final int MOST_CLASSES = 3;
  private static final Pattern DEADLOCK =
      Pattern.compile("(?m)^Found (one|\\d+) (?:Java-level )?deadlocks?[.:]?");
  private static final Pattern WAITS = Pattern.compile("(?m)^\"([^\"\\n]{1,200})\":$");
  private static final Pattern THREAD = Pattern.compile("(?m)^\"[^\\n]*\" #\\d");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+)");

  /// Something that was found.
  ///
  /// @param summary in one sentence
  public record Finding(String summary, String text) {}

  /// Where every thread is, and who waits for whom.
  public Finding threadDump(long pid) throws IOException, InterruptedException {
    String text = Attached.to(pid, PATIENCE, jvm -> jvm.diagnose("threadPrint", "-l"));
    long threads = THREAD.matcher(text).results().count();
    Matcher deadlock = DEADLOCK.matcher(text);
    if (!deadlock.find()) {
      return new Finding(threads + " threads, none of them deadlocked", text);
    }
    String names =
        WAITS
            .matcher(text.substring(deadlock.start()))
            .results()
            .map(each -> each.group(1))
            .distinct()
            .limit(10)
            .collect(Collectors.joining(", "));
    // first what matters: a long dump is cut at its end
    return new Finding(
        threads + " threads; these wait for each other: " + names,
        text.substring(deadlock.start()) + "\n\n" + text.substring(0, deadlock.start()));
  }

  /// Which classes fill the heap. Collects garbage first.
  public Finding heapHistogram(long pid) throws IOException, InterruptedException {
    String text = Attached.to(pid, PATIENCE, jvm -> jvm.diagnose("gcClassHistogram"));
    String largest =
        ROW.matcher(text)
            .results()
            .limit(MOST_CLASSES)
            .map(each -> each.group(3) + " " + Long.parseLong(each.group(2)) / 1024 + " kB")
            .collect(Collectors.joining(", "));
    return new Finding(
        "largest: " + largest, text.lines().limit(200).collect(Collectors.joining("\n")));
  }

  /// How often garbage was collected, how long that took, and how the heap is.
  public Finding collections(long pid) throws IOException, InterruptedException {
    return Attached.to(
        pid,
        PATIENCE,
        jvm -> {
          List<GarbageCollectorMXBean> collectors =
              ManagementFactory.getPlatformMXBeans(jvm.beans(), GarbageCollectorMXBean.class);
          String summary =
              collectors.stream()
                  .map(
                      each ->
                          each.getName()
                              + " "
                              + each.getCollectionCount()
                              + " times, "
                              + each.getCollectionTime()
                              + " ms")
                  .collect(Collectors.joining("; "));
          return new Finding(summary, summary + "\n\n" + jvm.diagnose("gcHeapInfo"));
        });
  }

  /// What it was busy with for a few seconds, and what it made objects of.
  public Finding recording(long pid) throws IOException, InterruptedException {
    Path file = Files.createTempFile("naosu-recording", ".jfr");
    try {
      Attached.to(pid, RECORDED, jvm -> record(jvm, file));
      return told(file);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static boolean record(Attached jvm, Path file)
      throws IOException, JMException, InterruptedException {
    FlightRecorderMXBean recorder =
        JMX.newMXBeanProxy(
            jvm.beans(),
            new ObjectName(FlightRecorderMXBean.MXBEAN_NAME),
            FlightRecorderMXBean.class);
    long recording = recorder.newRecording();
    try {
      recorder.setPredefinedConfiguration(recording, "profile");
      recorder.startRecording(recording);
      Thread.sleep(RECORDING);
      recorder.stopRecording(recording);
      long stream = recorder.openStream(recording, null);
      try (OutputStream out = Files.newOutputStream(file)) {
        long read = 0;
        for (byte[] bytes = recorder.readStream(stream);
            bytes != null && read < MOST_RECORDED;
            bytes = recorder.readStream(stream)) {
          out.write(bytes);
          read += bytes.length;
        }
      } finally {
        recorder.closeStream(stream);
      }
      return true;
    } finally {
      recorder.closeRecording(recording);
    }
  }

  private static Finding told(Path file) throws IOException {
    Map<String, Long> busy = new HashMap<>();
    Map<String, Long> made = new HashMap<>();
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        RecordedEvent event = recording.readEvent();
        switch (event.getEventType().getName()) {
          case "jdk.ExecutionSample", "jdk.NativeMethodSample" ->
              busy.merge(top(event.getStackTrace()), 1L, Long::sum);
          case "jdk.ObjectAllocationSample" ->
              made.merge(
                  event.getClass("objectClass").getName(), event.getLong("weight"), Long::sum);
          default -> {
            // many others are recorded too
          }
        }
      }
    }
    String text =
        "busy with (samples)\n"
            + lines(busy)
            + "\n\nmade objects of (bytes, about)\n"
            + lines(made);
    String first =
        busy.isEmpty()
            ? "nothing"
            : busy.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
    return new Finding("in " + RECORDING.toSeconds() + " s mostly busy with " + first, text);
  }

  private static String top(RecordedStackTrace trace) {
    if (trace == null || trace.getFrames().isEmpty()) {
      return "unknown";
    }
    RecordedFrame frame = trace.getFrames().getFirst();
    return frame.getMethod().getType().getName()
        + "."
        + frame.getMethod().getName()
        + ":"
        + frame.getLineNumber();
  }

  private static String lines(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(MOST_LINES)
        .map(each -> String.format("%12d  %s", each.getValue(), each.getKey()))
        .collect(Collectors.joining("\n"));
  }
}
