package dev.naosu.flags;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.machine.web.Address;
import dev.naosu.machine.web.Call;
import dev.naosu.machine.web.Caller;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Flags of a service: `GET` says `{"enabled": true}`, and `PUT` takes the same.
///
/// @param template address in which `{flag}` stands for the name
/// @param headers may hold a token
public record HttpFlags(String template, Map<String, String> headers, Caller caller)
    implements Flags {
  private static final String FLAG = "{flag}";
  private static final String ENABLED = "enabled";
  private static final int UNKNOWN = 404;
  private static final ObjectMapper JSON = new ObjectMapper();

  public HttpFlags {
    headers = Map.copyOf(headers);
    if (!template.contains(FLAG) || template.indexOf(FLAG) < template.indexOf('/', 8)) {
      throw new IllegalArgumentException(
          "the path of an address of flags holds " + FLAG + ", such as https://HOST/flags/{flag}");
    }
  }

  private Address address(String flag) {
    return new Address(
        URI.create(
            template.replace(
                FLAG, URLEncoder.encode(flag, StandardCharsets.UTF_8).replace("+", "%20"))));
  }

  @Override
  public Optional<Boolean> read(String flag) throws IOException, InterruptedException {
    Call call = new Call("GET", address(flag), headers, "");
    Caller.Said said = caller.call(call);
    if (said.status() == UNKNOWN) {
      return Optional.empty();
    }
    if (!said.isGood()) {
      throw new IOException(call + " answered " + said.status());
    }
    try {
      JsonNode enabled = JSON.readTree(said.body()).path(ENABLED);
      if (enabled.isBoolean()) {
        return Optional.of(enabled.booleanValue());
      }
    } catch (JsonProcessingException _) {
      throw new IOException(call + " answered no JSON");
    }
    throw new IOException(call + " does not say whether the flag is " + ENABLED);
  }

  @Override
  public void write(String flag, boolean on) throws IOException, InterruptedException {
    Map<String, String> all = new HashMap<>(headers);
    all.put("Content-Type", "application/json");
    Call call =
        new Call("PUT", address(flag), all, JSON.createObjectNode().put(ENABLED, on).toString());
    Caller.Said said = caller.call(call);
    if (!said.isGood()) {
      throw new IOException(call + " answered " + said.status());
    }
  }

  /// Without the headers.
  @Override
  public String toString() {
    return template;
  }
}
