package dev.naosu.repair.donor;

import dev.naosu.code.Edit;
import dev.naosu.code.Patch;
import dev.naosu.repair.Codebase;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Proposals.Proposal;
import dev.naosu.repair.Scope;
import dev.naosu.repair.Site;
import dev.naosu.repair.donor.Differences.Revision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.Assignment;
import org.eclipse.jdt.core.dom.Block;
import org.eclipse.jdt.core.dom.ConstructorInvocation;
import org.eclipse.jdt.core.dom.ExpressionStatement;
import org.eclipse.jdt.core.dom.IfStatement;
import org.eclipse.jdt.core.dom.LambdaExpression;
import org.eclipse.jdt.core.dom.MethodDeclaration;
import org.eclipse.jdt.core.dom.ReturnStatement;
import org.eclipse.jdt.core.dom.Statement;
import org.eclipse.jdt.core.dom.SuperConstructorInvocation;
import org.eclipse.jdt.core.dom.ThrowStatement;
import org.eclipse.jdt.core.dom.VariableDeclarationStatement;

/// What the statements of a method could take over from similar statements of the project, as far
/// as it compiles.
///
/// Source: SimFix: similar code, mapped variables, revisions and insertions, alone and combined.
public final class Transfers {
  private static final int MOST_FILES = 24;
  private static final int MOST_DONORS = 40;
  private static final int MOST_REVISIONS = 4;
  private static final int MOST_PER_STATEMENT = 20;
  private static final int MOST_PER_METHOD = 200;

  /// Characters of all variants of a method that the compiler is asked about.
  private static final int LONGEST_TRIAL = 300_000;

  private static final int LONGEST_INSERTION = 240;
  private static final double LEAST_SIMILARITY = 0.35;

  /// What is left of the weight where an assignment gives way to something else.
  private static final double FORGETTING = 0.7;

  private final Map<ASTNode, List<Proposal>> proposals = new HashMap<>();

  private Transfers() {}

  /// Patches of the site's statement, likeliest first; their weights are similarities in (0, 1].
  public static List<Proposal> at(Site site) {
    MethodDeclaration method = Trial.methodAround(site.node());
    if (method == null || site.statement().isEmpty()) {
      return List.of();
    }
    Transfers transfers = site.codebase().learn(Transfers.class, method, () -> of(site, method));
    return transfers.proposals.getOrDefault(site.node(), List.of());
  }

  private static Transfers of(Site site, MethodDeclaration method) {
    Codebase codebase = site.codebase();
    Library library = Library.of(codebase);
    List<Fragment> donors = new ArrayList<>(library.fragments(site.source().path()));
    for (String path : Relevance.of(codebase).files(site.text(method), MOST_FILES)) {
      if (!path.equals(site.source().path())) {
        donors.addAll(library.fragments(path));
      }
    }
    Map<ASTNode, List<Proposal>> ideas = new LinkedHashMap<>();
    for (Statement statement : statements(method)) {
      library
          .at(site.source().path(), statement)
          .ifPresent(
              home -> ideas.put(statement, new Borrowing(site, statement, home).from(donors)));
    }
    return checked(site, method, ideas);
  }

  private static List<Statement> statements(MethodDeclaration method) {
    List<Statement> statements = new ArrayList<>();
    method
        .getBody()
        .accept(
            new ASTVisitor() {
              @Override
              public void preVisit(ASTNode node) {
                if (node instanceof Statement statement && !(statement instanceof Block)) {
                  statements.add(statement);
                }
              }

              @Override
              public boolean visit(MethodDeclaration inner) {
                return false;
              }
            });
    return statements;
  }

  private static Transfers checked(
      Site site, MethodDeclaration method, Map<ASTNode, List<Proposal>> ideas) {
    record Idea(ASTNode place, Proposal proposal) {}
    List<Idea> all = new ArrayList<>();
    ideas.forEach((place, list) -> list.forEach(each -> all.add(new Idea(place, each))));
    all.sort(Comparator.comparingDouble((Idea each) -> each.proposal().weight()).reversed());
    int most = Math.min(MOST_PER_METHOD, LONGEST_TRIAL / method.getLength());
    List<Idea> best = all.subList(0, Math.min(most, all.size()));
    Transfers transfers = new Transfers();
    if (!best.isEmpty()) {
      List<Boolean> compiling =
          Trial.compiling(
              site.codebase(),
              site.source(),
              method,
              best.stream().map(each -> each.proposal().patch().edits()).toList());
      for (int i = 0; i < best.size(); i++) {
        if (compiling.get(i)) {
          transfers
              .proposals
              .computeIfAbsent(best.get(i).place(), _ -> new ArrayList<>())
              .add(best.get(i).proposal());
        }
      }
    }
    return transfers;
  }

  /// What one statement may borrow.
  private static final class Borrowing {
    private final Site site;
    private final Statement place;
    private final Fragment home;
    private final Proposals made;
    private final Map<Patch, Proposal> found = new LinkedHashMap<>();

