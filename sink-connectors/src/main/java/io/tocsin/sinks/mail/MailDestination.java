package io.tocsin.sinks.mail;

import io.tocsin.sinks.outward.Answer;
import io.tocsin.sinks.outward.Delivery;
import io.tocsin.sinks.outward.Destination;
import io.tocsin.sinks.outward.Effect;
import io.tocsin.sinks.outward.Idempotency;
import io.tocsin.sinks.outward.Sighting;
import jakarta.mail.MessagingException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Mail to audiences. Class C: a mail server knows nothing of what it was given before. With an
/// archive it can be found out whether a mail went out; without one a person must.
///
/// @param audiences addresses by name
/// @param elsewhere audiences that another sink tells
/// @param updates whether a change is told too, as a reply
record MailDestination(
    Smtp smtp,
    Writing writing,
    Map<String, List<String>> audiences,
    Set<String> elsewhere,
    Optional<Archive> archive,
    boolean updates,
    InstantSource clock)
    implements Destination {
  @Override
  public Idempotency idempotency() {
    return new Idempotency.None(archive.isPresent());
  }

  @Override
  public boolean follows() {
    return updates;
  }

  @Override
  public boolean wants(Effect effect) {
    return !named(effect).isEmpty();
  }

  /// The audiences that an effect names and that are this sink's to tell.
  private Set<String> named(Effect effect) {
    Set<String> named = Told.names(effect.fields().getOrDefault("notify", "").toString());
    named.removeAll(elsewhere);
    return named;
  }

  @Override
  public List<Answer> send(List<Delivery> deliveries) throws InterruptedException {
    return List.of(send(deliveries.getFirst()));
  }

  private Answer send(Delivery delivery) throws InterruptedException {
    Optional<Told> before = delivery.remoteId().map(Told::of);
    if (before.isPresent() && archive.isPresent()) {
      try {
        if (archive.get().find(Writing.REQUEST_KEY, delivery.requestKey()).isPresent()) {
          return new Answer.Stands(before.get().remoteId(), "mailed before");
        }
      } catch (Archive.NotAskedException e) {
        return notAsked(e);
      }
    }
    var told = new LinkedHashSet<String>();
    // Whoever was told of it is told of its change too, whether or not the rule still names them.
    before.ifPresent(first -> told.addAll(first.audiences()));
    told.addAll(named(delivery.effect()));
    var unknown = new LinkedHashSet<>(told);
    unknown.removeAll(audiences.keySet());
    told.removeAll(unknown);
    if (told.isEmpty()) {
      return new Answer.Refused(
          "nobody is told: the rule names %s, which no setting of this sink knows"
              .formatted(String.join(", ", unknown)));
    }
    String id =
        before.map(Told::messageId).orElseGet(() -> writing.messageId(delivery.effect().key()));
    try {
      var message =
          writing.message(delivery, told, unknown, before.map(Told::messageId), clock.instant());
      return words(smtp.send(new Letter(message, people(told))), new Told(id, told), unknown);
    } catch (MessagingException e) {
      return new Answer.Poison("no mail can be made of it: " + e.getClass().getSimpleName());
    }
  }

  private static Answer words(Answer answer, Told told, Set<String> unknown) {
    if (!(answer instanceof Answer.Stands stands)) {
      return answer;
    }
    String words = "%s of %s".formatted(stands.words(), String.join(", ", told.audiences()));
    return new Answer.Stands(
        told.remoteId(),
        unknown.isEmpty()
            ? words
            : words + "; not told, since no setting knows them: " + String.join(", ", unknown));
  }

  private List<String> people(Set<String> told) {
    var people = new LinkedHashMap<String, String>();
    for (String name : told) {
      for (String person : audiences.getOrDefault(name, List.of())) {
        people.putIfAbsent(person.toLowerCase(Locale.ROOT), person);
      }
    }
    return List.copyOf(people.values());
  }

  @Override
  public Sighting find(Delivery delivery) throws InterruptedException {
    if (archive.isEmpty()) {
      return new Sighting.Unclear(
          "the mail may or may not have been sent, and there is no archive to look into; ask one of"
              + " those it was for");
    }
    String id = writing.messageId(delivery.effect().key());
    try {
      return archive
          .get()
          .find("Message-ID", id)
          .<Sighting>map(to -> new Sighting.Found(new Told(id, Told.names(to)).remoteId()))
          .orElseGet(Sighting.Absent::new);
    } catch (Archive.NotAskedException e) {
      return new Sighting.Failed(notAsked(e));
    }
  }

  private static Answer notAsked(Archive.NotAskedException e) {
    return new Answer.Away("the archive cannot be asked: " + e.getMessage());
  }

  /// Without anybody's address.
  @Override
  public String toString() {
    return "mail to " + String.join(", ", audiences.keySet());
  }
}
