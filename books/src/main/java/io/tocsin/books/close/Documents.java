package io.tocsin.books.close;

import io.tocsin.books.proof.DayDraft;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Writes what people read of a closed day: the summary, and the lines of each client.
final class Documents {
  private Documents() {}

  static void write(DayDraft draft, String summary, List<Entry> entries) throws IOException {
    try (OutputStream to = draft.summary()) {
      to.write(summary.getBytes(StandardCharsets.UTF_8));
    }
    var byClient = new TreeMap<String, List<Entry>>();
    entries.forEach(
        e -> byClient.computeIfAbsent(e.line().clientId(), c -> new ArrayList<>()).add(e));
    for (var client : byClient.entrySet()) {
      InvoiceCsv.write(client.getValue(), draft.lines(client.getKey()));
    }
  }
}
