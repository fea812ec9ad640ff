package io.tocsin.normalizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.normalizer.vendor.Attached;
import io.tocsin.normalizer.vendor.Named;
import io.tocsin.normalizer.vendor.Statement;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

final class MergeTest {
  private static final Statement NOTHING = Raws.statement().build();

  /// A fact that is added to the schema and forgotten in the merge is found here.
  @Test
  void everyFactButPartAndOrderIsTakenOver() {
    Statement full = full("a").build();

    for (Schema.Field field : Statement.getClassSchema().getFields()) {
      assertThat(full.get(field.pos())).as(field.name()).isNotIn(null, List.of(), Map.of());
    }
    Statement merged = Merge.of(List.of(full));
    assertThat(merged).isEqualTo(full("a").setPart(null).setOrder(null).build());
    assertThat(Merge.of(List.of(NOTHING, full, NOTHING))).isEqualTo(merged);
  }

  @Test
  void whatWasSaidFirstStandsAndSetsAreAddedUp() {
    Statement merged = Merge.of(List.of(full("a").build(), full("b").build()));

    assertThat(merged)
        .isEqualTo(
            full("a")
                .setPart(null)
                .setOrder(null)
                .setReferences(List.of(new Named("system", "a"), new Named("system", "b")))
                .setAttributes(Map.of("same", "a", "only-a", "a", "only-b", "b"))
                .setAttachments(List.of(photo("a"), photo("b")))
                .setRedactions(List.of("a", "b"))
                .build());
  }

  @Test
  void theSameReferenceAttachmentOrRuleIsThereOnce() {
    Statement merged = Merge.of(List.of(full("a").build(), full("a").build()));

    assertThat(merged.getReferences()).containsExactly(new Named("system", "a"));
    assertThat(merged.getAttachments()).containsExactly(photo("a"));
    assertThat(merged.getRedactions()).containsExactly("a");
  }

  @Test
  void aGapIsFilledButCodeSchemeAndQualifierComeFromOneStatement() {
    Statement richer = Raws.statement().setCode("130").setZone("7").build();
    Statement poorer =
        Raws.statement()
            .setCode("131")
            .setScheme("contact-id")
            .setQualifier("NEW")
            .setArea("2")
            .build();

    Statement merged = Merge.of(List.of(richer, poorer));

    assertThat(merged).isEqualTo(Raws.statement().setCode("130").setZone("7").setArea("2").build());
  }

  @Test
  void aTableWithoutACodeSaysNothing() {
    Statement tableOnly =
        Raws.statement().setScheme("sia").setQualifier("NEW").setZone("7").build();

    assertThat(Merge.of(List.of(tableOnly))).isEqualTo(Raws.statement().setZone("7").build());
  }

  @Test
  void theTimeComesWholeFromTheFirstThatHasAUsableOne() {
    Statement unreadable =
        Raws.statement()
            .setTimeBasis("RECEIVED")
            .setTimeAsReceived("noon")
            .setTimeNotes(List.of("UNREADABLE"))
            .build();
    Statement usable =
        Raws.statement()
            .setOccurredAt(7L)
            .setTimeBasis("OFFSET_SENT")
            .setTimeAsReceived("1970")
            .build();

    assertThat(Merge.of(List.of(unreadable, usable))).isEqualTo(usable);
    assertThat(Merge.of(List.of(NOTHING, unreadable))).isEqualTo(unreadable);
  }

  @Test
  void mergingInStepsIsMergingAtOnce() {
    Statement a = full("a").setZone(null).setCode(null).setOccurredAt(null).build();
    Statement b = full("b").setUser(null).setStatus(null).build();
    Statement c = full("c").build();

    Statement atOnce = Merge.of(List.of(a, b, c));

    assertThat(Merge.of(List.of(Merge.of(List.of(a, b)), c))).isEqualTo(atOnce);
    assertThat(Merge.of(List.of(a, Merge.of(List.of(b, c))))).isEqualTo(atOnce);
  }

  @Test
  void whatContradictsIsNamed() {
    Statement standing = full("a").build();

    assertThat(Merge.contradictions(full("b").build(), standing))
        .containsExactly(
            "alarmLevel",
            "area",
            "attributes.only-b",
            "attributes.same",
            "category",
            "code",
            "disposition",
            "occurredAt",
            "severity",
            "siteRef",
            "status",
            "user",
            "zone");
    assertThat(Merge.contradictions(standing, standing)).isEmpty();
    assertThat(Merge.contradictions(NOTHING, standing)).isEmpty();
    assertThat(
            Merge.contradictions(
                Raws.statement().setCode("code-a").setScheme("sia").build(), standing))
        .as("the same code of another table")
        .containsExactly("code");
  }

  static Statement.Builder full(String a) {
    int n = a.charAt(0) - 'a';
    return Raws.statement()
        .setPart("part-" + a)
        .setOrder((long) n)
        .setSiteRef("site-" + a)
        .setOccurredAt((long) n)
        .setTimeBasis("OFFSET_SENT")
        .setTimeAsReceived("time-" + a)
        .setZoneAsReceived("zone-" + a)
        .setTimeNotes(List.of("note-" + a))
        .setCode("code-" + a)
        .setScheme("scheme-" + a)
        .setQualifier("qualifier-" + a)
        .setZone("zone-" + a)
        .setArea("area-" + a)
        .setUser("user-" + a)
        .setAlarmLevel(n)
        .setSeverity(n + 1)
        .setCategory("category-" + a)
        .setStatus("status-" + a)
        .setDisposition("disposition-" + a)
        .setReferences(List.of(new Named("system", a)))
        .setAttributes(Map.of("same", a, "only-" + a, a))
        .setAttachments(List.of(photo(a)))
        .setRedactions(List.of(a));
  }

  private static Attached photo(String hash) {
    return new Attached("PHOTO", "STORED", "image/png", hash, 1L);
  }
}
