package io.tocsin.gateway.sedonaoffice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tocsin.gateway.EventFacts;
import io.tocsin.gateway.Gate;
import io.tocsin.schemas.IdentityKind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SedonaOfficeAdapterTest {
  private static final String JSON = "application/json";

  @Test
  void aTicketIsReadByItsDocumentedFields() {
    assertThat(
            gate("entity", "ServiceTicket")
                .one(
                    JSON,
                    """
                    {"ServiceTicketId":4711,"TicketStatus":"OP","TicketNumber":12,"CustomerId":1,
                     "CustomerSiteId":88,"CreationDate":"2026-11-02 08:00:00"}\
                    """))
        .isEqualTo(facts("ServiceTicket/4711", "88", null, "2026-11-02 08:00:00"));
  }

  @Test
  void aDispatchIsNamedByItsOwnIdAndNotByItsTickets() {
    assertThat(
            gate("entity", "ServiceTicketDispatch")
                .one(
                    JSON,
                    """
                    {"DispatchId":9,"ServiceTicketId":4711,"ResolutionCode":"FALSE",
                     "ScheduleTime":"2015-01-01 08:00:00","DispatchTime":"2015-01-01 09:00:00"}\
                    """))
        .isEqualTo(facts("ServiceTicketDispatch/9", null, "FALSE", "2015-01-01 09:00:00"));
  }

  @Test
  void otherPlacesAndExportsAreSettings() {
    Gate gate =
        gate(
            "entity", "ServiceTicket",
            "code", "/ProblemCode",
            "csv.id", "Ticket Id",
            "csv.code", "Problem",
            "mail.events-from", "labels",
            "mail.id", "Ticket");

    assertThat(gate.one(JSON, "{\"ServiceTicketId\":1,\"ProblemCode\":\"NoComm\"}").code())
        .isEqualTo("NoComm");
    assertThat(gate.one("text/csv", "Ticket Id,Problem\n1,NoComm\n"))
        .isEqualTo(facts("ServiceTicket/1", null, "NoComm", null));
    assertThat(gate.one("message/rfc822", "Subject: x\r\n\r\nTicket: 1\r\n"))
        .isEqualTo(facts("ServiceTicket/1", null, null, null));
  }

  @Test
  void theEntityMustBeSaid() {
    assertThatIllegalArgumentException()
        .isThrownBy(SedonaOfficeAdapterTest::gate)
        .withMessageStartingWith("s.gate.sedonaoffice.entity is not set");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> gate("entity", "Ticket"))
        .withMessageContaining("ServiceTicket, ServiceTicketDispatch");
  }

  private static EventFacts facts(
      String id, @Nullable String site, @Nullable String code, @Nullable String time) {
    return new EventFacts(id, "sedonaoffice/entity-id/1", IdentityKind.SOURCE_ID, site, code, time);
  }

  private static Gate gate(Object... settings) {
    return Gate.of(new SedonaOfficeAdapterFactory(), settings);
  }
}
