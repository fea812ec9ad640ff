package io.tocsin.policy.window;

import io.tocsin.policy.rulebook.Suggestion;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.TestWindow;
import io.tocsin.schemas.WeeklySpan;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/// Checks a test window whole: either it is one, or everything that is wrong with it is said at
/// once.
public final class WindowCheck {
  /// Characters of the sentence that says why.
  static final int LONGEST_REASON = 300;

  /// Characters of any name.
  static final int LONGEST_NAME = 100;

  private static final int MOST_VALUES = 100;
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final List<String> TYPES =
      Arrays.stream(EventType.values()).map(Enum::name).toList();

  private final WindowText text;
  private final SiteDirectory sites;
  private final List<Problem> problems = new ArrayList<>();

  /// One thing that is wrong.
  ///
  /// @param field the field that it concerns
  /// @param index of the field's values, the one that it concerns; 0 for a field with one value
  /// @param message what is wrong and how to mend it, a sentence that stands alone
  public record Problem(WindowField field, int index, String message) {}

  /// What came of a check.
  public sealed interface Checked {
    /// A window, complete but for its version and the time of its writing.
    record Good(TestWindow window) implements Checked {}

    /// None.
    record Bad(List<Problem> problems) implements Checked {
      public Bad {
        problems = List.copyOf(problems);
      }
    }
  }

  private WindowCheck(WindowText text, SiteDirectory sites) {
    this.text = text;
    this.sites = sites;
  }

  /// Checks a window.
  public static Checked of(WindowText text, SiteDirectory sites) {
    return new WindowCheck(text, sites).run();
  }

  private Checked run() {
    String id = id();
    Optional<String> client = text.one(WindowField.CLIENT);
    Optional<String> site = text.one(WindowField.SITE);
    place(client, site);
    List<String> zones = zones();
    List<EventType> types = types();
    Optional<ZoneId> zone = sites.zone(client, site);
    Optional<Instant> start = start(zone);
    Optional<Instant> end = end(zone, start);
    List<WeeklySpan> weekly = weekly(site);
    String reason = sentence(text, WindowField.REASON, LONGEST_REASON, this::problem);
    String actor = sentence(text, WindowField.ACTOR, LONGEST_NAME, this::problem);
    boolean cancelled = cancelled();
    if (!problems.isEmpty()) {
      return new Checked.Bad(problems);
    }
    return new Checked.Good(
        TestWindow.newBuilder()
            .setId(id)
            .setVersion(0)
            .setClientId(client.orElse(null))
            .setSiteId(site.orElse(null))
            .setZones(zones)
            .setTypes(types)
            .setStartsAt(start.orElse(null))
            .setEndsAt(end.orElse(null))
            .setWeekly(weekly)
            .setReason(reason)
            .setActor(actor)
            .setRecordedAt(Instant.EPOCH)
            .setCancelled(cancelled)
            .build());
  }

  private void problem(WindowField field, String message) {
    problems.add(new Problem(field, 0, message));
  }

  private String id() {
    Optional<String> id = text.one(WindowField.ID);
    if (id.isEmpty()) {
      problem(WindowField.ID, "the window needs a name of its own: 'id' is missing");
    } else if (!ID.matcher(id.get()).matches()) {
      problem(
          WindowField.ID,
          "the id '%s' must be made of at most 63 lower-case letters, digits and hyphens"
              .formatted(id.get()));
    }
    return id.orElse("");
  }

  private void place(Optional<String> client, Optional<String> site) {
    if (client.isEmpty() && site.isEmpty()) {
      problem(
          WindowField.SITE,
          "name a client or a site; without either the window would cover the events of everybody");
    }
    if (client.isPresent() && !sites.clients().contains(client.get())) {
      problem(
          WindowField.CLIENT,
          "the site directory has no client '%s'%s"
              .formatted(client.get(), Suggestion.of(client.get(), sites.clients())));
    }
    if (site.isPresent()) {
      if (site.get().contains(":")) {
        unknownSite(client, site.get());
      } else {
        knownSite(client, site.get());
      }
    }
  }

  private void knownSite(Optional<String> client, String site) {
    Optional<String> owner = sites.clientOf(site);
    if (owner.isEmpty()) {
      problem(
          WindowField.SITE,
          "the site directory has no site '%s'%s"
              .formatted(site, Suggestion.of(site, sites.sites())));
    } else if (client.isPresent()
        && sites.clients().contains(client.get())
        && !owner.equals(client)) {
      problem(
          WindowField.SITE,
          "site '%s' belongs to client '%s' and not to '%s'; the window would cover nothing"
              .formatted(site, owner.get(), client.get()));
    }
  }

