package dev.naosu.redis;

import dev.naosu.machine.circuit.Deed;
import dev.naosu.machine.circuit.Untouched;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Action.Outlook;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Parameter;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Traits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/// Removes keys that fit a pattern, a few at a time: never all of a database, and only keys that
/// the configuration says are a cache.
public final class CacheClear implements Deed {
  private static final Traits TRAITS =
      new Traits(
          "cache.clear",
          "remove keys of a cache",
          List.of(
              new Parameter(
                  "pattern",
                  Parameter.Type.TEXT,
                  "which keys, such as price:*; within what the configuration allows",
                  Optional.empty()),
              new Parameter(
                  "most", Parameter.Type.COUNT, "how many keys at most", Optional.of("10000")),
              new Parameter(
                  "share",
                  Parameter.Type.PERCENT,
                  "how many of all keys at most, in percent",
                  Optional.of("50"))),
          Traits.Undo.NEVER,
          false,
          Duration.ofMinutes(2));
  private static final int PATIENCE_MILLISECONDS = 5_000;
  private static final int GLANCE = 1_000;
  private static final int BATCH = 500;
  private static final String FIRST = "0";

  private final CacheServer server;

  public CacheClear(CacheServer server) {
    this.server = server;
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public Outlook look(Order order) throws IOException, InterruptedException {
    String pattern = order.arguments().text("pattern");
    Optional<String> mistake = mistake(pattern);
    if (mistake.isPresent()) {
      return new Outlook.Unfit(mistake.get());
    }
    int most = order.arguments().count("most");
    try (Jedis redis = open()) {
      if (!"master".equals(redis.role().getFirst())) {
        return new Outlook.Unfit(server + " is a replica; name its master");
      }
      long all = redis.dbSize();
      Keys keys = new Keys(redis, pattern);
      long found = 0;
      while (found <= most && keys.hasMore()) {
        found += keys.next().size();
      }
      if (found == 0) {
        return new Outlook.Unfit("no key fits " + pattern);
      }
      if (found > most) {
        return new Outlook.Unfit("more than " + most + " keys fit " + pattern);
      }
      // some may be counted twice, and then it is stricter than it was told to be
      double share = Math.min(1, (double) found / Math.max(1, all));
      if (share > order.arguments().share("share")) {
        return new Outlook.Unfit(
            found + " of all " + all + " keys fit " + pattern + ", more than the share allowed");
      }
      return new Outlook.Ready(
          new Plan(
              "remove " + found + " of " + all + " keys, which fit " + pattern,
              List.of(order.target().whole().toString()),
              share,
              Duration.ZERO,
              List.of(found + " cached values have to be computed again"),
              ""));
    } catch (JedisException e) {
      throw failed(e);
    }
  }

  private Optional<String> mistake(String pattern) {
    if (KeyPattern.plainStart(pattern).length() < KeyPattern.LEAST_PLAIN) {
      return Optional.of(
          "the pattern " + pattern + " begins with fewer than three plain characters");
    }
    return KeyPattern.isWithin(pattern, server.patterns())
        ? Optional.empty()
        : Optional.of(
            "the configuration allows only " + server.patterns() + ", and not " + pattern);
  }

  @Override
  public Applied apply(Order order, Plan plan) throws IOException, InterruptedException {
    String pattern = order.arguments().text("pattern");
    Optional<String> mistake = mistake(pattern);
    if (mistake.isPresent()) {
      throw new Untouched(mistake.get());
    }
    int most = order.arguments().count("most");
    long removed = 0;
    try (Jedis redis = open()) {
      Keys keys = new Keys(redis, pattern);
      while (keys.hasMore()) {
        List<byte[]> found = keys.next();
        for (int from = 0; from < found.size(); from += BATCH) {
          int to = (int) Math.min(Math.min(from + BATCH, found.size()), from + most - removed);
          if (to <= from) {
            return new Applied.Done(removed + " keys removed, the most that were allowed");
          }
          removed += redis.unlink(found.subList(from, to).toArray(byte[][]::new));
        }
      }
      return new Applied.Done(removed + " keys removed, " + redis.dbSize() + " are left");
    } catch (JedisException e) {
      if (removed == 0) {
        throw new Untouched(failed(e).getMessage(), e);
      }
      throw new IOException(removed + " keys were removed, then " + failed(e).getMessage(), e);
    }
  }

  private Jedis open() {
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder()
            .connectionTimeoutMillis(PATIENCE_MILLISECONDS)
            .socketTimeoutMillis(PATIENCE_MILLISECONDS)
            .database(server.database())
            .clientName("naosu");
    if (server.tls()) {
      config.sslOptions(SslOptions.defaults());
    }
    server.user().ifPresent(config::user);
    server.password().ifPresent(config::password);
    return new Jedis(new HostAndPort(server.host(), server.port()), config.build());
  }

  private IOException failed(JedisException e) {
    // what it says may hold the words of a key
    return new IOException(
        server + " does not answer as it should (" + e.getClass().getSimpleName() + ")", e);
  }

  /// All keys that fit, a few at a time; Redis goes on serving meanwhile.
  private static final class Keys {
    private final Jedis redis;
    private final ScanParams params;
    private String cursor = "";

    private Keys(Jedis redis, String pattern) {
      this.redis = redis;
      this.params = new ScanParams().match(pattern).count(GLANCE);
    }

    private boolean hasMore() {
      return !cursor.equals(FIRST);
    }

    private List<byte[]> next() throws InterruptedException {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      ScanResult<byte[]> found =
          redis.scan(
              (cursor.isEmpty() ? FIRST : cursor).getBytes(StandardCharsets.US_ASCII), params);
      cursor = found.getCursor();
      Collection<byte[]> keys = found.getResult();
      return new ArrayList<>(keys);
    }
  }
}
