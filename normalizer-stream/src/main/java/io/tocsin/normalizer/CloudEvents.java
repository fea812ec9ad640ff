package io.tocsin.normalizer;

import io.tocsin.platform.DeadLetter;
import io.tocsin.schemas.CanonicalEvent;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/// The CloudEvents attributes of a canonical event, as headers of the Kafka protocol binding 1.0.2
/// in binary mode. Nothing personal is in them.
final class CloudEvents {
  private CloudEvents() {}

  static Headers headers(CanonicalEvent event) {
    var headers = new RecordHeaders();
    DeadLetter.put(headers, "ce_specversion", "1.0");
    DeadLetter.put(headers, "ce_id", event.getEventKey() + "#" + event.getRevision());
    DeadLetter.put(headers, "ce_source", "tocsin/" + event.getSource());
    DeadLetter.put(headers, "ce_type", "io.tocsin.event." + event.getType());
    DeadLetter.put(headers, "ce_time", event.getOccurredAt().toString());
    DeadLetter.put(headers, "content-type", "application/avro");
    return headers;
  }
}
