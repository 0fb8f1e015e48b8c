package dev.naosu.probe;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;

/**
 * Writes what a JVM ran when it ends, for JVMs that no {@link TestChild} leads: those of a command
 * whose exit code shows a bug. One file a JVM, holding one {@link ProbeTable} frame of the points
 * that were hit.
 */
final class Dump {
  private Dump() {}

  /** Arranges for the file to be written when this JVM ends. */
  static void atExit(File directory) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> write(directory), "naosu-probe-dump"));
  }

  private static void write(File directory) {
    BitSet hits = Probe.takeHits();
    if (hits.isEmpty()) {
      return; // a JVM that runs none of the patient's code, such as the build tool's own
    }
    List<ProbePoint> points = new ArrayList<>();
    List<ProbePoint> all = Probe.probes().points();
    for (int id = hits.nextSetBit(0); id >= 0 && id < all.size(); id = hits.nextSetBit(id + 1)) {
      points.add(all.get(id));
    }
    File part = new File(directory, UUID.randomUUID() + ".part");
    try {
      try (DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(new FileOutputStream(part)))) {
        Wire.write(out, new ProbeTable(points));
      }
      if (!part.renameTo(new File(directory, part.getName().replace(".part", ".probe")))) {
        throw new IOException("cannot rename " + part);
      }
    } catch (IOException e) {
      // The JVM is ending and its output belongs to the patient: without the file there is no
      // coverage of this JVM, which the engine notices.
      part.delete();
    }
  }
}
