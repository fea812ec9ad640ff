package io.tocsin.policy.stream;

import io.tocsin.policy.account.AccountStore;
import io.tocsin.policy.decision.Draft;
import io.tocsin.policy.index.SortedText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// One account in the stores. It keeps the drafts that later ones may change: those with an
/// allowance, a cap or a metered signal. Of the others, which are nearly all, only the one in hand
/// is there.
///
/// | store | key | value |
/// |---|---|---|
/// | `drafts` | account, event key | the draft ([PassedDraft]) |
/// | `marks` | account, mark | the mark's value |
final class KeptAccount implements AccountStore {
  static final String DRAFTS = "drafts";
  static final String MARKS = "marks";

  private final KeyValueStore<Bytes, PassedDraft> drafts;
  private final KeyValueStore<Bytes, byte[]> marks;
  private final String prefix;
  private @Nullable String inHand;
  private @Nullable Draft inHandDraft;

  KeptAccount(ProcessorContext<?, ?> context, String account) {
    this.drafts = context.getStateStore(DRAFTS);
    this.marks = context.getStateStore(MARKS);
    this.prefix = SortedText.part(account);
  }

  @Override
  public @Nullable Draft draft(String eventKey) {
    if (eventKey.equals(inHand)) {
      return inHandDraft;
    }
    PassedDraft kept = drafts.get(key(eventKey));
    return kept == null ? null : DraftForm.draft(kept);
  }

  @Override
  public void put(String eventKey, @Nullable Draft draft) {
    inHand = eventKey;
    inHandDraft = draft;
    if (draft != null && mayChange(draft)) {
      drafts.put(key(eventKey), DraftForm.of(draft));
    } else {
      drafts.delete(key(eventKey));
    }
  }

  private static boolean mayChange(Draft draft) {
    return draft.signal() != null
        || (draft.allowance() != null && draft.decision().getCharge() != null);
  }

  @Override
  public @Nullable String mark(String key) {
    byte[] value = marks.get(key(key));
    return value == null ? null : new String(value, StandardCharsets.UTF_8);
  }

  @Override
  public void mark(String key, @Nullable String value) {
    if (value == null) {
      marks.delete(key(key));
    } else {
      marks.put(key(key), value.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public List<Mark> marks(String from, String to, boolean backwards, int most) {
    Bytes first = key(from);
    Bytes end = key(to);
    var found = new ArrayList<Mark>();
    if (first.compareTo(end) >= 0) {
      return found;
    }
    try (KeyValueIterator<Bytes, byte[]> range =
        backwards ? marks.reverseRange(first, end) : marks.range(first, end)) {
      while (found.size() < most && range.hasNext()) {
        KeyValue<Bytes, byte[]> next = range.next();
        if (!next.key.equals(end)) { // The store's ranges include their end.
          found.add(
              new Mark(
                  new String(next.key.get(), StandardCharsets.UTF_8).substring(prefix.length()),
                  new String(next.value, StandardCharsets.UTF_8)));
        }
      }
    }
    return found;
  }

  private Bytes key(String text) {
    return Bytes.wrap((prefix + text).getBytes(StandardCharsets.UTF_8));
  }
}
