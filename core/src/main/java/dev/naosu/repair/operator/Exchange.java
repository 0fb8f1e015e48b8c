package dev.naosu.repair.operator;

import dev.naosu.code.Edit;
import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Site;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.IMethodBinding;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.IfStatement;
import org.eclipse.jdt.core.dom.LambdaExpression;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.ReturnStatement;
import org.eclipse.jdt.core.dom.SimpleName;
import org.eclipse.jdt.core.dom.Statement;

/// Lets two things change places: the methods that are called, `min` and `max`, wherever the member
/// calls them; what two returns give back; the conditions or the bodies of an `if` and its `else
/// if`; two variables of a statement.
///
/// Source: swapped cases; PraPR and TBar swap arguments only.
public final class Exchange implements Operator {
  private static final int MOST_CALLS = 8;
  private static final int MOST_RETURNS = 6;

  @Override
  public double weight(Evidence evidence) {
    return 0.75;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    Shortlist.propose(
        site,
        proposals,
        ideas -> {
          methods(site, ideas);
          returns(site, ideas);
          branches(site, ideas);
          variables(site, ideas);
        });
  }

  private static void methods(Site site, Proposals ideas) {
    List<MethodInvocation> all = all(site.body(), MethodInvocation.class);
    for (MethodInvocation call : site.all(MethodInvocation.class)) {
      IMethodBinding own = call.resolveMethodBinding();
      if (own == null) {
        continue;
      }
      Map<String, IMethodBinding> others = new LinkedHashMap<>();
      for (MethodInvocation each : all) {
        IMethodBinding other = each.resolveMethodBinding();
        if (other != null
            && !other.getName().equals(own.getName())
            && other.getDeclaringClass().isEqualTo(own.getDeclaringClass())
            && Variations.isAlike(own, other)
            && Checked.mayReplace(call, own, other)
            && Checked.mayReplace(each, other, own)) {
          others.putIfAbsent(other.getName(), other);
        }
      }
      others.values().forEach(other -> exchange(site, own, other, ideas));
    }
  }

  private static void exchange(
      Site site, IMethodBinding own, IMethodBinding other, Proposals ideas) {
    List<MethodInvocation> mine = Everywhere.same(site.body(), own);
    List<MethodInvocation> theirs = Everywhere.same(site.body(), other);
    if (mine.size() + theirs.size() > MOST_CALLS) {
      return;
    }
    List<Edit> edits = new ArrayList<>();
    mine.forEach(
        each -> edits.add(ideas.text(site.source().spanOf(each.getName()), other.getName())));
    theirs.forEach(
        each -> edits.add(ideas.text(site.source().spanOf(each.getName()), own.getName())));
    ideas.add(
        Counterparts.of(own.getName()).equals(Optional.of(other.getName())) ? 1.0 : 0.6,
        "call " + other.getName() + " instead of " + own.getName() + " and the other way round",
        edits.toArray(Edit[]::new));
  }

  private static void returns(Site site, Proposals ideas) {
    if (!(site.node() instanceof ReturnStatement own) || own.getExpression() == null) {
      return;
    }
    ASTNode frame = Frame.around(own).owner();
    List<ReturnStatement> others =
        all(site.body(), ReturnStatement.class).stream()
            .filter(each -> each != own && each.getExpression() != null)
            .filter(each -> Frame.around(each).owner() == frame)
            .toList();
    if (others.size() >= MOST_RETURNS) {
      return;
    }
    Expression mine = own.getExpression();
    for (ReturnStatement other : others) {
      Expression theirs = other.getExpression();
      if (mayMove(site, mine, theirs)
          && mayMove(site, theirs, mine)
          && !site.text(mine).equals(site.text(theirs))) {
        ideas.add(
            0.8,
            "return " + site.text(theirs) + " here and " + site.text(mine) + " there",
            ideas.replacing(mine, site.text(theirs)),
            ideas.replacing(theirs, site.text(mine)));
      }
    }
    truths(site, own, others, ideas);
  }