  /// A place that no directory entry explains goes by the source's own reference.
  private void unknownSite(Optional<String> client, String site) {
    Optional<String> known = sites.siteOf(site);
    if (known.isPresent()) {
      problem(
          WindowField.SITE,
          "'%s' is the site '%s' in the site directory; name that".formatted(site, known.get()));
    } else if (client.isPresent()) {
      problem(
          WindowField.SITE,
          "'%s' is in no site directory, so it has no client; leave the client out"
              .formatted(site));
    }
  }

  private List<String> zones() {
    var zones = new LinkedHashSet<String>();
    values(
        WindowField.ZONES,
        (index, value) -> {
          if (value.length() > LONGEST_NAME) {
            problem(WindowField.ZONES, index, "a zone has at most 100 characters");
          } else if (!zones.add(value)) {
            problem(WindowField.ZONES, index, "zone '%s' is named twice".formatted(value));
          }
        });
    return List.copyOf(zones);
  }

  private List<EventType> types() {
    var types = new LinkedHashSet<EventType>();
    values(
        WindowField.TYPES,
        (index, value) -> {
          if (!TYPES.contains(value)) {
            problem(
                WindowField.TYPES,
                index,
                "'%s' is no event type%s".formatted(value, Suggestion.orOneOf(value, TYPES)));
          } else if (!types.add(EventType.valueOf(value))) {
            problem(WindowField.TYPES, index, "event type '%s' is named twice".formatted(value));
          }
        });
    return List.copyOf(types);
  }

  private void values(WindowField field, BiConsumer<Integer, String> each) {
    List<String> values = text.all(field);
    if (values.size() > MOST_VALUES) {
      problem(field, "'%s' has more than %d entries".formatted(field.word(), MOST_VALUES));
      return;
    }
    for (int i = 0; i < values.size(); i++) {
      each.accept(i, values.get(i));
    }
  }

  private void problem(WindowField field, int index, String message) {
    problems.add(new Problem(field, index, message));
  }

  private Optional<Instant> start(Optional<ZoneId> zone) {
    Optional<String> start = text.one(WindowField.START);
    if (start.isEmpty()) {
      problem(WindowField.START, "'start' is missing: from when on is it?");
      return Optional.empty();
    }
    return moment(WindowField.START, start.get(), zone);
  }

  private Optional<Instant> end(Optional<ZoneId> zone, Optional<Instant> start) {
    Optional<String> written = text.one(WindowField.END);
    if (written.isEmpty()) {
      return Optional.empty();
    }
    Optional<Duration> after = Moments.after(written.get());
    Optional<Instant> end =
        after.isPresent()
            ? start.map(from -> from.plus(after.get()))
            : moment(WindowField.END, written.get(), zone);
    if (start.isPresent() && end.isPresent() && !end.get().isAfter(start.get())) {
      problem(
          WindowField.END,
          "the end (%s) is not after the start (%s)"
              .formatted(written.get(), text.one(WindowField.START).orElse("")));
    }
    return end;
  }

  private Optional<Instant> moment(WindowField field, String written, Optional<ZoneId> zone) {
    return switch (Moments.read(written, zone)) {
      case Moments.Reading.At(Instant moment) -> Optional.of(moment);
      case Moments.Reading.None(String why) -> {
        problem(field, "the %s '%s' %s".formatted(field.word(), written, why));
        yield Optional.empty();
      }
    };
  }

  private List<WeeklySpan> weekly(Optional<String> site) {
    var weekly = new ArrayList<WeeklySpan>();
    values(
        WindowField.WEEKLY,
        (index, value) ->
            WeeklyHours.read(value, message -> problem(WindowField.WEEKLY, index, message))
                .ifPresent(weekly::add));
    if (!text.all(WindowField.WEEKLY).isEmpty() && site.isPresent() && site.get().contains(":")) {
      problem(
          WindowField.WEEKLY,
          "hours of the week are hours at the site, and the zone of '%s' is not known; put it into"
                  .formatted(site.get())
              + " the site directory first");
    }
    return weekly;
  }

  private boolean cancelled() {
    return switch (text.one(WindowField.CANCELLED).orElse("no")) {
      case "yes", "true" -> true;
      case "no", "false" -> false;
      default -> {
        problem(WindowField.CANCELLED, "'cancelled' must be yes or no");
        yield false;
      }
    };
  }

  /// Words on one line that must be there.
  static String sentence(
      WindowText text, WindowField field, int longest, BiConsumer<WindowField, String> problem) {
    String words = text.one(field).orElse("").replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    if (words.isEmpty()) {
      problem.accept(
          field,
          field == WindowField.ACTOR
              ? "'actor' is missing or blank: who answers for it?"
              : "'reason' is missing or blank: why is it?");
    } else if (words.length() > longest) {
      problem.accept(field, "'%s' is longer than %d characters".formatted(field.word(), longest));
    }
    return words;
  }
}
