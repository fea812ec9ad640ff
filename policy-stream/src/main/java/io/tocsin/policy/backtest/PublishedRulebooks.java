package io.tocsin.policy.backtest;

import io.tocsin.platform.Sha256;
import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.policy.rulebook.RulebookError;
import io.tocsin.policy.rulebook.RulebookReader;
import io.tocsin.policy.rulebook.RulebookReading;
import io.tocsin.schemas.Rulebook;
import io.tocsin.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The published rulebooks that can be used. One that cannot was written around the publisher; the
/// stream leaves it out, and so must whoever decides as the stream does.
final class PublishedRulebooks {
  private PublishedRulebooks() {}

  /// @param documents by record key
  /// @param unread takes those that are left out
  static List<CompiledRulebook> usable(Map<String, Rulebook> documents, Unread unread) {
    var usable = new ArrayList<CompiledRulebook>();
    documents.forEach(
        (key, document) -> {
          String hash = Sha256.of(document.getYaml().getBytes(StandardCharsets.UTF_8));
          switch (RulebookReader.read(document.getYaml())) {
            case RulebookReading.Invalid(List<RulebookError> errors) ->
                leaveOut(key, errors.getFirst().toString(), unread);
            case RulebookReading.Valid(CompiledRulebook rulebook) -> {
              if (hash.equals(document.getSha256()) && agrees(key, document, rulebook)) {
                usable.add(rulebook);
              } else {
                leaveOut(key, "its key, version, day or hash is not that of its text", unread);
              }
            }
          }
        });
    return usable;
  }

  private static void leaveOut(String key, String reason, Unread unread) {
    unread.add(HistoryReader.place(Topics.CONFIG_RULEBOOK, key), reason);
  }

  private static boolean agrees(String key, Rulebook document, CompiledRulebook rulebook) {
    return key.equals(Integer.toString(rulebook.version()))
        && document.getVersion() == rulebook.version()
        && document.getEffectiveFrom().equals(rulebook.effectiveFrom());
  }
}
