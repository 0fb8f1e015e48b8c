package dev.naosu.bench.judge;

import dev.naosu.code.JavaSource;
import dev.naosu.replay.MethodKey;
import dev.naosu.replay.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.jdt.core.ToolFactory;
import org.eclipse.jdt.core.compiler.IScanner;
import org.eclipse.jdt.core.compiler.ITerminalSymbols;
import org.eclipse.jdt.core.compiler.InvalidInputException;
import org.eclipse.jdt.core.dom.AbstractTypeDeclaration;
import org.eclipse.jdt.core.dom.BodyDeclaration;
import org.eclipse.jdt.core.dom.IMethodBinding;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.MethodDeclaration;
import org.eclipse.jdt.core.dom.Modifier;

/// The methods of one source file as sequences of tokens, comments and white space apart.
final class MethodTexts {
  /// @param tokens of the whole declaration
  record MethodText(MethodKey key, boolean isPrivate, List<String> tokens) {}

  private final Map<MethodKey, MethodText> methods = new HashMap<>();

  /// What a type holds beside methods and member types, by its binary name.
  private final Map<String, List<String>> rest = new HashMap<>();

  static MethodTexts of(JavaSource source) {
    MethodTexts texts = new MethodTexts();
    for (Object type : source.unit().types()) {
      texts.add(source, (AbstractTypeDeclaration) type);
    }
    return texts;
  }

  private void add(JavaSource source, AbstractTypeDeclaration type) {
    ITypeBinding binding = type.resolveBinding();
    String owner =
        binding == null || binding.getBinaryName() == null
            ? type.getName().getIdentifier()
            : binding.getBinaryName();
    int from = type.getStartPosition();
    List<String> others = new ArrayList<>();
    for (Object member : type.bodyDeclarations()) {
      BodyDeclaration body = (BodyDeclaration) member;
      if (body instanceof MethodDeclaration || body instanceof AbstractTypeDeclaration) {
        others.addAll(tokens(source.text().substring(from, body.getStartPosition())));
        from = body.getStartPosition() + body.getLength();
      }
      if (body instanceof MethodDeclaration method) {
        add(owner, source, method);
      } else if (body instanceof AbstractTypeDeclaration inner) {
        add(source, inner);
      }
    }
    int end = type.getStartPosition() + type.getLength();
    others.addAll(tokens(source.text().substring(from, end)));
    rest.put(owner, others);
  }

  private void add(String owner, JavaSource source, MethodDeclaration method) {
    IMethodBinding binding = method.resolveBinding();
    if (binding == null || method.getBody() == null) {
      return;
    }
    StringBuilder parameters = new StringBuilder();
    for (ITypeBinding parameter : binding.getMethodDeclaration().getParameterTypes()) {
      parameters.append(descriptor(parameter.getErasure()));
    }
    MethodKey key =
        new MethodKey(
            owner,
            method.isConstructor() ? "<init>" : method.getName().getIdentifier(),
            parameters.toString());
    methods.put(
        key,
        new MethodText(
            key, Modifier.isPrivate(method.getModifiers()), tokens(source.textOf(method))));
  }

  private static String descriptor(ITypeBinding type) {
    String name = type.getBinaryName();
    if (type.isPrimitive() || type.isArray()) {
      return name.replace('.', '/');
    }
    return "L" + name.replace('.', '/') + ";";
  }

  /// Methods whose text differs, or that stand in a type whose fields differ; only such as both
  /// versions have.
  static Set<MethodKey> different(MethodTexts before, MethodTexts after) {
    Set<String> types =
        before.rest.entrySet().stream()
            .filter(entry -> !entry.getValue().equals(after.rest.get(entry.getKey())))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    Set<MethodKey> keys = new TreeSet<>(java.util.Comparator.comparing(MethodKey::toString));
    for (MethodText method : before.methods.values()) {
      MethodText other = after.methods.get(method.key());
      if (other != null
          && (!other.tokens().equals(method.tokens())
              || types.contains(method.key().owner()) && !method.isPrivate())) {
        keys.add(method.key());
      }
    }
    return keys;
  }

  /// Whether a method has the same text in both.
  static boolean sameText(MethodTexts one, MethodTexts other, MethodKey key) {
    MethodText a = one.methods.get(key);
    MethodText b = other.methods.get(key);
    return a != null && b != null && a.tokens().equals(b.tokens());
  }

  /// Whether both have the same fields and headers of types.
  static boolean sameRest(MethodTexts one, MethodTexts other) {
    return one.rest.equals(other.rest);
  }

  /// Literals that one of two versions of a method writes more often than the other.
  static List<Value.Constant> literalsApart(MethodTexts one, MethodTexts other, MethodKey key) {
    MethodText a = one.methods.get(key);
    MethodText b = other.methods.get(key);
    if (a == null || b == null) {
      return List.of();
    }
    List<String> apart = new ArrayList<>(without(a.tokens(), b.tokens()));
    apart.addAll(without(b.tokens(), a.tokens()));
    return apart.stream().flatMap(token -> Literals.read(token).stream()).distinct().toList();
  }

  /// What is left of a list after each of the others has taken one that is equal to it.
  private static List<String> without(List<String> tokens, List<String> others) {
    List<String> left = new ArrayList<>(tokens);
    others.forEach(left::remove);
    return left;
  }

  boolean isPrivate(MethodKey key) {
    MethodText method = methods.get(key);
    return method != null && method.isPrivate();
  }

  /// The tokens of a piece of Java; its characters when it is none.
  static List<String> tokens(String text) {
    IScanner scanner = ToolFactory.createScanner(false, false, false, "25", "25", true);
    scanner.setSource(text.toCharArray());
    List<String> tokens = new ArrayList<>();
    try {
      while (scanner.getNextToken() != ITerminalSymbols.TokenNameEOF) {
        tokens.add(new String(scanner.getCurrentTokenSource()));
      }
    } catch (InvalidInputException _) {
      return List.of(text);
    }
    return tokens;
  }
}