    Borrowing(Site site, Statement place, Fragment home) {
      this.site = site;
      this.place = place;
      this.home = home;
      this.made = new Proposals(site.source());
    }

    List<Proposal> from(List<Fragment> donors) {
      record Rated(Fragment donor, double similarity) {}
      List<Rated> rated = new ArrayList<>();
      for (Fragment donor : donors) {
        if (donor.statement().getNodeType() == home.statement().getNodeType()
            && donor.statement() != home.statement()) {
          double similarity = home.features().similarity(donor.features());
          if (similarity > LEAST_SIMILARITY) {
            rated.add(new Rated(donor, similarity));
          }
        }
      }
      rated.sort(Comparator.comparingDouble(Rated::similarity).reversed());
      Scope scope = site.codebase().learn(Scope.class, place, () -> scope());
      for (Rated each : rated.subList(0, Math.min(MOST_DONORS, rated.size()))) {
        borrow(each.donor(), each.similarity(), new Mapping(home, each.donor(), scope));
      }
      for (Proposal each : made.list()) {
        found.merge(each.patch(), each, (a, b) -> a.weight() >= b.weight() ? a : b);
      }
      return found.values().stream()
          .sorted(Comparator.comparingDouble(Proposal::weight).reversed())
          .limit(MOST_PER_STATEMENT)
          .toList();
    }

    private Scope scope() {
      return Scope.at(site.source(), place);
    }

    private void borrow(Fragment donor, double similarity, Mapping mapping) {
      List<Revision> revisions = Differences.between(home, donor, mapping);
      if (revisions.size() <= MOST_REVISIONS && !isInLambda()) {
        revise(revisions, (forgetsAssignment(revisions) ? FORGETTING : 1) * similarity);
      }
      insert(donor, -1, similarity, mapping);
      insert(donor, 1, similarity, mapping);
    }

    /// Whether the statement assigned something, and no part of that is left.
    private boolean forgetsAssignment(List<Revision> revisions) {
      return place instanceof ExpressionStatement statement
          && statement.getExpression() instanceof Assignment assignment
          && revisions.stream()
              .anyMatch(each -> each.span().equals(site.source().spanOf(assignment)));
    }

    private void revise(List<Revision> revisions, double similarity) {
      String description = "write it as similar code of the project does";
      for (int i = 0; i < revisions.size(); i++) {
        Edit one = edit(revisions.get(i));
        made.add(similarity, description, one);
        for (int j = i + 1; revisions.size() > 2 && j < revisions.size(); j++) {
          made.add(0.8 * similarity, description, one, edit(revisions.get(j)));
        }
      }
      if (revisions.size() > 1) {
        made.add(
            0.9 * similarity, description, revisions.stream().map(this::edit).toArray(Edit[]::new));
      }
    }

    private Edit edit(Revision revision) {
      return made.text(revision.span(), revision.text());
    }

    private boolean isInLambda() {
      for (ASTNode at = place; at != null && !(at instanceof MethodDeclaration); ) {
        if (at instanceof LambdaExpression) {
          return true;
        }
        at = at.getParent();
      }
      return false;
    }

    /// Puts the neighbour of the donor beside the statement, unless it stands there.
    private void insert(Fragment donor, int side, double similarity, Mapping mapping) {
      Optional<Statement> neighbour = donor.neighbour(side);
      boolean open =
          Proposals.standsInList(place)
              && !(place instanceof ConstructorInvocation)
              && !(place instanceof SuperConstructorInvocation);
      if (neighbour.isEmpty() || !open || !isInsertable(neighbour.get(), side)) {
        return;
      }
      Optional<String> text = mapping.text(neighbour.get());
      if (text.isEmpty() || isThere(text.get(), side)) {
        return;
      }
      String code = text.get();
      String first = code.lines().findFirst().orElse(code);
      if (side < 0) {
        made.insertBefore(place, code, 0.8 * similarity, "first, as in similar code: " + first);
      } else {
        made.insertAfter(place, code, 0.8 * similarity, "then, as in similar code: " + first);
      }
    }

    private static boolean isInsertable(Statement statement, int side) {
      boolean kind =
          switch (statement) {
            case ExpressionStatement _, IfStatement _ -> true;
            case ReturnStatement _, ThrowStatement _ -> side > 0;
            case VariableDeclarationStatement _ -> false;
            default -> false;
          };
      return kind && statement.getLength() <= LONGEST_INSERTION;
    }

    private boolean isThere(String code, int side) {
      String wanted = blankless(code);
      return home.neighbour(side)
              .map(each -> blankless(home.source().textOf(each)))
              .filter(wanted::equals)
              .isPresent()
          || blankless(home.text()).equals(wanted);
    }

    private static String blankless(String code) {
      return code.replaceAll("\\s+", "");
    }
  }
}
