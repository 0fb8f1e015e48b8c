package dev.naosu.probe;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All probes of the classes loaded so far: the index in the list is the id in TestResult. */
public final class ProbeTable implements Message {
  private final List<ProbePoint> points;

  /** Takes a copy of the points. */
  public ProbeTable(List<ProbePoint> points) {
    this.points = Collections.unmodifiableList(new ArrayList<>(points));
  }

  static ProbeTable read(DataInput in) throws IOException {
    List<String> names = Bounded.readStrings(in);
    int count = Bounded.readCount(in);
    List<ProbePoint> points = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String className = name(names, in.readInt());
      String method = name(names, in.readInt());
      int line = in.readUnsignedShort();
      ProbePoint.Kind kind = in.readBoolean() ? ProbePoint.Kind.BRANCH : ProbePoint.Kind.LINE;
      points.add(
          new ProbePoint(
              className, method, line, kind, in.readUnsignedShort(), in.readUnsignedShort()));
    }
    return new ProbeTable(points);
  }

  private static String name(List<String> names, int index) throws IOException {
    if (index < 0 || index >= names.size()) {
      throw new ProtocolException("no name has the number " + index);
    }
    return names.get(index);
  }

  /** The probes by id. */
  public List<ProbePoint> points() {
    return points;
  }

  @Override
  public int kind() {
    return Wire.PROBE_TABLE;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    // Names repeat for every line of a method, so each is sent once.
    Map<String, Integer> names = new LinkedHashMap<>();
    for (ProbePoint point : points) {
      names.putIfAbsent(point.className(), names.size());
      names.putIfAbsent(point.method(), names.size());
    }
    Bounded.writeStrings(out, new ArrayList<>(names.keySet()));
    out.writeInt(points.size());
    for (ProbePoint point : points) {
      out.writeInt(names.get(point.className()));
      out.writeInt(names.get(point.method()));
      out.writeShort(point.line());
      out.writeBoolean(point.kind() == ProbePoint.Kind.BRANCH);
      out.writeShort(point.branch());
      out.writeShort(point.outcome());
    }
  }
}
