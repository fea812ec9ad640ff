package io.tocsin.sinks.webhook;

import io.tocsin.sinks.http.Reply;
import io.tocsin.sinks.outward.Answer;
import io.tocsin.sinks.outward.Delivery;
import io.tocsin.sinks.outward.Destination;
import io.tocsin.sinks.outward.Idempotency;
import io.tocsin.sinks.outward.Outside;
import io.tocsin.sinks.outward.Sighting;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One receiver of webhooks. Class A: every try of the same content has the same `webhook-id`, by
/// which a receiver drops repeats, as the specification asks of it.
final class Webhook implements Destination {
  private static final int GONE = 410;
  private static final int TOO_MANY = 429;
  private static final int UNAVAILABLE = 503;

  /// May be about this one request, and whether something of it was taken is not sure: where the
  /// endpoint takes others, this one alone waits.
  private static final Set<Integer> OF_THIS_REQUEST = Set.of(400, 408, 409, 413, 415, 422);

  private static final Answer IS_GONE =
      new Answer.Away(
          "the endpoint says that it is gone (HTTP 410); it is not called again until this sink is"
              + " started anew, and its events stay");

  private final PinnedCaller caller;
  private final Signatures signatures;
  private final WebhookBody body;
  private final Clock clock;
  private volatile boolean gone;

  Webhook(PinnedCaller caller, Signatures signatures, WebhookBody body, Clock clock) {
    this.caller = caller;
    this.signatures = signatures;
    this.body = body;
    this.clock = clock;
  }

  @Override
  public Idempotency idempotency() {
    return new Idempotency.Upsert();
  }

  @Override
  public List<Answer> send(List<Delivery> deliveries) throws InterruptedException {
    return List.of(send(deliveries.getFirst()));
  }

  private Answer send(Delivery delivery) throws InterruptedException {
    if (gone) {
      return IS_GONE;
    }
    byte[] content = body.of(delivery.effect());
    // The time of this try, not of the event: receivers refuse old ones, so that nothing recorded
    // can be played to them again.
    long time = clock.instant().getEpochSecond();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("webhook-id", delivery.requestKey());
    headers.put("webhook-timestamp", Long.toString(time));
    headers.put("webhook-signature", signatures.header(delivery.requestKey(), time, content));
    return switch (caller.post(headers, content)) {
      case Reply.NotSent not -> new Answer.Away(not.reason());
      case Reply.NoAnswer no -> new Answer.Unknown(no.reason());
      case Reply.Answered answered -> judge(delivery, answered);
    };
  }

  private Answer judge(Delivery delivery, Reply.Answered answered) {
    int status = answered.status();
    Optional<Duration> after = Outside.retryAfter(answered, clock);
    if (answered.ok()) {
      return new Answer.Stands(
          delivery.effect().key(), "webhook accepted (HTTP %d)".formatted(status));
    }
    if (status == TOO_MANY || (status == UNAVAILABLE && after.isPresent())) {
      return new Answer.Throttled(after, "the endpoint asks to wait (HTTP %d)".formatted(status));
    }
    if (status == GONE) {
      gone = true;
      return IS_GONE;
    }
    if (status / 100 == 3) {
      return new Answer.Away(
          "the endpoint answers HTTP %d: redirects are not followed; its url must be changed"
              .formatted(status));
    }
    if (status >= 500 || OF_THIS_REQUEST.contains(status)) {
      return new Answer.Unknown("the endpoint answers HTTP %d".formatted(status));
    }
    return new Answer.Away("the endpoint refuses (HTTP %d)".formatted(status));
  }

  @Override
  public Sighting find(Delivery delivery) {
    throw new IllegalStateException("class A is never looked up");
  }

  @Override
  public void close() {
    caller.close();
  }
}
