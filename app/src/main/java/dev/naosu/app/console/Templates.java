package dev.naosu.app.console;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.Map;

/// Writes pages with the templates that the build has compiled into the program.
final class Templates {
  private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);

  /// @param name of the file in `src/main/jte`, without its end
  /// @param values by the names of the template's parameters
  String write(String name, Map<String, Object> values) {
    StringOutput page = new StringOutput(16 * 1024);
    engine.render(name + ".jte", values, page);
    return page.toString();
  }
}
