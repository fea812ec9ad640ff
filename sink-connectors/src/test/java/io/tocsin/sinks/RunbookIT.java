package io.tocsin.sinks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/// The statements that the runbooks give to a person do what the page says, on the real tables.
final class RunbookIT {
  private static final Path PAGE = Path.of("../docs/operate/sinks.md");
  private static final Pattern STATEMENT = Pattern.compile("(?s)```sql\n(.*?);\n```");

  @Test
  void aPersonFindsWhatWasDeclinedAndSettlesWhatIsNotKnown() throws Exception {
    Rows rows = Bench.freshDatabase("runbook");
    Flyway.configure()
        .dataSource(rows.url(), rows.user(), rows.password())
        .locations("classpath:db/migration")
        .placeholders(Map.of("readerRole", "nobody", "operatorRole", "nobody"))
        .load()
        .migrate();
    List<String> statements =
        STATEMENT
            .matcher(Files.readString(PAGE))
            .results()
            .map((MatchResult m) -> m.group(1))
            .toList();
    assertThat(statements).hasSize(3);

    rows.run(effect("declined", "ABSENT", "null", "REFUSED"));
    assertThat(rows.of(statements.get(0)))
        .containsExactly("declined|tracktik:1|begun|billing.lines|1|7");

    rows.run(effect("the key", "SENDING", "gen_random_uuid()", "UNKNOWN_OUTCOME"));
    rows.run(effect("another", "SENDING", "gen_random_uuid()", "UNKNOWN_OUTCOME"));
    rows.run(statements.get(1));
    assertThat(states(rows))
        .containsExactly(
            "another|SENDING|UNKNOWN_OUTCOME|null|null",
            "declined|ABSENT|REFUSED|null|null",
            "the key|STANDS|WRITTEN|4711|a hash");

    rows.run("delete from outward_effects where effect_key = 'the key'");
    rows.run(effect("the key", "SENDING", "gen_random_uuid()", "UNKNOWN_OUTCOME"));
    rows.run(statements.get(2));
    assertThat(states(rows))
        .contains("another|SENDING|UNKNOWN_OUTCOME|null|null", "the key|ABSENT|RETRYING|null|null");
  }

  private static List<String> states(Rows rows) {
    return rows.of(
        "select effect_key, state, status, coalesce(remote_id, 'null'), coalesce(content, 'null')"
            + " from outward_effects order by effect_key");
  }

  private static String effect(String key, String state, String token, String status) {
    return """
    insert into outward_effects (sink, effect_key, event_key, revision, decision_number, state, sending, sent_at,
      first_sent_at, token, status, detail, origin_topic, origin_partition, origin_offset)
    values ('books', '%s', 'tracktik:1', 1, 1, '%s', 'a hash', now(), now(), %s, '%s', 'begun', 'billing.lines', 1, 7)
    """
        .formatted(key, state, token, status);
  }
}
