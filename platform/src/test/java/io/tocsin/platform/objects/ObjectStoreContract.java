package io.tocsin.platform.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.platform.Sha256;
import io.tocsin.platform.StreamsRunner;
import io.tocsin.schemas.ObjectRef;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every object store does.
abstract class ObjectStoreContract {
  private static final int TEN_MEBIBYTES = 10 * 1024 * 1024;

  /// The store under test.
  abstract ObjectStore store();

  /// Puts other bytes under an object's name, past the store.
  abstract void alter(ObjectRef ref, byte[] bytes) throws Exception;

  /// Removes an object, past the store.
  abstract void remove(ObjectRef ref) throws Exception;

  /// Takes away what the store keeps its objects on.
  abstract void takeAway() throws Exception;

  /// Brings it back, with everything that it had.
  abstract void bringBack() throws Exception;

  @Test
  void givesBackWhatWasPut() {
    byte[] bytes = bytes("a photo of gate 7");

    ObjectRef ref = store().put(bytes, "image/jpeg");

    assertThat(ref.getSha256()).isEqualTo(Sha256.of(bytes));
    assertThat(ref.getSize()).isEqualTo(bytes.length);
    assertFound(ref, bytes);
  }

  @Test
  void keepsNothingAtAllToo() {
    assertFound(store().put(new byte[0], "text/plain"), new byte[0]);
  }

  @Test
  void takesTheSameBytesTwice() {
    byte[] bytes = bytes("sent twice");
    ObjectRef first = store().put(bytes, "text/plain");

    ObjectRef second = store().put(bytes, "application/octet-stream");

    assertThat(second).isEqualTo(first);
    assertFound(first, bytes);
  }

  @Test
  void givesBackTenMebibytes() {
    byte[] bytes = random(TEN_MEBIBYTES, 1);

    assertFound(store().put(bytes, "video/mp4"), bytes);
  }

  @Test
  void saysThatAnObjectIsMissing() throws Exception {
    ObjectRef ref = store().put(bytes("removed by hand"), "text/plain");
    remove(ref);

    assertThat(store().get(ref)).isEqualTo(new Stored.Missing());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "../../../../etc/passwd",
        "/etc/passwd",
        "ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789",
        "../e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n"
      })
  void hasNoObjectUnderWhatIsNoHash(String name) {
    assertThat(store().get(new ObjectRef(name, 0L))).isEqualTo(new Stored.Missing());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Written by someone else", "cut", ""})
  void saysThatAnObjectIsAltered(String instead) throws Exception {
    ObjectRef ref = store().put(bytes("written by somebody"), "text/plain");
    alter(ref, bytes(instead));

    assertThat(store().get(ref)).isEqualTo(new Stored.Altered());
  }

  @Test
  void saysThatAnObjectOfTheSameSizeIsAltered() throws Exception {
    ObjectRef ref = store().put(bytes("100 dollars"), "text/plain");
    alter(ref, bytes("900 dollars"));

    assertThat(store().get(ref)).isEqualTo(new Stored.Altered());
  }

  @Test
  void mendsAnObjectThatWasCutShort() throws Exception {
    byte[] bytes = bytes("whole");
    ObjectRef ref = store().put(bytes, "text/plain");
    alter(ref, bytes("who"));

    store().put(bytes, "text/plain");

    assertFound(ref, bytes);
  }

  @Test
  void servesEightThreadsAtOnce() throws Exception {
    int threads = 8;
    int each = 20;
    List<byte[]> shared = new ArrayList<>();
    for (int i = 0; i < each; i++) {
      shared.add(random(10_000 + i, 100 + i));
    }
    try (var pool = Executors.newFixedThreadPool(threads)) {
      var done = new ArrayList<Future<?>>();
      for (int thread = 0; thread < threads; thread++) {
        byte[] own = random(5_000, thread);
        done.add(
            pool.submit(
                () -> {
                  // The same objects in all threads, so that they meet.
                  for (byte[] bytes : shared) {
                    assertFound(store().put(bytes, "text/plain"), bytes);
                  }
                  assertFound(store().put(own, "text/plain"), own);
                }));
      }
      for (Future<?> future : done) {
        future.get();
      }
    }
  }

  @Test
  void saysThatItIsAwayAndGoesOnByItself() throws Exception {
    byte[] kept = bytes("kept over the outage");
    byte[] after = bytes("put after the outage");
    ObjectRef ref = store().put(kept, "text/plain");

    takeAway();
    try {
      assertThatThrownBy(() -> store().get(ref)).isInstanceOf(ObjectStoreAwayException.class);
      assertThatThrownBy(() -> store().put(after, "text/plain"))
          .isInstanceOf(ObjectStoreAwayException.class)
          .hasMessageStartingWith("the object store")
          .satisfies(e -> assertThat(StreamsRunner.isOutage(e)).isTrue());
    } finally {
      bringBack();
    }

    assertFound(ref, kept);
    assertFound(store().put(after, "text/plain"), after);
  }

  final void assertFound(ObjectRef ref, byte[] bytes) {
    assertThat(store().get(ref))
        .isInstanceOfSatisfying(
            Stored.Found.class, found -> assertThat(found.bytes()).isEqualTo(bytes));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] random(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
