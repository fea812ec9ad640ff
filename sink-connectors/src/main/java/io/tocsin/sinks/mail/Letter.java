package io.tocsin.sinks.mail;

import jakarta.mail.internet.MimeMessage;
import java.util.List;

/// A mail and whom it goes to.
///
/// @param message as it is sent; it names the audiences and nobody in them
/// @param people addresses, each once
record Letter(MimeMessage message, List<String> people) {
  Letter {
    people = List.copyOf(people);
  }

  /// Without anybody's address.
  @Override
  public String toString() {
    return "letter to %d".formatted(people.size());
  }
}
