package io.tocsin.policy.stream;

import io.tocsin.platform.DeadLetter;
import io.tocsin.platform.registry.OutageAwareSerializer;
import io.tocsin.policy.account.AccountLedger;
import io.tocsin.policy.account.AccountStore;
import io.tocsin.policy.decision.DecisionHash;
import io.tocsin.policy.decision.Draft;
import io.tocsin.policy.index.SortedText;
import io.tocsin.schemas.DeadLetterHeaders;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.ReplayHeaders;
import io.tocsin.schemas.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// The second step: makes decisions out of what sites say of events, with the free allowances, caps
/// and the meter of signals, which need everything of an account; and writes each decision that
/// says something else than the last one of its event.
///
/// | store | key | value |
/// |---|---|---|
/// | `settled` | account, event key | the last decision in short ([Settled]) |
/// | `months-by-age` | day of the last change, account, month | nothing |
///
/// A month of an account is forgotten as a whole, so that no share of it is ever worked out from a
/// part of it. Beside the marks of the ledger it has two kinds of its own: `e month event key` for
/// each event of the month, and `l month` with the day of its last change.
final class SettleAccounts extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
  static final String SETTLED = "settled";
  static final String MONTHS = "months-by-age";

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final byte[] NOTHING = {};
  private static final String MEMBERS = "e" + SortedText.END;
  private static final String LAST = "l" + SortedText.END;
  private static final int PAGE = 500;

  private final OutageAwareSerializer<Decision> decisions;
  private final Duration horizon;
  private @Nullable KeyValueStore<Bytes, Settled> settled;
  private @Nullable KeyValueStore<Bytes, byte[]> months;

  SettleAccounts(PolicyTopology.Parts parts) {
    this.decisions = parts.decisions().get();
    // Longer than the first step passes anything on.
    this.horizon = parts.horizon().plus(PolicyTopology.CONTEXT.multipliedBy(2));
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    super.init(context);
    settled = context.getStateStore(SETTLED);
    months = context.getStateStore(MONTHS);
    context.schedule(LOOK_EVERY, PunctuationType.WALL_CLOCK_TIME, _ -> forget());
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    String account = new String(record.key(), StandardCharsets.UTF_8);
    PassedDraft passed = DraftForm.PASSED.read(record.value());
    String key = passed.getEventKey();
    Draft draft = DraftForm.draft(passed);
    Settled before = store(settled).get(settledKey(account, key));
    if (isOverdue(before, draft, passed.getRevision())) {
      return;
    }
    var kept = new KeptAccount(context(), account);
    var ledger = new AccountLedger(kept);
    String month = draft == null ? null : month(draft.decision());
    if (before != null && !before.getMonth().equals(month)) {
      kept.mark(member(before.getMonth(), key), null);
    }
    if (month != null) {
      kept.mark(member(month, key), "");
      touch(account, month, kept);
    }
    if (draft == null) {
      store(settled).delete(settledKey(account, key));
    }
    for (String affected : ledger.put(key, draft)) {
      Decision decision = ledger.decision(affected);
      if (decision != null) {
        settle(account, decision, record);
      }
    }
  }

  /// An event that moved is spoken of by two sites whose words come in any order: the higher
  /// revision is right.
  private static boolean isOverdue(@Nullable Settled before, @Nullable Draft draft, int revision) {
    return before == null
        ? draft == null
        : draft == null ? before.getRevision() >= revision : before.getRevision() > revision;
  }

  /// @param cause the draft that is the cause; where a replay caused that, it names it
  private void settle(String account, Decision decision, Record<byte[], byte[]> cause) {
    Bytes key = settledKey(account, decision.getEventKey());
    Settled before = store(settled).get(key);
    ByteBuffer hash = ByteBuffer.wrap(HexFormat.of().parseHex(DecisionHash.of(decision)));
    boolean again = before != null && before.getRevision() == decision.getRevision();
    if (again && hash.equals(before.getHash())) {
      return;
    }
    int number = again ? before.getDecisionNumber() + 1 : 1;
    store(settled).put(key, new Settled(decision.getRevision(), number, hash, month(decision)));
    String replayId = DeadLetter.text(cause.headers(), ReplayHeaders.ID);
    // The generated class has no setters; this decision is ours alone until it is forwarded.
    decision.put("decisionNumber", number);
    decision.put("replayId", replayId);
    var headers = new RecordHeaders();
    DeadLetter.put(headers, DeadLetterHeaders.RECEIPT, decision.getReceipt());
    if (replayId != null) {
      DeadLetter.put(headers, ReplayHeaders.ID, replayId);
    }
    context()
        .forward(
            new Record<>(
                decision.getSiteKey().getBytes(StandardCharsets.UTF_8),
                decisions.serialize(Topics.DECISIONS, headers, decision),
                cause.timestamp(),
                headers));
  }

  /// Notes that a month of an account has changed today.
  private void touch(String account, String month, AccountStore kept) {
    String today = SortedText.number(clock() / DAY);
    String last = kept.mark(LAST + month);
    if (last == null || last.compareTo(today) < 0) {
      if (last != null) {
        store(months).delete(age(last, account, month));
      }
      store(months).put(age(today, account, month), NOTHING);
      kept.mark(LAST + month, today);
    }
  }

  /// Forgets the month of an account that has not changed for the longest time, if that is longer
  /// than the horizon. What was decided stands.
  private void forget() {
    long before = (clock() - horizon.toMillis()) / DAY;
    if (before <= 0) {
      return;
    }
    Bytes oldest = null;
    try (KeyValueIterator<Bytes, byte[]> expired =
        store(months).range(bytes(""), bytes(SortedText.number(before)))) {
      if (expired.hasNext()) {
        oldest = expired.next().key;
      }
    }
    if (oldest != null) {
      String entry = new String(oldest.get(), StandardCharsets.UTF_8);
      String day = entry.substring(0, SortedText.afterNumber(0));
      String account = SortedText.firstPart(entry, day);
      String month = entry.substring(day.length() + SortedText.part(account).length());
      forget(account, month);
      store(months).delete(oldest);
    }
  }

  private void forget(String account, String month) {
    var kept = new KeptAccount(context(), account);
    var ledger = new AccountLedger(kept);
    String members = MEMBERS + SortedText.part(month);
    List<AccountStore.Mark> page = page(kept, members);
    while (!page.isEmpty()) {
      for (AccountStore.Mark mark : page) {
        String eventKey = mark.key().substring(members.length());
        // Whom it would concern is forgotten with it, so nothing is decided again.
        ledger.put(eventKey, null);
        store(settled).delete(settledKey(account, eventKey));
        kept.mark(mark.key(), null);
      }
      page = page(kept, members);
    }
    kept.mark(LAST + month, null);
  }

  private static List<AccountStore.Mark> page(AccountStore kept, String members) {
    return new ArrayList<>(kept.marks(members, SortedText.end(members), false, PAGE));
  }

  private long clock() {
    return Math.max(0, context().currentStreamTimeMs());
  }

  private static String month(Decision decision) {
    return YearMonth.from(decision.getServiceDay()).toString();
  }

  private static String member(String month, String eventKey) {
    return MEMBERS + SortedText.part(month) + eventKey;
  }

  private static Bytes age(String day, String account, String month) {
    return bytes(day + SortedText.part(account) + month);
  }

  private static Bytes settledKey(String account, String eventKey) {
    return bytes(SortedText.part(account) + eventKey);
  }

  private static Bytes bytes(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static <T> T store(@Nullable T store) {
    if (store == null) {
      throw new IllegalStateException("used before init");
    }
    return store;
  }

  @Override
  public void close() {
    decisions.close();
  }
}
