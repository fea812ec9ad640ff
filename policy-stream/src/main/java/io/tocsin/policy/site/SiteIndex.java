package io.tocsin.policy.site;

import static io.tocsin.policy.index.SortedText.END;
import static io.tocsin.policy.index.SortedText.number;
import static io.tocsin.policy.index.SortedText.part;

import io.tocsin.policy.index.SortedText;
import io.tocsin.policy.rulebook.NoiseRule;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.Reference;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The entries by which events of a site are found ([SortedText]); times and days are numbers.
///
/// | entry | finds |
/// |---|---|
/// | `t type source time key` | events of a type and source by time |
/// | `c type source code time key` | the same of one code |
/// | `z type source area zone time key` | the same of one zone |
/// | `b type source code area zone time key` | the same of one code and zone |
/// | `s source siteRef time key` | the signals of a panel that open and close tests |
/// | `r system id source day key` | what carries a name |
/// | `j target source key` | what an operator joined to an event |
///
/// An event that was ruled separate has no entries of the last two kinds.
public final class SiteIndex {
  /// What successions may have in common beside the source, as noise rules ask for it.
  private static final List<Set<NoiseRule.Per>> SUCCESSIONS =
      List.of(
          Set.of(NoiseRule.Per.CODE),
          Set.of(NoiseRule.Per.ZONE),
          Set.of(NoiseRule.Per.CODE, NoiseRule.Per.ZONE));

  private SiteIndex() {}

  /// Everything that the index holds of an event; each once.
  public static List<String> entries(SiteEvent one) {
    CanonicalEvent event = one.event();
    EventType type = one.type();
    var entries = new ArrayList<String>();
    entries.add(moment(timeline(type, one.source()), one));
    for (Set<NoiseRule.Per> per : SUCCESSIONS) {
      entries.add(moment(succession(type, one.source(), event, per), one));
    }
    if (TestSignal.of(event) != TestSignal.NONE) {
      entries.add(moment(tests(event), one));
    }
    if (!one.separate()) {
      for (Reference name : one.names()) {
        entries.add(
            carriers(name.getSystem(), name.getId())
                + part(one.source())
                + number(event.getServiceDay().toEpochDay())
                + END
                + one.key());
      }
      if (one.joins() != null) {
        entries.add(joined(one.joins()) + part(one.source()) + one.key());
      }
    }
    return entries;
  }

  /// What the entries of the events of a type begin with; the source comes next.
  static String timelines(EventType type) {
    return "t" + END + part(type.name());
  }

  static String timeline(EventType type, String source) {
    return timelines(type) + part(source);
  }

  /// What the entries of the events of a type and source begin with that have code and zone in
  /// common with an event, as far as a noise rule asks for it.
  static String succession(
      EventType type, String source, CanonicalEvent like, Set<NoiseRule.Per> per) {
    boolean code = per.contains(NoiseRule.Per.CODE);
    boolean zone = per.contains(NoiseRule.Per.ZONE);
    if (!code && !zone) {
      return timeline(type, source);
    }
    return (code && zone ? "b" : code ? "c" : "z")
        + END
        + part(type.name())
        + part(source)
        + (code ? part(like.getCode()) : "")
        + (zone ? part(like.getArea()) + part(like.getZone()) : "");
  }

  /// What the entries of the test signals of an event's panel begin with.
  static String tests(CanonicalEvent like) {
    return "s" + END + part(like.getSource()) + part(like.getSiteRef());
  }

  /// What the entries of the events that carry a name begin with; source, day and key come next.
  static String carriers(String system, String id) {
    return "r" + END + part(system) + part(id);
  }

  /// What the entries of the events that were joined to an event begin with; source and key come
  /// next.
  static String joined(String target) {
    return "j" + END + part(target);
  }

  private static String moment(String prefix, SiteEvent one) {
    return prefix + number(one.at()) + END + one.key();
  }

  /// One event at its time.
  record Moment(long at, String key) implements Comparable<Moment> {
    static Moment of(SiteEvent one) {
      return new Moment(one.at(), one.key());
    }

    /// The rest of an entry, after a prefix.
    static Moment read(String entry, String prefix) {
      int time = prefix.length();
      return new Moment(
          SortedText.readNumber(entry, time), entry.substring(SortedText.afterNumber(time) + 1));
    }

    /// The rest of its entry.
    String text() {
      return number(at) + END + key;
    }

    @Override
    public int compareTo(Moment other) {
      return at != other.at ? Long.compare(at, other.at) : SortedText.ORDER.compare(key, other.key);
    }
  }

  /// An event that carries a name.
  record Carrier(String source, LocalDate day, String key) {
    /// The rest of an entry, after a prefix.
    static Carrier read(String entry, String prefix) {
      String source = SortedText.firstPart(entry, prefix);
      int day = prefix.length() + part(source).length();
      return new Carrier(
          source,
          LocalDate.ofEpochDay(SortedText.readNumber(entry, day)),
          entry.substring(SortedText.afterNumber(day) + 1));
    }
  }

  /// An event that was joined to another.
  record Joined(String source, String key) {
    /// The rest of an entry, after a prefix.
    static Joined read(String entry, String prefix) {
      String source = SortedText.firstPart(entry, prefix);
      return new Joined(source, entry.substring(prefix.length() + part(source).length()));
    }
  }
}
