package dev.naosu.repair;

import dev.naosu.code.Edit;
import dev.naosu.code.JavaSource;
import dev.naosu.code.Patch;
import dev.naosu.diagnose.Suspect;
import dev.naosu.repair.Proposals.Proposal;
import dev.naosu.repair.naturalness.Naturalness;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
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
/// tried by score = suspicion × operator weight × proposal weight, less for what leaves a variable
/// unread, with methods taking turns: each candidate taken from a method makes its next one wait a
/// little longer, so that one wrong method on top of the list does not eat the budget.
public final class Generator {
  /// How much an insertion point beside a suspect counts, relative to the suspect.
  private static final double NEIGHBOUR = 0.6;

  /// Candidates of one method after which its next candidate counts half.
  private static final double TURN = 400;

  /// What is left of the score of a patch after which a variable is not read any more.
  private static final double UNREAD = 0.6;

  /// Bits per token by which lines become less usual that make a candidate wait notably longer.
  private static final double SURPRISE = 1;

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
    Map<Patch, Candidate> found = new LinkedHashMap<>();
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
      BodyDeclaration member = site.body();
      Reads reads =
          codebase.learn(Reads.class, member, () -> Reads.of(place.source().path(), member));
      for (Operator operator : operators) {
        Proposals proposals = new Proposals(place.source());
        operator.propose(site, proposals);
        for (Proposal proposal : proposals.list()) {
          Patch patch = trimmed(proposal.patch(), place.source().text());
          double score =
              site.suspicion()
                  * weights.getOrDefault(operator.name(), 0.0)
                  * proposal.weight()
                  * (reads.endWith(patch) ? UNREAD : 1);
          Candidate candidate =
              new Candidate(
                  operator.name(),
                  operator.trust(),
                  patch,
                  place.source().path(),
                  site.line(),
                  methodOf(place),
                  proposal.description(),
                  Math.max(score, Double.MIN_NORMAL));
          // several operators may think of the same change: the surest speaks for it
          found.merge(stripped(patch), candidate, (a, b) -> a.score() >= b.score() ? a : b);
        }
      }
    }
    Set<String> combining =
        operators.stream()
            .filter(Operator::combines)
            .map(Operator::name)
            .collect(Collectors.toSet());
    for (Candidate pair : Pairs.of(List.copyOf(found.values()), combining)) {
      found.putIfAbsent(stripped(pair.patch()), pair);
    }
    Map<String, PriorityQueue<Candidate>> byMethod = new LinkedHashMap<>();
    for (Candidate each : natural(List.copyOf(found.values()), codebase)) {
      byMethod.computeIfAbsent(each.method(), _ -> new PriorityQueue<>(BEST_FIRST)).add(each);
    }
    return inTurns(byMethod);
  }

  /// Judges how usual each patch makes its lines, and lets it wait longer or less long for that
  /// than the others of its operator and place.
  private static List<Candidate> natural(List<Candidate> candidates, Codebase codebase) {
    record Peers(String operator, String path, int line) {}
    Map<String, Naturalness> languages = new HashMap<>();
    Map<Peers, List<Candidate>> groups = new LinkedHashMap<>();
    for (Candidate each : candidates) {
      groups
          .computeIfAbsent(
              new Peers(each.operator(), each.path(), each.line()), _ -> new ArrayList<>())
          .add(each);
    }
    List<Candidate> judged = new ArrayList<>(candidates.size());
    groups.forEach(
        (peers, group) -> {
          Naturalness language =
              languages.computeIfAbsent(peers.path(), path -> language(codebase, path));
          double[] changes =
              group.stream().mapToDouble(each -> language.change(each.patch())).toArray();
          double usual = java.util.Arrays.stream(changes).average().orElse(0);
          for (int i = 0; i < changes.length; i++) {
            judged.add(weighed(group.get(i), changes[i], changes[i] - usual));
          }
        });
    return judged;
  }

  /// The language of a file: its own and that of the files of its package, then of all.
  private static Naturalness language(Codebase codebase, String path) {
    String directory = path.substring(0, path.lastIndexOf('/') + 1);
    List<String> others =
        codebase.paths().stream()
            .filter(each -> !each.equals(path))
            .sorted(Comparator.comparing(each -> !each.startsWith(directory)))
            .toList();
    return new Naturalness(
        codebase.source(path).text(), () -> others.stream().map(codebase::text).iterator());
  }

  /// Half as early when the lines become a few bits per token less usual than by other candidates,
  /// up to twice as early when they become more usual.
  private static Candidate weighed(Candidate candidate, double change, double surprise) {
    double factor = Math.pow(2, -Math.tanh(surprise / SURPRISE));
    return candidate.weighed(Math.min(1, candidate.score() * factor), change);
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
