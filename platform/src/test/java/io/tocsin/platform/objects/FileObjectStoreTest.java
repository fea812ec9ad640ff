package io.tocsin.platform.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.schemas.ObjectRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileObjectStoreTest extends ObjectStoreContract {
  @TempDir Path directory;

  private Path root;
  private FileObjectStore store;

  @BeforeEach
  void open() {
    root = directory.resolve("objects");
    store = FileObjectStore.open(root);
  }

  @Override
  ObjectStore store() {
    return store;
  }

  @Override
  void alter(ObjectRef ref, byte[] bytes) throws IOException {
    Files.write(file(ref), bytes);
  }

  @Override
  void remove(ObjectRef ref) throws IOException {
    Files.delete(file(ref));
  }

  /// As when the disk is not mounted: the folder is there and empty.
  @Override
  void takeAway() throws IOException {
    Files.move(root, directory.resolve("unmounted"));
    Files.createDirectory(root);
  }

  @Override
  void bringBack() throws IOException {
    Files.delete(root);
    Files.move(directory.resolve("unmounted"), root);
  }

  @Test
  void liesWhereTheDocumentationSays() {
    ObjectRef ref = store.put(bytes("abc"), "text/plain");

    assertThat(
            root.resolve(
                "sha256/ba/78/ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"))
        .hasBinaryContent(bytes("abc"));
    assertThat(ref.getSha256()).startsWith("ba7816bf");
  }

  @Test
  void isItsOwnersOnly() throws IOException {
    ObjectRef ref = store.put(bytes("private"), "text/plain");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(ref))))
        .isEqualTo("rw-------");
    try (Stream<Path> folders = Files.walk(root).filter(Files::isDirectory)) {
      for (Path folder : folders.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
            .as("%s", folder)
            .isEqualTo("rwx------");
      }
    }
  }

  @Test
  void doesNotWriteWhatIsThere() throws IOException {
    ObjectRef ref = store.put(bytes("once"), "text/plain");
    FileTime written = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
    Files.setLastModifiedTime(file(ref), written);

    store.put(bytes("once"), "text/plain");

    assertThat(Files.getLastModifiedTime(file(ref))).isEqualTo(written);
  }

  @Test
  void leavesNothingBehind() throws IOException {
    store.put(bytes("done"), "text/plain");

    assertThat(inIncoming()).isEmpty();
  }

  @Test
  void sweepsWhatADeadProcessLeftAndNothingElse() throws IOException {
    Path old = Files.writeString(root.resolve("incoming/dead.tmp"), "half of");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    Path young = Files.writeString(root.resolve("incoming/at-work.tmp"), "half of");

    FileObjectStore.open(root).close();

    assertThat(inIncoming()).containsExactly(young);
  }

  @Test
  void isReadByASecondProcessAtOnce() {
    ObjectRef ref = store.put(bytes("shared"), "text/plain");

    try (var second = FileObjectStore.open(root)) {
      assertThat(second.get(ref)).isInstanceOf(Stored.Found.class);
    }
  }

  @Test
  void saysWhatTheOperatingSystemSaid() throws IOException {
    Files.delete(root.resolve("incoming"));
    Files.writeString(root.resolve("incoming"), "a file in its place");

    assertThatThrownBy(() -> store.put(bytes("new"), "text/plain"))
        .isInstanceOf(ObjectStoreAwayException.class)
        .hasMessage(
            "the object store's directory %s does not take an object: Not a directory"
                .formatted(root));
  }

  @Test
  void refusesADirectoryThatItCannotMake() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "in the way");

    assertThatThrownBy(() -> FileObjectStore.open(file.resolve("objects")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("%s cannot be used".formatted(file.resolve("objects")));
  }

  private List<Path> inIncoming() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("incoming"))) {
      return files.toList();
    }
  }

  private Path file(ObjectRef ref) {
    String hash = ref.getSha256();
    return root.resolve("sha256")
        .resolve(hash.substring(0, 2))
        .resolve(hash.substring(2, 4))
        .resolve(hash);
  }
}
