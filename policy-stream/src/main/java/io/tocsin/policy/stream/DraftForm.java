package io.tocsin.policy.stream;

import io.tocsin.platform.Sha256;
import io.tocsin.policy.decision.Allowance;
import io.tocsin.policy.decision.DecisionHash;
import io.tocsin.policy.decision.Draft;
import io.tocsin.policy.decision.SignalUnit;
import io.tocsin.schemas.Charge;
import io.tocsin.schemas.Decision;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Drafts on their way from a site to an account, and in the account's store.
final class DraftForm {
  static final StoredForm<PassedDraft> PASSED = new StoredForm<>(PassedDraft.class);

  private static final StoredForm<Decision> DECISION = new StoredForm<>(Decision.class);
  private static final StoredForm<Charge> CHARGE = new StoredForm<>(Charge.class);

  private DraftForm() {}

  /// The account that a decision belongs to: the client, else the site.
  static String account(@Nullable String clientId, String siteKey) {
    return clientId == null ? siteKey : clientId;
  }

  static PassedDraft of(Draft draft) {
    Allowance allowance = draft.allowance();
    SignalUnit signal = draft.signal();
    return new PassedDraft(
        draft.decision().getEventKey(),
        draft.decision().getRevision(),
        DECISION.buffer(draft.decision()),
        allowance == null ? null : text(allowance.free()),
        allowance == null ? null : text(allowance.cap()),
        allowance == null ? null : allowance.rounding().name(),
        signal == null ? null : CHARGE.buffer(signal.charge()),
        signal == null ? 0 : signal.included());
  }

  /// Says that an event left an account.
  ///
  /// @param revision the first revision that is elsewhere
  static PassedDraft left(String eventKey, int revision) {
    return new PassedDraft(eventKey, revision, null, null, null, null, null, 0);
  }

  /// The draft; null where the event left.
  static @Nullable Draft draft(PassedDraft passed) {
    ByteBuffer decision = passed.getDecision();
    if (decision == null) {
      return null;
    }
    String rounding = passed.getRounding();
    ByteBuffer signal = passed.getSignalCharge();
    return new Draft(
        DECISION.read(decision),
        rounding == null
            ? null
            : new Allowance(
                decimal(passed.getFreePerMonth()),
                decimal(passed.getCapPerMonth()),
                RoundingMode.valueOf(rounding)),
        signal == null ? null : new SignalUnit(CHARGE.read(signal), passed.getIncludedSignals()));
  }

  /// SHA-256 over everything that a draft says.
  static byte[] hash(Draft draft) {
    Allowance allowance = draft.allowance();
    SignalUnit signal = draft.signal();
    String hash =
        Sha256.ofFields(
            DecisionHash.of(draft.decision()),
            allowance == null ? null : text(allowance.free()),
            allowance == null ? null : text(allowance.cap()),
            allowance == null ? null : allowance.rounding().name(),
            signal == null ? null : signal.charge().toString(),
            signal == null ? null : Integer.toString(signal.included()));
    return HexFormat.of().parseHex(hash);
  }

  private static @Nullable String text(@Nullable BigDecimal number) {
    return number == null ? null : number.toPlainString();
  }

  private static @Nullable BigDecimal decimal(@Nullable String text) {
    return text == null ? null : new BigDecimal(text);
  }
}
