package io.tocsin.sinks.outward;

import io.tocsin.platform.Section;
import io.tocsin.sinks.http.Call;
import io.tocsin.sinks.http.HttpCaller;
import io.tocsin.sinks.http.HttpSettings;
import io.tocsin.sinks.http.Reply;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The way out of one sink: calls its address and judges what means the same for every destination.
public final class Outside implements AutoCloseable {
  private final String sink;
  private final Section settings;
  private final Clock clock;
  private @Nullable HttpCaller http;

  /// @param sink name of the sink
  /// @param settings the sink's section
  public Outside(String sink, Section settings, Clock clock) {
    this.sink = sink;
    this.settings = settings;
    this.clock = clock;
  }

  /// Name of the sink.
  public String sink() {
    return sink;
  }

  /// The section of the whole sink, `tocsin.sinks.outward.<name>`.
  public Section settings() {
    return settings;
  }

  /// The time, UTC.
  public Clock clock() {
    return clock;
  }

  /// Reads `url`, `answer-within` and `auth` and makes the way ready. Called by a kind that speaks
  /// HTTP while it opens its destination.
  ///
  /// @throws IllegalArgumentException in a sentence that names the setting
  public Outside ready() {
    http = HttpSettings.caller(settings, clock);
    return this;
  }

  /// What a call came to.
  public sealed interface Result {
    /// An answer that only the destination's own rules can judge: 2xx, 3xx, or 4xx other than
    /// below.
    record Answered(Reply.Answered reply) implements Result {}

    /// No connection or 401: [Answer.Away]. No whole answer, 408 or 5xx: [Answer.Unknown]. 429, or
    /// 503 with Retry-After: [Answer.Throttled].
    record Judged(Answer answer) implements Result {}
  }

  /// Makes a call.
  public Result call(Call call) throws InterruptedException {
    return call(call, answered -> Optional.empty());
  }

  /// Makes a call to a destination that means something else by a status than the others do.
  ///
  /// @param own what the destination's own rules say of an answer; empty = what is usual
  public Result call(Call call, Function<Reply.Answered, Optional<Answer>> own)
      throws InterruptedException {
    HttpCaller caller = http;
    if (caller == null) {
      throw new IllegalStateException("the way out of sink " + sink + " is not ready");
    }
    return switch (caller.call(call)) {
      case Reply.NotSent not -> new Result.Judged(new Answer.Away(not.reason()));
      case Reply.NoAnswer no -> new Result.Judged(new Answer.Unknown(no.reason()));
      case Reply.Answered answered ->
          own.apply(answered).<Result>map(Result.Judged::new).orElseGet(() -> judge(answered));
    };
  }

  private Result judge(Reply.Answered answered) {
    int status = answered.status();
    Optional<Duration> after = retryAfter(answered, clock);
    if (status == 429 || (status == 503 && after.isPresent())) {
      return new Result.Judged(
          new Answer.Throttled(after, "asks to wait (HTTP %d)".formatted(status)));
    }
    if (status == 401) {
      return new Result.Judged(new Answer.Away("the credentials are refused (HTTP 401)"));
    }
    if (status == 408 || status >= 500) {
      return new Result.Judged(new Answer.Unknown("answers HTTP %d".formatted(status)));
    }
    return new Result.Answered(answered);
  }

  /// The header Retry-After, in seconds or as a date (RFC 9110, section 10.2.3).
  public static Optional<Duration> retryAfter(Reply.Answered answered, Clock clock) {
    return answered
        .header("Retry-After")
        .flatMap(
            text -> {
              try {
                Duration wait =
                    text.matches("[0-9]{1,9}")
                        ? Duration.ofSeconds(Long.parseLong(text))
                        : Duration.between(
                            clock.instant(),
                            ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                                .toInstant());
                return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
              } catch (DateTimeException e) {
                return Optional.empty();
              }
            });
  }

  @Override
  public void close() {
    HttpCaller caller = http;
    if (caller != null) {
      caller.close();
    }
  }
}
