package dev.naosu.repair.strategy.gate;

import dev.naosu.code.JavaSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.AbstractTypeDeclaration;
import org.eclipse.jdt.core.dom.AnonymousClassDeclaration;
import org.eclipse.jdt.core.dom.BlockComment;
import org.eclipse.jdt.core.dom.BooleanLiteral;
import org.eclipse.jdt.core.dom.CatchClause;
import org.eclipse.jdt.core.dom.ClassInstanceCreation;
import org.eclipse.jdt.core.dom.CreationReference;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.IBinding;
import org.eclipse.jdt.core.dom.IMethodBinding;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.IVariableBinding;
import org.eclipse.jdt.core.dom.ImportDeclaration;
import org.eclipse.jdt.core.dom.InfixExpression;
import org.eclipse.jdt.core.dom.Javadoc;
import org.eclipse.jdt.core.dom.MarkerAnnotation;
import org.eclipse.jdt.core.dom.MethodDeclaration;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.MethodReference;
import org.eclipse.jdt.core.dom.Modifier;
import org.eclipse.jdt.core.dom.Name;
import org.eclipse.jdt.core.dom.NormalAnnotation;
import org.eclipse.jdt.core.dom.PackageDeclaration;
import org.eclipse.jdt.core.dom.QualifiedName;
import org.eclipse.jdt.core.dom.SimpleName;
import org.eclipse.jdt.core.dom.SingleMemberAnnotation;
import org.eclipse.jdt.core.dom.StringLiteral;
import org.eclipse.jdt.core.dom.TextBlock;

/// Everything of a file that the rules speak of, whoever wrote it: what is also in the file before
/// the patch is no matter of the patch.
final class Sightings extends ASTVisitor {
  private static final Set<String> OPENERS =
      Set.of(
          "java.io.PrintWriter", "java.io.PrintStream", "java.util.Formatter", "java.util.Scanner");

  private static final Set<String> READING_HOOKS =
      Set.of("readObject", "writeObject", "readResolve", "writeReplace", "readExternal");

  private static final Set<String> OPENING_CALLS =
      Set.of("permitAll", "csrf", "setAllowedOrigins", "allowedOrigins", "setHostnameVerifier");

  private static final Set<String> OPENING_ANNOTATIONS =
      Set.of("PermitAll", "CrossOrigin", "AnonymousAllowed", "NoAuth", "IgnoreAuth");

  private static final Set<String> TEST_ANNOTATIONS =
      Set.of("Disabled", "DisabledIf", "Ignore", "EnabledIf", "Test", "Flaky");

  /// Of what decides who may do what.
  private static final Pattern GUARDING =
      Pattern.compile(
          "(?i).*(?:auth(?!or(?!i[sz]))|admin|login|password|passwd|permission|permitted|isAllowed"
              + "|secret|credential|security|hasRole).*");

  private static final Pattern WEAK =
      Pattern.compile(
          "MD2|MD4|MD5|SHA-?1|SHA1PRNG|HmacMD5|DES|DESede|RC2|RC4|ARCFOUR|.+/ECB/.*|RSA/.*/NoPadding"
              + "|SSL|SSLv[23]|TLSv1|TLSv1\\.1|(?:MD5|SHA1)with\\w+|\\{noop\\}.*");

