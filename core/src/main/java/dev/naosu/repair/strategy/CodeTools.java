package dev.naosu.repair.strategy;

import dev.naosu.code.JavaSource;
import dev.naosu.repair.Codebase;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.AbstractTypeDeclaration;
import org.eclipse.jdt.core.dom.BodyDeclaration;
import org.eclipse.jdt.core.dom.ClassInstanceCreation;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.MethodDeclaration;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.Name;
import org.eclipse.jdt.core.dom.SimpleType;
import org.eclipse.jdt.core.dom.SuperMethodInvocation;

/// What an agent may ask about the code: it only reads, and only the patient's main sources.
///
/// Tools after those of iSWE, without a shell.
final class CodeTools {
  /// Told to the model.
  static final String LIST =
      """
      fileInfo PATH             types and members of a file, with their lines
      lines PATH FROM TO        a part of a file, at most 200 lines
      classInfo NAME            where a type is, its head and its members
      methodInfo TYPE.METHOD    the source of a method and its overloads
      symbol NAME               lines that mention a name
      callers METHOD            calls of a method, or of a type's constructors""";

  private static final int MOST_LINES = 200;
  private static final int MOST_HITS = 40;
  private static final int MOST_METHODS = 5;
  private static final Pattern NAME = Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*");

  private final Codebase codebase;
  private final Set<String> offered;

  /// Files whose text the agent has seen: only these it can change.
  private final Set<String> read = new LinkedHashSet<>();

  /// @param suspicious paths that may be read beside those of the code base
  CodeTools(Codebase codebase, List<String> suspicious) {
    this.codebase = codebase;
    offered = new LinkedHashSet<>(suspicious);
    offered.addAll(codebase.paths());
    read.addAll(suspicious);
  }

  Set<String> read() {
    return read;
  }

  /// The answer to a call; empty when there is no such tool or its arguments are no arguments.
  Optional<String> call(List<String> words) {
    String tool = words.getFirst();
    List<String> arguments = words.subList(1, words.size());
    int wanted = tool.equals("lines") ? 3 : 1;
    if (arguments.size() != wanted) {
      return Optional.empty();
    }
    String first = arguments.getFirst();
    return switch (tool) {
      case "fileInfo" -> Optional.of(file(first));
      case "lines" -> lines(first, arguments.get(1), arguments.get(2));
      case "classInfo" -> name(simple(first)).map(this::type);
      case "methodInfo" -> Optional.of(method(first));
      case "symbol" -> name(first).map(this::symbol);
      case "callers" -> name(simple(first)).map(this::callers);
      default -> Optional.empty();
    };
  }

  private static Optional<String> name(String text) {
    return NAME.matcher(text).matches() ? Optional.of(text) : Optional.empty();
  }

  private static String simple(String name) {
    return name.replaceFirst("\\(.*", "").replaceFirst(".*[.#]", "");
  }

  /// Only these paths exist for an agent: no other file is ever opened, whatever it is called.
  private Optional<String> path(String path) {
    String plain = path.replaceFirst("^\\./", "");
    if (offered.contains(plain)) {
      return Optional.of(plain);
    }
    List<String> ending = offered.stream().filter(each -> each.endsWith("/" + plain)).toList();
    return ending.size() == 1 ? Optional.of(ending.getFirst()) : Optional.empty();
  }

  private String file(String path) {
    return path(path).map(this::outline).orElse("There is no such file among the main sources.");
  }

  private String outline(String path) {
    JavaSource source = codebase.outline(path);
    StringBuilder text = new StringBuilder(path).append('\n');
    for (Object each : source.unit().types()) {
      outline(source, (AbstractTypeDeclaration) each, "", text);
    }
    return text.toString();
  }

  private static void outline(
      JavaSource source, AbstractTypeDeclaration type, String indent, StringBuilder text) {
    text.append(indent).append(head(source, type)).append('\n');
    for (Object each : type.bodyDeclarations()) {
      if (each instanceof AbstractTypeDeclaration inner) {
        outline(source, inner, indent + "  ", text);
      } else if (each instanceof BodyDeclaration member) {
        text.append(indent).append("  ").append(head(source, member)).append('\n');
      }
    }
  }

  /// `12-20: int average()`.
  private static String head(JavaSource source, BodyDeclaration member) {
    int start =
        member.getJavadoc() == null
            ? member.getStartPosition()
            : member.getJavadoc().getStartPosition() + member.getJavadoc().getLength();
    int end = member.getStartPosition() + member.getLength();
    if (member instanceof MethodDeclaration method && method.getBody() != null) {
      end = method.getBody().getStartPosition();
    } else if (member instanceof AbstractTypeDeclaration type) {
      int bracket = source.text().indexOf('{', type.getName().getStartPosition());
      end = bracket < 0 ? end : bracket;
    }
    String head = source.text().substring(start, end).replaceAll("\\s+", " ").strip();
    return source.lineOf(member) + "-" + source.lastLineOf(member) + ": " + head;
  }