  /// `true` for `false` and `false` for `true` in every return.
  private static void truths(
      Site site, ReturnStatement own, List<ReturnStatement> others, Proposals ideas) {
    List<Edit> edits = new ArrayList<>();
    List<ReturnStatement> all = new ArrayList<>(others);
    all.add(own);
    for (ReturnStatement each : all) {
      String text = site.text(each.getExpression());
      if (text.equals("true") || text.equals("false")) {
        edits.add(ideas.replacing(each.getExpression(), text.equals("true") ? "false" : "true"));
      }
    }
    if (edits.size() > 1 && edits.size() == all.size()) {
      ideas.add(0.7, "answer the opposite throughout", edits.toArray(Edit[]::new));
    }
  }

  /// Whether an expression means the same in the place of another.
  private static boolean mayMove(Site site, Expression node, Expression place) {
    ITypeBinding type = node.resolveTypeBinding();
    return !(node instanceof LambdaExpression)
        && !Operands.bindsVariables(node)
        && (type != null && type.isNullType()
            || node.resolveTypeBinding() != null && Slots.accepts(place, type))
        && Donors.spell(site, node, site.scopeAt(place))
            .filter(each -> !each.renamed())
            .isPresent();
  }

  private static void branches(Site site, Proposals ideas) {
    if (!(site.node() instanceof IfStatement first)
        || !(first.getElseStatement() instanceof IfStatement second)
        || Places.bindsPattern(first.getExpression())
        || Places.bindsPattern(second.getExpression())
        || Operands.bindsVariables(first.getExpression())
        || Operands.bindsVariables(second.getExpression())) {
      return;
    }
    String one = site.text(first.getExpression());
    String other = site.text(second.getExpression());
    if (!one.equals(other)) {
      ideas.add(
          0.9,
          "ask " + other + " first",
          ideas.text(site.source().spanOf(first.getExpression()), other),
          ideas.text(site.source().spanOf(second.getExpression()), one));
    }
    Statement then = first.getThenStatement();
    Statement last = second.getThenStatement();
    if (!site.text(then).equals(site.text(last)) && Flow.completes(then) == Flow.completes(last)) {
      ideas.add(
          0.6,
          "let the branches change places",
          ideas.text(site.source().spanOf(then), site.text(last)),
          ideas.text(site.source().spanOf(last), site.text(then)));
    }
  }

  private static void variables(Site site, Proposals ideas) {
    Map<String, List<SimpleName>> uses = new LinkedHashMap<>();
    for (Expression node : site.expressions()) {
      if (node instanceof SimpleName name && Slots.isValue(name) && !Slots.isPartOfName(name)) {
        uses.computeIfAbsent(name.getIdentifier(), _ -> new ArrayList<>()).add(name);
      }
    }
    List<String> names = new ArrayList<>(uses.keySet());
    for (int i = 0; i < names.size(); i++) {
      for (int j = i + 1; j < names.size(); j++) {
        List<SimpleName> a = uses.getOrDefault(names.get(i), List.of());
        List<SimpleName> b = uses.getOrDefault(names.get(j), List.of());
        if (areKnown(site, a, names.get(j)) && areKnown(site, b, names.get(i))) {
          exchange(a, b, ideas);
        }
      }
    }
  }

  private static boolean areKnown(Site site, List<SimpleName> places, String name) {
    return places.stream().allMatch(each -> site.scopeAt(each).named(name).isPresent());
  }

  private static void exchange(List<SimpleName> a, List<SimpleName> b, Proposals ideas) {
    ITypeBinding type = a.getFirst().resolveTypeBinding();
    if (type == null
        || !type.isEqualTo(b.getFirst().resolveTypeBinding())
        || a.size() + b.size() < 3
        || a.getFirst().resolveBinding() == null) {
      return;
    }
    List<Edit> edits = new ArrayList<>();
    a.forEach(each -> edits.add(ideas.replacing(each, b.getFirst().getIdentifier())));
    b.forEach(each -> edits.add(ideas.replacing(each, a.getFirst().getIdentifier())));
    ideas.add(
        0.4,
        "let " + a.getFirst() + " and " + b.getFirst() + " change places",
        edits.toArray(Edit[]::new));
  }

  private static <T extends ASTNode> List<T> all(ASTNode body, Class<T> kind) {
    List<T> found = new ArrayList<>();
    body.accept(
        new ASTVisitor() {
          @Override
          public void preVisit(ASTNode node) {
            if (kind.isInstance(node)) {
              found.add(kind.cast(node));
            }
          }
        });
    return found;
  }
}
