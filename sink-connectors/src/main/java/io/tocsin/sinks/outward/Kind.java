package io.tocsin.sinks.outward;

import io.tocsin.platform.Section;

/// A kind of outward sink, by which configuration names it: `tocsin.sinks.outward.<name>.kind`. A
/// singleton bean; adding one is all that a new sink needs.
public interface Kind {
  /// Its name in configuration, for example `zendesk`.
  String name();

  /// What its effects are made of.
  Feed feed();

  /// The same for a kind whose settings say it.
  ///
  /// @param settings as [#open] gets them; what is read here counts as read
  /// @throws IllegalArgumentException in a sentence that names the setting
  default Feed feed(Section settings) {
    return feed();
  }

  /// Opens a destination from its own block of settings.
  ///
  /// @param settings the section `tocsin.sinks.outward.<name>.<kind>`; the caller refuses what was
  /// not read from it
  /// @param outside the way out of this sink; a kind that speaks HTTP calls [Outside#ready]
  /// @throws IllegalArgumentException in a sentence that names the setting
  Destination open(Section settings, Outside outside);
}