  private Optional<String> lines(String path, String from, String to) {
    if (!from.matches("\\d{1,6}") || !to.matches("\\d{1,6}")) {
      return Optional.empty();
    }
    Optional<String> found = path(path);
    if (found.isEmpty()) {
      return Optional.of("There is no such file among the main sources.");
    }
    read.add(found.get());
    List<String> lines = codebase.text(found.get()).lines().toList();
    int first = Math.clamp(Integer.parseInt(from), 1, Math.max(1, lines.size()));
    int last = Math.min(Integer.parseInt(to), Math.min(lines.size(), first + MOST_LINES - 1));
    return Optional.of(
        first > last ? "Those lines are none." : String.join("\n", lines.subList(first - 1, last)));
  }

  private String type(String name) {
    StringBuilder text = new StringBuilder();
    for (String path : offered) {
      if (codebase.text(path).contains(name)) {
        JavaSource source = codebase.outline(path);
        source
            .unit()
            .accept(
                new ASTVisitor() {
                  @Override
                  public void preVisit(ASTNode node) {
                    if (node instanceof AbstractTypeDeclaration type
                        && type.getName().getIdentifier().equals(name)) {
                      text.append(path).append('\n');
                      outline(source, type, "", text);
                    }
                  }
                });
      }
    }
    return text.isEmpty() ? "There is no such type among the main sources." : text.toString();
  }

  private String method(String name) {
    String simple = simple(name);
    int dot = name.replaceFirst("\\(.*", "").lastIndexOf('.');
    String type = dot < 0 ? "" : simple(name.substring(0, dot));
    List<String> found = new ArrayList<>();
    for (String path : offered) {
      if (found.size() < MOST_METHODS && codebase.text(path).contains(simple)) {
        JavaSource source = codebase.outline(path);
        source
            .unit()
            .accept(
                new ASTVisitor() {
                  @Override
                  public boolean visit(MethodDeclaration method) {
                    if (method.getName().getIdentifier().equals(simple)
                        && isOf(method, type)
                        && found.size() < MOST_METHODS) {
                      read.add(path);
                      found.add(
                          path
                              + ":"
                              + source.lineOf(method)
                              + "\n"
                              + source.indentAt(method.getStartPosition())
                              + source.textOf(method));
                    }
                    return true;
                  }
                });
      }
    }
    return found.isEmpty()
        ? "There is no such method among the main sources."
        : String.join("\n\n", found);
  }

  private static boolean isOf(MethodDeclaration method, String type) {
    return type.isEmpty()
        || method.getParent() instanceof AbstractTypeDeclaration parent
            && parent.getName().getIdentifier().equals(type);
  }

  private String symbol(String name) {
    Pattern word =
        Pattern.compile("(?<![\\p{L}\\p{N}_$])" + Pattern.quote(name) + "(?![\\p{L}\\p{N}_$])");
    List<String> hits = new ArrayList<>();
    for (String path : offered) {
      String text = codebase.text(path);
      if (text.contains(name)) {
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size() && hits.size() < MOST_HITS; i++) {
          if (word.matcher(lines.get(i)).find()) {
            hits.add(path + ":" + (i + 1) + ": " + lines.get(i).strip());
          }
        }
      }
    }
    return hits.isEmpty() ? "Nothing mentions it." : String.join("\n", hits);
  }

  private String callers(String name) {
    List<String> hits = new ArrayList<>();
    for (String path : offered) {
      if (hits.size() < MOST_HITS && codebase.text(path).contains(name)) {
        JavaSource source = codebase.outline(path);
        source.unit().accept(new Calls(source, name, hits));
      }
    }
    return hits.isEmpty() ? "Nothing among the main sources calls it." : String.join("\n", hits);
  }

  private static final class Calls extends ASTVisitor {
    private final JavaSource source;
    private final String name;
    private final List<String> hits;

    Calls(JavaSource source, String name, List<String> hits) {
      this.source = source;
      this.name = name;
      this.hits = hits;
    }

    @Override
    public boolean visit(MethodInvocation call) {
      note(call.getName().getIdentifier(), call);
      return true;
    }

    @Override
    public boolean visit(SuperMethodInvocation call) {
      note(call.getName().getIdentifier(), call);
      return true;
    }

    @Override
    public boolean visit(ClassInstanceCreation call) {
      if (call.getType() instanceof SimpleType type) {
        Name made = type.getName();
        note(simple(made.getFullyQualifiedName()), call);
      }
      return true;
    }

    private void note(String called, Expression call) {
      if (called.equals(name) && hits.size() < MOST_HITS) {
        String within = "";
        for (ASTNode node = call; node != null; node = node.getParent()) {
          if (node instanceof MethodDeclaration method) {
            within = " in " + method.getName().getIdentifier();
            break;
          }
        }
        String line = source.textOf(call).replaceAll("\\s+", " ");
        hits.add(source.path() + ":" + source.lineOf(call) + within + ": " + line);
      }
    }
  }
}
