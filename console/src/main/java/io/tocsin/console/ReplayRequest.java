package io.tocsin.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tocsin.replay.job.Asked;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The body of a request for a replay. A field that it does not know refuses it: a mistyped
/// `dryRun` must not replay.
///
/// @param source name of the source
/// @param from where it begins
/// @param to where it ends, not included
/// @param site only this site reference
/// @param code only this raw code
/// @param reason only dead letters of this reason
/// @param why why, in the operator's words
/// @param rate records a second
/// @param dryRun whether only to say what it would change
record ReplayRequest(
    @Nullable String source,
    @Nullable List<String> from,
    @Nullable List<String> to,
    @Nullable String site,
    @Nullable String code,
    @Nullable String reason,
    @Nullable String why,
    @Nullable Integer rate,
    boolean dryRun) {
  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /// @throws ProblemException where the text is no such request
  static ReplayRequest of(String json) {
    try {
      ReplayRequest request = STRICT.readValue(json, ReplayRequest.class);
      if (request != null) {
        return request;
      }
    } catch (JsonProcessingException e) {
      // What is wrong is said below; the parser's own words name classes.
    }
    throw new ProblemException(
        Problem.of(
            "bad-replay",
            "That is no replay",
            400,
            "The body must be one JSON object with source, from, why and, if wanted, to, site,"
                + " code, reason, rate, dryRun, and nothing else."));
  }

  Asked asked() {
    return new Asked(
        Objects.requireNonNullElse(source, ""),
        from == null ? List.of() : from.stream().filter(Objects::nonNull).toList(),
        to == null ? List.of() : to.stream().filter(Objects::nonNull).toList(),
        site,
        code,
        reason,
        Objects.requireNonNullElse(why, ""),
        rate);
  }
}
