package io.tocsin.policy.site;

import io.tocsin.policy.rulebook.IncidentClass;
import io.tocsin.schemas.EvidenceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Everything that joins an event directly to others.
///
/// @param ties in the order of their weight
/// @param ambiguity why it joins none of some source although it could, as a sentence; null where
/// nothing is ambiguous
record Links(List<Tie> ties, @Nullable String ambiguity) {
  static Links of(SiteEvent one, Site site) {
    var ties = new ArrayList<Tie>(site.named(one));
    var ambiguous = new ArrayList<String>();
    Optional<IncidentClass> incidentClass = Pairing.classOf(one, site);
    if (incidentClass.isPresent()) {
      for (String source : site.sources(incidentClass.get().types())) {
        switch (Pairing.nearest(one, source, site)) {
          case Pairing.Nearest.None _ -> {}
          case Pairing.Nearest.Several several -> ambiguous.add(several.sentence());
          case Pairing.Nearest.One(SiteEvent other) -> {
            if (Pairing.nearest(other, one.source(), site) instanceof Pairing.Nearest.One(var back)
                && back.key().equals(one.key())) {
              ties.add(
                  new Tie(
                      other.key(),
                      source,
                      EvidenceKind.WINDOW,
                      words(incidentClass.get(), one, other)));
            }
          }
        }
      }
    }
    ties.sort(Tie.WEIGHT);
    return new Links(List.copyOf(ties), ambiguous.isEmpty() ? null : String.join(" ", ambiguous));
  }

  private static String words(IncidentClass incidentClass, SiteEvent one, SiteEvent other) {
    return "%s, %s apart".formatted(incidentClass.id(), Spans.words(Pairing.distance(one, other)));
  }
}
