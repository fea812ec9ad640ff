package io.tocsin.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CollectionUtil;
import org.junit.jupiter.api.Test;

/// An analyst's SQL, statement by statement as the document has it, on a broker and a registry, in
/// a Flink cluster inside this JVM.
final class FlinkSqlIT {
  @Test
  void everyStatementOfTheDocumentRunsAndReadsWhatWasCommitted() throws Exception {
    Written.once();
    List<String> sql = new Snippets(Written.BROKER, Written.REGISTRY).of("sql");
    assertThat(sql).hasSize(4);
    TableEnvironment flink = TableEnvironment.create(EnvironmentSettings.inBatchMode());
    flink.getConfig().set("parallelism.default", "1");

    flink.executeSql(sql.get(0));
    List<Row> revisions = rows(flink, sql.get(1));
    flink.executeSql(sql.get(2));
    List<Row> present = rows(flink, sql.get(3));

    assertThat(revisions)
        .containsExactlyInAnyOrder(
            Row.of("alarm_dispatch", 1L),
            Row.of("false_alarm", 1L),
            Row.of("alarm", 2L),
            Row.of("other", 1L));
    LocalDateTime at = LocalDateTime.ofInstant(Written.OCCURRED, ZoneOffset.UTC);
    assertThat(present.stream().map(FlinkSqlIT::named))
        .containsExactlyInAnyOrder(
            line("northgate", "northgate-client", "false_alarm", at, 2, "high", List.of()),
            line("northgate", "northgate-client", "alarm", at, null, null, List.of()),
            line("northgate", "northgate-client", "alarm", at, null, null, List.of()),
            line(
                "tracktik:99",
                null,
                "other",
                at,
                null,
                null,
                List.of("UNMAPPED_CODE", "UNKNOWN_SITE")));
  }

  private static List<Row> rows(TableEnvironment flink, String query) {
    return CollectionUtil.iteratorToList(flink.executeSql(query).collect());
  }

  private static List<Object> named(Row row) {
    var values = new ArrayList<Object>();
    for (String name :
        List.of(
            "siteKey",
            "clientId",
            "type",
            "occurredAt",
            "serviceDay",
            "severity",
            "priority",
            "review",
            "inReview")) {
      Object value = row.getField(name);
      values.add(value instanceof Object[] array ? List.of(array) : value);
    }
    return values;
  }

  private static List<Object> line(
      String siteKey,
      String clientId,
      String type,
      LocalDateTime at,
      Integer severity,
      String priority,
      List<String> review) {
    return Arrays.asList(
        siteKey, clientId, type, at, Written.DAY, severity, priority, review, !review.isEmpty());
  }
}
