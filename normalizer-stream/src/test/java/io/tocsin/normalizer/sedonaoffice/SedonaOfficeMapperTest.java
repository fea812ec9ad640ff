package io.tocsin.normalizer.sedonaoffice;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.normalizer.SettingsOf;
import io.tocsin.normalizer.vendor.Deliveries;
import io.tocsin.normalizer.vendor.Mapped;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.schemas.Transport;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SedonaOfficeMapperTest {
  private final SedonaOfficeMapper mapper = new SedonaOfficeMapper();

  @Test
  void aTicketIsReadByItsDocumentedNames() {
    assertThat(shown("sedonaoffice/ticket.json", ""))
        .isEqualTo(
            """
            part: ticket
            scheme: sedonaoffice-problem-code
            status: ip
            reference sedonaoffice-ticket: 90702
            attribute ticket_status: in progress
            withheld personal: Pat Example
            withheld personal: 3125550199
            """);
  }

  @Test
  void aDispatchIsAnotherPartOfTheTicket() {
    assertThat(shown("sedonaoffice/dispatch.json", "pointers: {note: /ResolutionNote}"))
        .isEqualTo(
            """
            part: dispatch/5520
            scheme: sedonaoffice-problem-code
            disposition: BATTREPL
            attribute arrival_time: 2026-05-15 10:20:00
            attribute departure_time: 2026-05-15 11:05:00
            attribute go_back: false
            carried NOTE: text/plain Battery replaced.
            Pat Example signed.
            """);
  }

  @Test
  void theProblemCodeIsConfiguration() {
    assertThat(
            shown(
                "sedonaoffice/ticket.json",
                "pointers: {code: /ProblemCode, site: /CustomerSiteId, category: /Notes}"))
        .contains("siteRef: 20017\n", "code: LOWBAT\n", "category: Pat Example waits\n");
  }

  @Test
  void aRowIsReadByColumns() {
    assertThat(
            shown(
                "sedonaoffice/tickets.csv",
                "columns: {custom-id: Ticket, site: Site, code: Problem, status: Status}"))
        .isEqualTo(
            """
            siteRef: 20017
            code: LOWBAT
            scheme: sedonaoffice-problem-code
            status: CL
            reference sedonaoffice-ticket: 90702
            attribute ticket_status: closed
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "CL, closed",
    "DP, dispatched",
    "IP, in progress",
    "OP, open",
    "RS, resolved",
    "SC, scheduled",
    "sc, scheduled",
    "XX, ",
  })
  void aStatusIsKeptAndSpelledOut(String status, String words) {
    var said =
        (Mapped.Said)
            mapper.map(
                Deliveries.raw(mapper, Transport.POLL, "application/json").build(),
                "{\"TicketStatus\":\"%s\"}".formatted(status).getBytes(StandardCharsets.UTF_8),
                Source.unconfigured("sedonaoffice"));

    assertThat(said.statement().getStatus()).isEqualTo(status);
    assertThat(said.statement().getAttributes().get("ticket_status")).isEqualTo(words);
  }

  private String shown(String file, String settings) {
    return Deliveries.shown(Deliveries.map(mapper, file, null, SettingsOf.source(settings)));
  }
}
