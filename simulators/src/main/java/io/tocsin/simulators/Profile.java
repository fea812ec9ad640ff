package io.tocsin.simulators;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// What can be said of a stand-in without starting it.
///
/// @param name as in `./tocsin simulate <name>`
/// @param about what it stands in for, in one sentence
/// @param effect what is counted as an effect, and what its key is
/// @param idField the member that holds an object's own id
/// @param behaviours what it does as the vendor does
/// @param ownSettings its settings beside those of all stand-ins; the same name stands instead
/// @param ownFaults its faults beside those of all stand-ins
/// @param make makes it
public record Profile(
    String name,
    String about,
    String effect,
    String idField,
    List<Behaviour> behaviours,
    List<Setting> ownSettings,
    Set<Fault> ownFaults,
    Function<World, Vendor> make) {
  private static final List<Setting> COMMON =
      List.of(
          new Setting(
              "timeout-millis", "30000", "how long a timed-out request hangs before its 504"),
          new Setting("late-millis", "1000", "how long after its 504 a late effect happens"),
          new Setting("slow-millis", "5000", "over how long a slow body trickles in"),
          new Setting(
              "limit",
              "",
              "throttles by itself: 100/10 = more than 100 requests within 10 seconds"),
          new Setting("concurrent", "", "throttles by itself: 10 = more than 10 requests at once"),
          new Setting(
              "retry-after-seconds", "", "the Retry-After of a throttled or failed request"),
          new Setting("refuse", "", "a text that makes whatever contains it bad data"),
          new Setting(
              "faults-on",
              "",
              "methods that faults meet, with commas, for example POST; empty = all"));

  /// All its settings.
  public List<Setting> settings() {
    var all = new ArrayList<Setting>();
    COMMON.stream()
        .filter(common -> ownSettings.stream().noneMatch(own -> own.name().equals(common.name())))
        .forEach(all::add);
    all.addAll(ownSettings);
    return all;
  }

  /// Whether it can fail that way.
  public boolean has(Fault fault) {
    return fault.common() || ownFaults.contains(fault);
  }

  /// All that can be said of it, for a terminal.
  public String description() {
    var text = new StringBuilder("%s: %s%n".formatted(name, about));
    text.append("%nCounted as an effect: %s.%n".formatted(effect));
    text.append("%nWhat it does, and what that rests on%n".formatted());
    for (Behaviour behaviour : behaviours) {
      text.append("  - %s [%s]%n".formatted(behaviour.what(), behaviour.ground()));
    }
    text.append("%nSettings%n".formatted());
    for (Setting setting : settings()) {
      text.append(
          "  %-20s %s%s%n"
              .formatted(
                  setting.name(),
                  setting.meaning(),
                  setting.initial().isEmpty() ? "" : " (" + setting.initial() + ")"));
    }
    text.append("%nFaults%n".formatted());
    for (Fault fault : Fault.values()) {
      if (fault != Fault.NONE && has(fault)) {
        text.append("  %-20s %s%n".formatted(fault.word(), fault.meaning()));
      }
    }
    return text.toString();
  }
}
