package dev.naosu.jmx;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.management.JMException;
import javax.management.ObjectName;

/// Pools of connections that show themselves as management beans.
final class Pools {
  /// How one kind of pool calls things.
  ///
  /// @param reset operation that lets connections go once nobody uses them
  private record Kind(String pattern, String active, String waiting, String most, String reset) {}

  private static final String HIKARI_POOL = "Pool (";

  private static final List<Kind> KINDS =
      List.of(
          new Kind(
              "com.zaxxer.hikari:type=Pool (*)",
              "ActiveConnections",
              "ThreadsAwaitingConnection",
              "",
              "softEvictConnections"),
          new Kind("*:type=ConnectionPool,*", "Active", "WaitCount", "MaxActive", "purge"),
          new Kind(
              "*:connectionpool=connections,*", "NumActive", "NumWaiters", "MaxTotal", "clear"),
          new Kind(
              "com.mchange.v2.c3p0:type=PooledDataSource,*",
              "numBusyConnections",
              "numThreadsAwaitingCheckoutDefaultUser",
              "maxPoolSize",
              "softResetAllUsers"));

  private Pools() {}

  /// One pool.
  ///
  /// @param most 0 when it does not say
  record Pool(ObjectName bean, String reset, double active, double waiting, double most) {
    String name() {
      String type = bean.getKeyProperty("type");
      return type != null && type.startsWith(HIKARI_POOL)
          ? type.substring(HIKARI_POOL.length(), type.length() - 1)
          : bean.toString();
    }
  }

  static List<Pool> of(Attached jvm) throws IOException, JMException {
    List<Pool> pools = new ArrayList<>();
    for (Kind kind : KINDS) {
      for (ObjectName bean : jvm.named(kind.pattern())) {
        pools.add(
            new Pool(
                bean,
                kind.reset(),
                number(jvm, bean, kind.active()),
                number(jvm, bean, kind.waiting()),
                kind.most().isEmpty() ? largest(jvm, bean) : number(jvm, bean, kind.most())));
      }
    }
    return pools;
  }

  /// HikariCP says that in another bean.
  private static double largest(Attached jvm, ObjectName pool) throws IOException, JMException {
    return number(
        jvm,
        new ObjectName(pool.toString().replace("type=Pool (", "type=PoolConfig (")),
        "MaximumPoolSize");
  }

  private static double number(Attached jvm, ObjectName bean, String attribute) throws IOException {
    try {
      return jvm.beans().getAttribute(bean, attribute) instanceof Number number
          ? number.doubleValue()
          : 0;
    } catch (JMException e) {
      // another version of it has no such thing
      return 0;
    }
  }
}
