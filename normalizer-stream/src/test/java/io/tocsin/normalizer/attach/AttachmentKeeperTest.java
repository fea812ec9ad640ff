package io.tocsin.normalizer.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.normalizer.vendor.Attached;
import io.tocsin.normalizer.vendor.Carrying;
import io.tocsin.normalizer.vendor.Mapped.Carried;
import io.tocsin.platform.Sha256;
import io.tocsin.platform.objects.ObjectStoreAwayException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AttachmentKeeperTest {
  private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xE0};

  private final FakeObjectStore objects = new FakeObjectStore();
  private final AttachmentKeeper keeper = new AttachmentKeeper(objects, 10);

  @ParameterizedTest
  @CsvSource({
    "/9j/4A==, STORED, image/jpeg, 4",
    "' /9j/\n4A== ', STORED, image/jpeg, 4",
    "/9j/4A, STORED, image/jpeg, 4",
    "'data:image/jpeg;base64,/9j/4A==', STORED, image/jpeg, 4",
    "iVBORw==, STORED, image/png, 4",
    "AAAA, STORED, , 3",
    // Eleven bytes where ten are the most.
    "AAAAAAAAAAAAAAA=, UNREADABLE, , ",
    "'no base64!', UNREADABLE, , ",
    "A, UNREADABLE, , ",
    "'', MISSING, , ",
    "'https://photos.example/1.jpg', MISSING, , ",
  })
  void aPhotoIsStoredOrSaysWhyNot(String sent, String state, String mediaType, Long size) {
    Attached attached = only(Carrying.photo(sent));

    assertThat(attached.getKind()).isEqualTo("PHOTO");
    assertThat(attached.getState()).isEqualTo(state);
    assertThat(attached.getMediaType()).isEqualTo(mediaType);
    assertThat(attached.getSize()).isEqualTo(size);
    assertThat(objects.objects).hasSize(state.equals("STORED") ? 1 : 0);
  }

  @Test
  void theClaimCheckIsTheHash() {
    Attached attached = only(Carrying.photo("/9j/4A=="));

    assertThat(attached.getSha256()).isEqualTo(Sha256.of(JPEG));
    assertThat(objects.objects.get(attached.getSha256())).isEqualTo(JPEG);
    assertThat(objects.mediaTypes).containsValue("image/jpeg");
  }

  @Test
  void notesAndLinksAreObjectsToo() {
    assertThat(
            keeper.kept(
                List.of(Carrying.note("a\nb "), Carrying.link(" http://x "), Carrying.note(""))))
        .extracting(Attached::getKind, Attached::getState, Attached::getMediaType)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("NOTE", "STORED", "text/plain"),
            org.assertj.core.groups.Tuple.tuple("LINK", "STORED", "text/uri-list"),
            org.assertj.core.groups.Tuple.tuple("NOTE", "MISSING", "text/plain"));
    assertThat(objects.objects.values())
        .extracting(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .containsExactly("a\nb ", "http://x");
  }

  @Test
  void theSameTwiceIsOne() {
    Carried photo = Carrying.photo("/9j/4A==");

    assertThat(keeper.kept(List.of(photo, photo))).hasSize(1);
  }

  @Test
  void ofMoreThanTwentyOneEntryStandsForTheRest() {
    List<Carried> many = IntStream.range(0, 30).mapToObj(i -> Carrying.note("note " + i)).toList();

    List<Attached> kept = keeper.kept(many);

    assertThat(kept).hasSize(21);
    assertThat(kept.getLast().getState()).isEqualTo("UNREADABLE");
    assertThat(objects.objects).hasSize(20);
  }

  @Test
  void aStoreThatIsAwayIsNoState() {
    objects.away = true;

    assertThatThrownBy(() -> only(Carrying.photo("/9j/4A==")))
        .isInstanceOf(ObjectStoreAwayException.class);
    // What needs no store is not held up by it.
    assertThat(only(Carrying.photo("")).getState()).isEqualTo("MISSING");
    assertThat(keeper.kept(Collections.emptyList())).isEmpty();
  }

  @Test
  void aLimitIsAboveNothing() {
    assertThatThrownBy(() -> new AttachmentKeeper(objects, 0))
        .hasMessage("tocsin.normalizer.max-attachment-bytes must be above 0");
  }

  private Attached only(Carried one) {
    List<Attached> kept = keeper.kept(List.of(one));
    assertThat(kept).hasSize(1);
    return kept.getFirst();
  }
}