  private static final Pattern ORDER =
      Pattern.compile(
          "(?i).*(?:\\b(?:/bin/|/usr/bin/|cmd\\.exe|powershell|bash\\s+-c|sh\\s+-c|curl\\s|wget\\s|nc\\s+-|rm\\s+-r"
              + "|chmod\\s|sudo\\s|mkfifo|base64\\s+-d|eval\\s)|/bin/(?:sh|bash)|\\$\\(|\\$\\{jndi:|/etc/passwd|/etc/shadow"
              + "|/proc/|/var/run/|\\.ssh/|\\.aws/|id_rsa|169\\.254\\.169\\.254).*",
          Pattern.DOTALL);

  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?i).*(?:(?:https?|ftp|wss?|ldaps?|rmi|jdbc|dns|gopher|jar|file|data|javascript):(?://|[\\w/]).*"
              + "|\\b\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\b.*)",
          Pattern.DOTALL);

  /// Names of formats that look like addresses and lead nowhere.
  private static final Pattern NAMESPACE =
      Pattern.compile(
          "https?://(?:www\\.w3\\.org|xml\\.org|java\\.sun\\.com|xmlns\\.jcp\\.org)/\\S*");

  private final JavaSource source;
  private final List<Sighting> found = new ArrayList<>();

  private Sightings(JavaSource source) {
    this.source = source;
  }

  static List<Sighting> in(JavaSource source) {
    Sightings sightings = new Sightings(source);
    source.unit().accept(sightings);
    for (Object each : source.unit().getCommentList()) {
      sightings.comment((ASTNode) each);
    }
    return List.copyOf(sightings.found);
  }

  private void see(Rule rule, ASTNode node) {
    found.add(
        new Sighting(rule, Words.of(source, node), Words.shown(source, node), source.lineOf(node)));
  }

  @Override
  public boolean visit(ImportDeclaration node) {
    return false;
  }

  @Override
  public boolean visit(PackageDeclaration node) {
    return false;
  }

  @Override
  public boolean visit(Javadoc node) {
    return false;
  }

  @Override
  public boolean visit(BlockComment node) {
    return false;
  }

  @Override
  public boolean visit(QualifiedName name) {
    if (name.resolveBinding() == null) {
      Reach.ofType(name.getFullyQualifiedName()).ifPresent(rule -> see(rule, expression(name)));
    }
    return true;
  }

  @Override
  public boolean visit(SimpleName name) {
    IBinding binding = name.resolveBinding();
    switch (binding) {
      case null -> unknown(name);
      case ITypeBinding type -> ofType(type).ifPresent(rule -> see(rule, expression(name)));
      case IMethodBinding method when !name.isDeclaration() ->
          ofMember(method.getDeclaringClass(), method.getName())
              .ifPresent(rule -> see(rule, expression(name)));
      case IVariableBinding variable when variable.isField() && !name.isDeclaration() ->
          Optional.ofNullable(variable.getDeclaringClass())
              .flatMap(type -> ofMember(type, variable.getName()))
              .ifPresent(rule -> see(rule, expression(name)));
      default -> {}
    }
    return true;
  }

  /// What the compiler would not know either, or a class of another file that is changed too.
  private void unknown(SimpleName name) {
    boolean isMember =
        name.getParent() instanceof MethodInvocation call && call.getName() == name
            || name.getParent() instanceof MethodReference;
    Optional<Rule> rule =
        isMember
            ? Reach.ofUnknown(name.getIdentifier())
            : Character.isUpperCase(name.getIdentifier().charAt(0))
                ? Reach.ofType(imported(name.getIdentifier()))
                : Optional.empty();
    rule.ifPresent(each -> see(each, expression(name)));
  }

  private String imported(String name) {
    for (Object each : source.unit().imports()) {
      ImportDeclaration declared = (ImportDeclaration) each;
      String qualified = declared.getName().getFullyQualifiedName();
      if (qualified.endsWith("." + name)) {
        return qualified;
      }
    }
    return name;
  }

  private static Optional<Rule> ofType(ITypeBinding type) {
    String name = type.getErasure().getQualifiedName();
    // a class without a package is the project's own
    return name.indexOf('.') < 0 ? Optional.empty() : Reach.ofType(name);
  }

  private static Optional<Rule> ofMember(ITypeBinding declaring, String member) {
    Set<String> names = new LinkedHashSet<>();
    ancestors(declaring, names);
    return names.stream()
        .filter(name -> name.indexOf('.') >= 0)
        .flatMap(name -> Reach.ofMember(name, member).stream())
        .findFirst();
  }

  private static void ancestors(ITypeBinding type, Set<String> names) {
    if (!names.add(type.getErasure().getQualifiedName())) {
      return;
    }
    if (type.getSuperclass() != null) {
      ancestors(type.getSuperclass(), names);
    }
    for (ITypeBinding each : type.getInterfaces()) {
      ancestors(each, names);
    }
  }

  /// The call or the creation that a name stands in: its arguments are part of what is done.
  private static ASTNode expression(Name name) {
    ASTNode at = name;
    while (at.getParent() instanceof Name) {
      at = at.getParent();
    }
    return switch (at.getParent()) {
      case MethodInvocation call -> call;
      case MethodReference reference -> reference;
      case ASTNode type when type.getParent() instanceof ClassInstanceCreation creation -> creation;
      default -> at;
    };
  }

  @Override
  public boolean visit(MethodInvocation call) {
    String name = call.getName().getIdentifier();
    if (OPENING_CALLS.contains(name)) {
      see(Rule.ACCESS, call);
    }
    if (name.equals("noOpPasswordEncoder") || call.toString().startsWith("NoOpPasswordEncoder")) {
      see(Rule.CRYPTOGRAPHY, call);
    }
    return true;
  }

  @Override
  public boolean visit(ClassInstanceCreation creation) {
    ITypeBinding type = creation.getType().resolveBinding();
    if (type == null || creation.arguments().isEmpty()) {
      return true;
    }
    String name = type.getErasure().getQualifiedName();
    if (OPENERS.contains(name)) {
      ITypeBinding first = ((Expression) creation.arguments().getFirst()).resolveTypeBinding();
      String of = first == null ? "" : first.getQualifiedName();
      // a scanner reads a text, the others write to the file of that name
      boolean opens =
          of.equals("java.io.File")
              || of.equals("java.nio.file.Path")
              || of.equals("java.lang.String") && !name.equals("java.util.Scanner");
      if (opens) {
        see(Rule.FILES, creation);
      }
    }
    return true;
  }

  @Override
  public boolean visit(CreationReference reference) {
    ITypeBinding type = reference.getType().resolveBinding();
    if (type != null && OPENERS.contains(type.getErasure().getQualifiedName())) {
      see(Rule.FILES, reference);
    }
    return true;
  }

  @Override
  public boolean visit(MethodDeclaration method) {
    if (READING_HOOKS.contains(method.getName().getIdentifier())) {
      found.add(
          new Sighting(
              Rule.SERIALIZATION,
              method.getName().getIdentifier() + method.parameters().size(),
              method.getName().getIdentifier(),
              source.lineOf(method.getName())));
    }
    if (Modifier.isNative(method.getModifiers())) {
      see(Rule.REFLECTION, method);
    }
    return true;
  }

  @Override
  public boolean visit(CatchClause clause) {
    if (Handlers.isSwallowing(clause)) {
      see(Rule.SWALLOWED, clause);
    }
    return true;
  }

  @Override
  public boolean visit(MarkerAnnotation annotation) {
    annotation(annotation, annotation.getTypeName());
    return true;
  }

  @Override
  public boolean visit(SingleMemberAnnotation annotation) {
    annotation(annotation, annotation.getTypeName());
    return true;
  }

  @Override
  public boolean visit(NormalAnnotation annotation) {
    annotation(annotation, annotation.getTypeName());
    return true;
  }

  private void annotation(ASTNode annotation, Name name) {
    String simple =
        name instanceof QualifiedName qualified
            ? qualified.getName().getIdentifier()
            : name.getFullyQualifiedName();
    if (OPENING_ANNOTATIONS.contains(simple)) {
      see(Rule.ACCESS, annotation);
    }
    if (TEST_ANNOTATIONS.contains(simple)) {
      see(Rule.TESTS, annotation);
    }
  }

  @Override
  public boolean visit(StringLiteral literal) {
    text(literal, literal.getLiteralValue());
    return true;
  }

  @Override
  public boolean visit(TextBlock block) {
    text(block, block.getLiteralValue());
    return true;
  }

  private void text(ASTNode literal, String value) {
    if (WEAK.matcher(value).matches()) {
      see(Rule.CRYPTOGRAPHY, literal);
    }
    if (ORDER.matcher(value).matches()) {
      see(Rule.PROCESS, literal);
    } else if (ADDRESS.matcher(value).matches() && !NAMESPACE.matcher(value).matches()) {
      see(Rule.NETWORK, literal);
    }
    if (Leaked.isIn(value)) {
      // a secret must not be told on
      found.add(
          new Sighting(
              Rule.SECRETS,
              Words.of(source, literal),
              "a text that looks like a secret",
              source.lineOf(literal)));
    }
    if (isAroundGuards(literal) && isCompared(literal)) {
      see(Rule.ACCESS, literal);
    }
    if (isAroundCommands(literal)) {
      see(Rule.PROCESS, literal);
    }
  }

  /// A way in for who knows a word: `if ("letmein".equals(password)) return true`.
  private static boolean isCompared(ASTNode literal) {
    return switch (literal.getParent()) {
      case MethodInvocation call ->
          call.getName()
              .getIdentifier()
              .matches(
                  "equals|equalsIgnoreCase|startsWith|endsWith|contains|matches|contentEquals");
      case InfixExpression infix -> infix.getOperator() == InfixExpression.Operator.EQUALS;
      default -> false;
    };
  }

  private static boolean isAroundGuards(ASTNode node) {
    Optional<MethodDeclaration> method = methodOf(node);
    return method
            .filter(each -> GUARDING.matcher(each.getName().getIdentifier()).matches())
            .isPresent()
        || method
            .filter(each -> each.getParent() instanceof AbstractTypeDeclaration)
            .map(each -> ((AbstractTypeDeclaration) each.getParent()).getName().getIdentifier())
            .filter(each -> GUARDING.matcher(each).matches())
            .isPresent();
  }

  /// Whether the text may become part of a command.
  private static boolean isAroundCommands(ASTNode node) {
    boolean[] runs = {false};
    methodOf(node)
        .ifPresent(
            method ->
                method.accept(
                    new ASTVisitor() {
                      @Override
                      public boolean visit(SimpleName name) {
                        runs[0] |=
                            switch (name.resolveBinding()) {
                              case IMethodBinding called ->
                                  ofMember(called.getDeclaringClass(), called.getName())
                                      .filter(rule -> rule == Rule.PROCESS)
                                      .isPresent();
                              case ITypeBinding type ->
                                  ofType(type).filter(rule -> rule == Rule.PROCESS).isPresent();
                              case null, default -> false;
                            };
                        return true;
                      }
                    }));
    return runs[0];
  }

  private static Optional<MethodDeclaration> methodOf(ASTNode node) {
    for (ASTNode at = node; at != null; at = at.getParent()) {
      if (at instanceof MethodDeclaration method
          && !(method.getParent() instanceof AnonymousClassDeclaration)) {
        return Optional.of(method);
      }
    }
    return Optional.empty();
  }

  /// `|| true` and `&& false` in any order: a condition that is none.
  @Override
  public boolean visit(InfixExpression infix) {
    boolean isEither = infix.getOperator() == InfixExpression.Operator.CONDITIONAL_OR;
    boolean isBoth = infix.getOperator() == InfixExpression.Operator.CONDITIONAL_AND;
    if (isEither || isBoth) {
      List<Object> operands = new ArrayList<>();
      for (Object each : infix.extendedOperands()) {
        operands.add(each);
      }
      operands.add(infix.getLeftOperand());
      operands.add(infix.getRightOperand());
      for (Object each : operands) {
        if (each instanceof BooleanLiteral literal && literal.booleanValue() == isEither) {
          see(Rule.CHECKS, infix);
          break;
        }
      }
    }
    return true;
  }

  private void comment(ASTNode comment) {
    String text = source.textOf(comment);
    if (ADDRESS.matcher(text).matches() && text.toLowerCase(Locale.ROOT).contains("://")) {
      seeComment(Rule.NETWORK, comment, text);
    }
    if (Leaked.isIn(text)) {
      seeComment(Rule.SECRETS, comment, "a text that looks like a secret");
    }
  }

  /// Comments are no part of the words of a node.
  private void seeComment(Rule rule, ASTNode comment, String what) {
    String line = what.replaceAll("\\s+", " ").strip();
    found.add(
        new Sighting(
            rule,
            source.textOf(comment).replaceAll("\\s+", ""),
            line.substring(0, Math.min(line.length(), 120)),
            source.lineOf(comment)));
  }
}
