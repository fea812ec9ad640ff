package io.tocsin.policy;

import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.policy.ruling.RulingChange;
import io.tocsin.policy.ruling.RulingOutcome;
import io.tocsin.policy.ruling.StandingRulings;
import io.tocsin.schemas.Ruling;
import io.tocsin.schemas.Topics;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Publishes rulings: the only writer of `config.rulings`.
///
/// A ruling is merged with what stands of its event. Of two publishers at the same time the later
/// one puts the earlier one off before it looks at what is there.
public final class RulingPublisher {
  /// Header of a withdrawal: who withdrew.
  static final String ACTOR_HEADER = "tocsin.ruling.actor";

  /// Header of a withdrawal: why.
  static final String REASON_HEADER = "tocsin.ruling.reason";

  private static final String TRANSACTIONAL_ID = "tocsin-ruling-publisher";

  private final ConfigTopic<Ruling> topic;
  private final InstantSource clock;

  public RulingPublisher(KafkaSettings kafka, RegistrySettings registry) {
    this(kafka, registry, InstantSource.system());
  }

  /// @param clock says when it is ruled
  RulingPublisher(KafkaSettings kafka, RegistrySettings registry, InstantSource clock) {
    this.topic =
        new ConfigTopic<>(kafka, registry, Topics.CONFIG_RULINGS, Ruling.class, TRANSACTIONAL_ID);
    this.clock = clock;
  }

  /// Rules of an event.
  ///
  /// @param eventKey the event
  /// @param reason why, a sentence free of personal data
  /// @param actor who rules
  /// @throws org.apache.kafka.common.KafkaException where Kafka does not take it
  public RulingOutcome rule(String eventKey, RulingChange change, String reason, String actor) {
    return topic.change(
        there -> {
          RulingOutcome outcome = standing(there.contents()).rule(eventKey, change, reason, actor);
          return new ConfigTopic.Change<>(entries(eventKey, outcome, reason, actor), outcome);
        });
  }

  private static List<ConfigTopic.Entry<Ruling>> entries(
      String eventKey, RulingOutcome outcome, String reason, String actor) {
    return switch (outcome) {
      case RulingOutcome.Stands(Ruling ruling, _) ->
          List.of(ConfigTopic.Entry.of(eventKey, ruling));
      case RulingOutcome.Withdrawn _ ->
          List.of(
              new ConfigTopic.Entry<>(
                  eventKey, Optional.empty(), Map.of(ACTOR_HEADER, actor, REASON_HEADER, reason)));
      case RulingOutcome.Unchanged _, RulingOutcome.Refused _ -> List.of();
    };
  }

  private StandingRulings standing(ConfigTopic.Contents<Ruling> contents) {
    return new StandingRulings(contents.values(), contents.unreadable(), clock.instant());
  }

  /// The rulings that stand.
  ///
  /// @throws org.apache.kafka.common.KafkaException where Kafka cannot be asked
  StandingRulings standing() {
    topic.provision();
    return standing(topic.contents());
  }
}
