package dev.naosu.flags;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.machine.KeptFile;
import dev.naosu.machine.circuit.Untouched;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Flags in a file: an object of JSON, or lines `NAME=true`. The file is only ever replaced as a
/// whole, and nothing else in it changes.
///
/// @param place ends with `.json`, or holds lines
public record FileFlags(Path place) implements Flags {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MOST_BYTES = 1 << 20;

  @Override
  public Optional<Boolean> read(String flag) throws IOException {
    String text = text();
    if (isJson()) {
      JsonNode value = object(text).get(flag);
      return value == null || !value.isBoolean()
          ? Optional.empty()
          : Optional.of(value.booleanValue());
    }
    Matcher matcher = line(flag).matcher(text);
    return matcher.find() ? Optional.of(Boolean.parseBoolean(matcher.group(2))) : Optional.empty();
  }

  @Override
  public void write(String flag, boolean on) throws IOException {
    String text = text();
    String changed;
    if (isJson()) {
      ObjectNode object = object(text);
      object.put(flag, on);
      changed = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(object) + "\n";
    } else {
      changed = line(flag).matcher(text).replaceFirst("$1" + on + "$3");
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(place);
    Path target = place.toRealPath();
    new KeptFile(target).write(changed.getBytes(StandardCharsets.UTF_8));
    Files.setPosixFilePermissions(target, permissions);
  }

  private boolean isJson() {
    return place.toString().endsWith(".json");
  }

  private String text() throws IOException {
    if (!Files.isRegularFile(place) || Files.size(place) > MOST_BYTES) {
      throw new Untouched(place + " is no file of flags");
    }
    return Files.readString(place);
  }

  private ObjectNode object(String text) throws IOException {
    try {
      if (JSON.readTree(text) instanceof ObjectNode object) {
        return object;
      }
      throw new Untouched(place + " holds no object of JSON");
    } catch (JsonProcessingException _) {
      // its message quotes the file
      throw new Untouched(place + " holds no JSON");
    }
  }

  private static Pattern line(String flag) {
    return Pattern.compile("(?m)^(\\s*" + Pattern.quote(flag) + "\\s*[=:]\\s*)(true|false)(\\s*)$");
  }
}
