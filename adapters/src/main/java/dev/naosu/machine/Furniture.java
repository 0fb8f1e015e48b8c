package dev.naosu.machine;

import dev.naosu.machine.Isolation.Mount;
import dev.naosu.project.Jdk;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/// What lies in every cage: JDKs, Maven with its repository, naosu's own code, and a home.
///
/// Maven's settings are those of the person, without servers and proxies, for there the passwords
/// are; they say that Maven is offline and where its repository is, so that any command which
/// starts Maven finds what was fetched before.
final class Furniture {
  static final String HOME = "/tmp";
  static final String HOST = "cage";

  private static final String PASSWD =
      "root:x:0:0:root:/:/bin/sh\nnobody:x:65534:65534:nobody:" + HOME + ":/bin/sh\n";
  private static final String HOSTS = "127.0.0.1 localhost " + HOST + "\n::1 localhost\n";

  private final List<Mount> mounts;

  private Furniture(List<Mount> mounts) {
    this.mounts = List.copyOf(mounts);
  }

  /// @param own existing directory for files that are laid into the cage
  static Furniture make(Path own) throws IOException {
    List<Mount> mounts = new ArrayList<>();
    lay(mounts, Files.writeString(own.resolve("passwd"), PASSWD), "/etc/passwd");
    lay(mounts, Files.writeString(own.resolve("hosts"), HOSTS), "/etc/hosts");
    Path maven = Path.of(System.getProperty("user.home"), ".m2");
    Path settings = maven.resolve("settings.xml");
    Document document = document(settings);
    Path repository = repository(document).orElse(maven.resolve("repository"));
    lay(mounts, repository, repository.toString());
    lay(
        mounts,
        Files.writeString(own.resolve("settings.xml"), written(document, repository)),
        HOME + "/.m2/settings.xml");
    for (String name : List.of("wrapper", "toolchains.xml")) {
      lay(mounts, maven.resolve(name), HOME + "/.m2/" + name);
    }
    OnPath.home("mvn").ifPresent(home -> lay(mounts, home, home.toString()));
    OnPath.program("mvn")
        .filter(program -> !program.startsWith("/usr") && !program.startsWith("/bin"))
        .ifPresent(program -> lay(mounts, program, program.toString()));
    for (Jdk jdk : JdkCatalogue.ofThisMachine().jdks()) {
      lay(mounts, jdk.home(), jdk.home().toString());
    }
    lay(mounts, ownJava(), ownJava().toString());
    lay(mounts, ownPlace(), ownPlace().toString());
    return new Furniture(mounts);
  }

  private static void lay(List<Mount> mounts, Path from, String to) {
    if (!to.startsWith("/usr/")) {
      mounts.add(new Mount(from, to, false));
    }
  }

  /// Where it stands.
  List<Mount> mounts() {
    return mounts;
  }

  /// The JDK that runs naosu.
  static Path ownJava() {
    return Path.of(System.getProperty("java.home"));
  }

  /// Where this module's classes are: a jar or a directory.
  static Path ownPlace() {
    try {
      return Path.of(Furniture.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("our own place is no file", e);
    }
  }

  private static Document document(Path settings) throws IOException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      Document empty = factory.newDocumentBuilder().newDocument();
      empty.appendChild(empty.createElement("settings"));
      return Files.isReadable(settings)
          ? factory.newDocumentBuilder().parse(settings.toFile())
          : empty;
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the JDK has a parser of XML", e);
    } catch (SAXException e) {
      throw new IOException(settings + " is no XML: " + e.getMessage(), e);
    }
  }

  private static Optional<Path> repository(Document settings) {
    NodeList found = settings.getDocumentElement().getElementsByTagName("localRepository");
    return found.getLength() == 0
        ? Optional.empty()
        : Optional.of(found.item(0).getTextContent().strip())
            .map(text -> text.replace("${user.home}", System.getProperty("user.home")))
            .filter(text -> text.startsWith("/"))
            .map(Path::of);
  }

  private static String written(Document settings, Path repository) {
    Element root = settings.getDocumentElement();
    for (String left : List.of("servers", "proxies", "localRepository", "offline")) {
      NodeList found = root.getElementsByTagName(left);
      while (found.getLength() > 0) {
        Node node = found.item(0);
        node.getParentNode().removeChild(node);
      }
    }
    add(settings, "localRepository", repository.toString());
    add(settings, "offline", "true");
    try {
      StringWriter text = new StringWriter();
      TransformerFactory.newInstance()
          .newTransformer()
          .transform(new DOMSource(settings), new StreamResult(text));
      // addresses may hold a password, too
      return text.toString().replaceAll("://[^/@\\s<]*@", "://");
    } catch (TransformerException e) {
      throw new IllegalStateException("what was read can be written", e);
    }
  }

  private static void add(Document settings, String name, String text) {
    Element element =
        settings.createElementNS(settings.getDocumentElement().getNamespaceURI(), name);
    element.setTextContent(text);
    settings.getDocumentElement().appendChild(element);
  }
}
