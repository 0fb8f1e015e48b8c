package dev.naosu.build;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which versions of a library there are.
@FunctionalInterface
public interface LibraryVersions {
  /// @throws IOException with a text for people when nobody can say
  List<String> of(String group, String artifact) throws IOException, InterruptedException;

  /// Asks a Maven repository for its `maven-metadata.xml`.
  ///
  /// @param repository address without a slash at the end
  record InRepository(HttpClient client, String repository) implements LibraryVersions {
    /// Where Maven looks when nothing is said.
    public static final String CENTRAL = "https://repo.maven.apache.org/maven2";

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MOST_BYTES = 4 << 20;
    private static final Pattern VERSION = Pattern.compile("<version>([\\w.+-]{1,80})</version>");

    @Override
    public List<String> of(String group, String artifact) throws IOException, InterruptedException {
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create(
                      repository
                          + "/"
                          + group.replace('.', '/')
                          + "/"
                          + artifact
                          + "/maven-metadata.xml"))
              .timeout(PATIENCE)
              .GET()
              .build();
      HttpResponse<InputStream> answer =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        if (answer.statusCode() != 200) {
          throw new IOException(
              answer.statusCode() == 404
                  ? repository + " does not know it"
                  : repository + " answers " + answer.statusCode());
        }
        String text = new String(body.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        List<String> versions = new ArrayList<>();
        for (Matcher each = VERSION.matcher(text); each.find(); ) {
          versions.add(each.group(1));
        }
        return versions;
      }
    }
  }
}
