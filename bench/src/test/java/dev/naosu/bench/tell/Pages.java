package dev.naosu.bench.tell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/// Reads pages as strictly as XML is read.
public final class Pages {
  /// Everything that a name or a diff could try.
  public static final String HOSTILE =
      "</span></pre><script>alert(1)</script>\" onload='x' & <img src=x> ]]> \u202Egpj";

  private Pages() {}

  public static Document read(String page) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(page)));
  }

  public static List<Element> all(Document page, String name) {
    NodeList found = page.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }

  /// Nothing that runs, nothing from elsewhere.
  public static void assertHarmless(Document page) {
    for (Element element : all(page, "*")) {
      assertThat(element.getTagName()).isNotIn("script", "img", "iframe", "link", "object");
      NamedNodeMap attributes = element.getAttributes();
      for (int i = 0; i < attributes.getLength(); i++) {
        assertThat(attributes.item(i).getNodeName()).doesNotStartWith("on").isNotEqualTo("src");
      }
    }
    assertThat(all(page, "meta").get(1).getAttribute("content")).startsWith("default-src 'none'");
  }
}
