package dev.naosu.repair;

import dev.naosu.code.Edit;
import dev.naosu.code.JavaSource;
import dev.naosu.code.Patch;
import dev.naosu.diagnose.Suspect;
import dev.naosu.repair.Proposals.Proposal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.AbstractTypeDeclaration;
import org.eclipse.jdt.core.dom.Block;
import org.eclipse.jdt.core.dom.BodyDeclaration;
import org.eclipse.jdt.core.dom.FieldDeclaration;
import org.eclipse.jdt.core.dom.IfStatement;
import org.eclipse.jdt.core.dom.MethodDeclaration;
import org.eclipse.jdt.core.dom.Statement;

/// Asks every operator about every suspicious place and puts the candidates in order.
///
/// Places are the statements of the suspect lines, and beside them insertion points the spectrum
/// cannot show: the first statement of a suspect's method and the `if` around it. Candidates are
/// tried by score = suspicion × operator weight × proposal weight, with methods taking turns: each
/// candidate taken from a method makes its next one wait a little longer, so that one wrong method
/// on top of the list does not eat the budget.
public final class Generator {
  /// How much an insertion point beside a suspect counts, relative to the suspect.
  private static final double NEIGHBOUR = 0.6;

  /// Candidates of one method after which its next candidate counts half.
  private static final double TURN = 400;

  private final List<Operator> operators;

  public Generator(List<Operator> operators) {
    this.operators = List.copyOf(operators);
  }

  /// @param suspects most suspicious first
  /// @param sources gives the attributed file of a path
  /// @return every candidate once, in the order to try them
  public List<Candidate> candidates(
      List<Suspect> suspects, Evidence evidence, Function<String, JavaSource> sources) {
    return candidates(suspects, evidence, Codebase.of(sources));
  }

  /// @param suspects most suspicious first
  /// @return every candidate once, in the order to try them
  public List<Candidate> candidates(List<Suspect> suspects, Evidence evidence, Codebase codebase) {
    Map<ASTNode, Place> places = places(suspects, codebase::source);
    Map<String, PriorityQueue<Candidate>> byMethod = new LinkedHashMap<>();
    Set<Patch> seen = new LinkedHashSet<>();
    Map<String, Double> weights = new HashMap<>();
    operators.forEach(operator -> weights.put(operator.name(), operator.weight(evidence)));
    for (Place place : places.values()) {
      Site site =
          new Site(
              place.source(),
              place.node(),
              place.source().lineOf(place.node()),
              place.suspicion(),
              evidence,
              codebase);
      for (Operator operator : operators) {
        Proposals proposals = new Proposals(place.source());
        operator.propose(site, proposals);
        for (Proposal proposal : proposals.list()) {
          Patch patch = trimmed(proposal.patch(), place.source().text());
          if (seen.add(stripped(patch))) {
            double score =
                site.suspicion() * weights.getOrDefault(operator.name(), 0.0) * proposal.weight();
            String method = methodOf(place);
            byMethod
                .computeIfAbsent(method, _ -> new PriorityQueue<>(BEST_FIRST))
                .add(
                    new Candidate(
                        operator.name(),
                        operator.trust(),
                        patch,
                        place.source().path(),
                        site.line(),
                        method,
                        proposal.description(),
                        Math.max(score, Double.MIN_NORMAL)));
          }
        }
      }
    }
    return inTurns(byMethod);
  }

  private static final Comparator<Candidate> BEST_FIRST =
      Comparator.comparingDouble(Candidate::score)
          .reversed()
          .thenComparing(Candidate::path)
          .thenComparingInt(Candidate::line)
          .thenComparing(Candidate::operator)
          .thenComparing(candidate -> candidate.patch().toString());

  private record Place(JavaSource source, ASTNode node, double suspicion) {}

  private static Map<ASTNode, Place> places(
      List<Suspect> suspects, Function<String, JavaSource> sources) {
    Map<ASTNode, Place> places = new LinkedHashMap<>();
    Map<String, List<ASTNode>> nodes = new HashMap<>();
    for (Suspect suspect : suspects) {
      JavaSource source = sources.apply(suspect.path());
      List<ASTNode> all = nodes.computeIfAbsent(suspect.path(), _ -> Sites.in(source));
      for (ASTNode node : Sites.onLine(source, all, suspect.line())) {
        note(places, source, node, suspect.score());
        for (ASTNode neighbour : neighbours(node)) {
          note(places, source, neighbour, suspect.score() * NEIGHBOUR);
        }
      }
    }
    return places;
  }

