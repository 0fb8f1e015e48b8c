package dev.naosu.cycle.people;

import dev.naosu.cycle.incident.Quorum;
import dev.naosu.cycle.runtime.Exhibits;
import dev.naosu.cycle.runtime.Trouble;
import dev.naosu.cycle.runtime.Trouble.Phase;
import dev.naosu.cycle.runtime.Troubles;
import dev.naosu.prove.safety.Deed;
import dev.naosu.repair.runbook.Catalogue;
import dev.naosu.ship.action.Deeds;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// Told from what runtime healing has written down.
public final class RuntimeDossiers implements Dossiers {
  /// Of actions without an incident that are looked at.
  private static final int MOST = 50;

  /// A message that nobody reads to its end says nothing.
  private static final int MOST_LINES = 10;

  /// What somebody hears of that was not asked.
  private static final Set<Deed.Phase> LOUD =
      EnumSet.of(Deed.Phase.ASKED, Deed.Phase.HALF, Deed.Phase.HARMED);

  private final Troubles troubles;
  private final Exhibits exhibits;
  private final Deeds deeds;
  private final Catalogue catalogue;
  private final Function<Deed, Quorum> needs;
  private final Function<Deed, List<String>> approvers;
  private final String address;

  /// @param needs whose word an action needs
  /// @param approvers who have given it so far
  /// @param address that people open, without a slash at the end
  public RuntimeDossiers(
      Troubles troubles,
      Exhibits exhibits,
      Deeds deeds,
      Catalogue catalogue,
      Function<Deed, Quorum> needs,
      Function<Deed, List<String>> approvers,
      String address) {
    this.troubles = troubles;
    this.exhibits = exhibits;
    this.deeds = deeds;
    this.catalogue = catalogue;
    this.needs = needs;
    this.approvers = approvers;
    this.address = address;
  }

  @Override
  public Map<Long, Dossier> byIncident() {
    Map<Long, Dossier> found = new TreeMap<>();
    for (Trouble trouble : troubles.current()) {
      if (!trouble.phase().isOver()) {
        Dossier dossier = dossier(trouble);
        trouble.incidents().forEach(id -> found.put(id, dossier));
      }
    }
    for (Deed deed : deeds.open()) {
      if (deed.proposal().incident().isPresent()) {
        long incident = deed.proposal().incident().getAsLong();
        ask(deed)
            .ifPresent(
                ask ->
                    found.put(incident, found.getOrDefault(incident, Dossier.EMPTY).asking(ask)));
      }
    }
    return found;
  }

  private Dossier dossier(Trouble trouble) {
    boolean isWithPeople = trouble.phase() == Phase.ESCALATED || trouble.phase() == Phase.ASKED;
    List<String> evidence =
        isWithPeople ? lines(exhibits.summaries(trouble.incident())) : List.<String>of();
    return new Dossier(
        trouble.phase() != Phase.ESCALATED && trouble.phase() != Phase.SHADOWED,
        lines(trouble.tried()),
        evidence,
        trouble.phase() == Phase.ESCALATED ? next(trouble, evidence) : List.of(),
        Optional.empty());
  }

  private List<String> next(Trouble trouble, List<String> evidence) {
    List<String> next = new ArrayList<>();
    if (!evidence.isEmpty()) {
      next.add(
          "read the evidence: "
              + address
              + "/incidents/"
              + trouble.incident()
              + "/evidence, or naosu evidence "
              + trouble.incident());
    }
    next.add(
        "see to "
            + Notice.line(trouble.target().toString())
            + ": naosu leaves it alone, and closes this as soon as it is measured to be well");
    next.add("naosu close " + trouble.incident() + " when it is no trouble after all");
    return next;
  }

  private static List<String> lines(List<String> texts) {
    List<String> all = texts.stream().map(Notice::line).toList();
    if (all.size() <= MOST_LINES) {
      return all;
    }
    List<String> shown = new ArrayList<>();
    shown.add((all.size() - MOST_LINES + 1) + " before these, on the page");
    shown.addAll(all.subList(all.size() - MOST_LINES + 1, all.size()));
    return shown;
  }

  @Override
  public List<Deed> alone() {
    return deeds.latest(Optional.empty(), MOST).stream()
        .filter(each -> each.proposal().incident().isEmpty())
        .filter(each -> LOUD.contains(each.phase()))
        .toList();
  }

  @Override
  public Optional<Deed> action(long number) {
    return deeds.find(number);
  }

  @Override
  public Optional<Ask> ask(Deed deed) {
    return deed.phase() == Deed.Phase.ASKED
        ? Optional.of(
            Ask.of(
                deed,
                needs.apply(deed),
                approvers.apply(deed),
                catalogue.find(deed.action()).map(each -> each.traits().undo()),
                address))
        : Optional.empty();
  }
}
