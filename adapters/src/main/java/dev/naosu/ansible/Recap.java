package dev.naosu.ansible;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The end of what Ansible writes: figures for each host. Everything before it may hold secrets,
/// and is never told.
record Recap(List<Host> hosts, int tasks) {
  private static final Pattern HEAD = Pattern.compile("(?m)^PLAY RECAP \\*+\\s*$");
  private static final Pattern TASK = Pattern.compile("(?m)^(TASK|RUNNING HANDLER) \\[");
  private static final Pattern LINE =
      Pattern.compile(
          "(?m)^([\\w.:-]{1,100})\\s*: ok=(\\d{1,6})\\s+changed=(\\d{1,6})\\s+unreachable=(\\d{1,6})"
              + "\\s+failed=(\\d{1,6})\\s+skipped=(\\d{1,6}).*$");

  Recap {
    hosts = List.copyOf(hosts);
  }

  record Host(String name, int changed, int unreachable, int failed, int skipped) {}

  static Recap read(String output) {
    int head = -1;
    Matcher heads = HEAD.matcher(output);
    while (heads.find()) {
      // a task may have written something like it; the last one is Ansible's own
      head = heads.end();
    }
    if (head < 0) {
      return new Recap(List.of(), 0);
    }
    Matcher lines = LINE.matcher(output.substring(head));
    List<Host> hosts =
        Stream.generate(() -> lines)
            .takeWhile(Matcher::find)
            .map(
                line ->
                    new Host(
                        line.group(1),
                        Integer.parseInt(line.group(3)),
                        Integer.parseInt(line.group(4)),
                        Integer.parseInt(line.group(5)),
                        Integer.parseInt(line.group(6))))
            .toList();
    return new Recap(hosts, (int) TASK.matcher(output).results().count());
  }

  int changed() {
    return hosts.stream().mapToInt(Host::changed).sum();
  }

  int skipped() {
    return hosts.stream().mapToInt(Host::skipped).sum();
  }

  boolean isGood() {
    return !hosts.isEmpty()
        && hosts.stream().allMatch(each -> each.failed() == 0 && each.unreachable() == 0);
  }

  String words() {
    return hosts.stream()
        .map(
            each ->
                each.name()
                    + ": "
                    + each.changed()
                    + " changed"
                    + (each.failed() > 0 ? ", " + each.failed() + " failed" : "")
                    + (each.unreachable() > 0 ? ", not reached" : ""))
        .collect(Collectors.joining("; "));
  }
}