  private static void note(
      Map<ASTNode, Place> places, JavaSource source, ASTNode node, double suspicion) {
    places.merge(
        node, new Place(source, node, suspicion), (a, b) -> a.suspicion() >= b.suspicion() ? a : b);
  }

  /// Where a repair may belong though the line itself is not suspicious: the first statement of the
  /// method, the `if` around, and fields the class declares without a value.
  private static List<ASTNode> neighbours(ASTNode node) {
    List<ASTNode> neighbours = new ArrayList<>();
    for (ASTNode at = node.getParent(); at != null; at = at.getParent()) {
      if (at instanceof IfStatement) {
        neighbours.add(at);
      }
      if (at instanceof MethodDeclaration method && method.getBody() != null) {
        List<?> statements = method.getBody().statements();
        if (!statements.isEmpty()
            && statements.getFirst() instanceof Statement first
            && !(first instanceof Block)) {
          neighbours.add(first);
        }
      }
      if (at instanceof AbstractTypeDeclaration type) {
        for (Object member : type.bodyDeclarations()) {
          if (member instanceof FieldDeclaration field) {
            neighbours.add(field);
          }
        }
        break;
      }
    }
    return neighbours;
  }

  private static String methodOf(Place place) {
    ASTNode at = place.node();
    while (at != null && !(at instanceof BodyDeclaration)) {
      at = at.getParent();
    }
    String simple = place.source().path().substring(place.source().path().lastIndexOf('/') + 1);
    String type = simple.endsWith(".java") ? simple.substring(0, simple.length() - 5) : simple;
    return at instanceof MethodDeclaration method
        ? type + "." + method.getName().getIdentifier()
        : type;
  }

  /// Merges the methods' queues: always the candidate with the best score discounted by how many of
  /// its method came before.
  private static List<Candidate> inTurns(Map<String, PriorityQueue<Candidate>> byMethod) {
    List<Candidate> order = new ArrayList<>();
    record Turn(PriorityQueue<Candidate> rest, int taken) {
      double priority() {
        Candidate next = rest.peek();
        return next == null ? 0 : next.score() / (1 + taken / TURN);
      }
    }
    PriorityQueue<Turn> turns =
        new PriorityQueue<>(Comparator.comparingDouble(Turn::priority).reversed());
    byMethod.values().forEach(queue -> turns.add(new Turn(queue, 0)));
    while (!turns.isEmpty()) {
      Turn turn = turns.poll();
      Candidate next = turn.rest().poll();
      if (next != null) {
        order.add(next);
        turns.add(new Turn(turn.rest(), turn.taken() + 1));
      }
    }
    return order;
  }

  /// The patch without the blanks around its insertions, so that equal changes made by different
  /// operators are equal.
  private static Patch stripped(Patch patch) {
    return new Patch(
        patch.edits().stream()
            .map(edit -> new Edit(edit.path(), edit.span(), edit.replacement().strip()))
            .toList());
  }

  /// The patch without the characters that its edits leave as they are.
  private static Patch trimmed(Patch patch, String text) {
    List<Edit> edits = new ArrayList<>();
    for (Edit edit : patch.edits()) {
      String old = text.substring(edit.span().start(), edit.span().end());
      String replacement = edit.replacement();
      int limit = Math.min(old.length(), replacement.length());
      int head = 0;
      while (head < limit && old.charAt(head) == replacement.charAt(head)) {
        head++;
      }
      int tail = 0;
      while (tail < limit - head
          && old.charAt(old.length() - 1 - tail)
              == replacement.charAt(replacement.length() - 1 - tail)) {
        tail++;
      }
      edits.add(
          new Edit(
              edit.path(),
              new dev.naosu.code.Span(edit.span().start() + head, old.length() - head - tail),
              replacement.substring(head, replacement.length() - tail)));
    }
    return new Patch(edits);
  }
}
