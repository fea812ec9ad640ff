package io.tocsin.gateway.manitou;

import io.tocsin.gateway.EventFacts;
import io.tocsin.platform.Sha256;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The fields of one signal, each exactly as sent, null where the message has none.
///
/// @param prefix receiver line prefix: tells apart the same account at two receivers or dealers
/// @param account transmitter id; leading zeros are significant
/// @param scheme kind of code, for example SIA
/// @param code event code: for Contact ID the three digits or QXYZ, whichever was sent
/// @param qualifier new event or restore, where it is sent beside the code
/// @param area area or partition
/// @param zone zone, point or user number
/// @param time the signal's own time
/// @param id an id that the upstream system gave the signal
record SignalFields(
    @Nullable String prefix,
    @Nullable String account,
    @Nullable String scheme,
    @Nullable String code,
    @Nullable String qualifier,
    @Nullable String area,
    @Nullable String zone,
    @Nullable String time,
    @Nullable String id) {
  /// The id that the upstream system gave.
  static final String BY_ID = "manitou/signal-id/1";

  /// Hash of the fields and the signal's own time.
  static final String BY_FIELDS = "manitou/signal-hash/1";

  /// Hash of the fields, the 15 seconds it was received in, the body and the place in it: for
  /// signals without a time. A retransmission in other 15 seconds counts as a new event; two equal
  /// signals in equal bodies within the same 15 seconds count as one.
  static final String BY_ARRIVAL = "manitou/signal-received-hash/1";

  /// A receiver repeats a signal within this time when it got no answer (Sur-Gard: three times,
  /// four seconds apart).
  private static final int BUCKET_SECONDS = 15;

  /// What the raw record names.
  ///
  /// @param receivedAt when it was received
  /// @param body bytes that it came in
  /// @param ordinal its place in these bytes, from 0
  EventFacts facts(Instant receivedAt, byte[] body, int ordinal) {
    if (id != null) {
      return facts(id, BY_ID);
    }
    String recipe = time == null ? BY_ARRIVAL : BY_FIELDS;
    if (prefix == null || account == null || code == null) {
      return facts(null, recipe);
    }
    return facts(
        time == null
            ? Sha256.ofFields(
                prefix,
                account,
                scheme,
                code,
                qualifier,
                area,
                zone,
                Long.toString(Math.floorDiv(receivedAt.getEpochSecond(), BUCKET_SECONDS)),
                Sha256.of(body),
                Integer.toString(ordinal))
            : Sha256.ofFields(prefix, account, scheme, code, qualifier, area, zone, time),
        recipe);
  }

  private EventFacts facts(@Nullable String sourceEventId, String recipe) {
    String siteRef = prefix == null || account == null ? null : prefix + "-" + account;
    return new EventFacts(sourceEventId, recipe, siteRef, code, time);
  }
}
