package dev.naosu.jmx;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.PlatformManagedObject;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/// A connection to the management beans of a process, by way of its own local agent.
final class Attached implements AutoCloseable {
  private final JMXConnector connector;
  private final MBeanServerConnection beans;

  private Attached(JMXConnector connector) throws IOException {
    this.connector = connector;
    this.beans = connector.getMBeanServerConnection();
  }

  /// What is done with it.
  @FunctionalInterface
  interface Work<T> {
    T with(Attached jvm) throws IOException, JMException, InterruptedException;
  }

  /// Does something with a process, and gives up when that takes too long: one that hangs keeps
  /// nobody waiting.
  ///
  /// @throws IOException with a text for people
  static <T> T to(long pid, Duration limit, Work<T> work) throws IOException, InterruptedException {
    Callable<T> all =
        () -> {
          try (Attached jvm = new Attached(connected(pid))) {
            return work.with(jvm);
          }
        };
    FutureTask<T> task = new FutureTask<>(all);
    // no virtual thread: attaching blocks in native code
    Thread thread = Thread.ofPlatform().daemon().name("attached to " + pid).start(task);
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException(
          "process " + pid + " did not answer within " + limit.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException("process " + pid + " could not be asked: " + e.getCause(), e);
    } finally {
      thread.interrupt();
    }
  }

  /// The address is told by the agent of a process of this user, not by what anybody sent.
  @SuppressWarnings("BanJNDI")
  private static JMXConnector connected(long pid) throws IOException {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
      try {
        return JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException e) {
      throw new IOException("it cannot be attached to: " + e.getMessage(), e);
    }
  }

  MBeanServerConnection beans() {
    return beans;
  }

  <T extends PlatformManagedObject> T platform(Class<T> kind) throws IOException {
    return ManagementFactory.getPlatformMXBean(beans, kind);
  }

  Set<ObjectName> named(String pattern) throws IOException, JMException {
    return beans.queryNames(new ObjectName(pattern), null);
  }

  /// A command that `jcmd` knows.
  ///
  /// @param operation such as `threadPrint`
  String diagnose(String operation, String... arguments) throws IOException, JMException {
    return String.valueOf(
        beans.invoke(
            new ObjectName("com.sun.management:type=DiagnosticCommand"),
            operation,
            new Object[] {arguments},
            new String[] {String[].class.getName()}));
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
