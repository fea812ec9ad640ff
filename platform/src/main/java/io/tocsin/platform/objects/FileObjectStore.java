package io.tocsin.platform.objects;

import io.tocsin.schemas.ObjectRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// An object store in a folder, which several processes may share.
///
/// An object is written to `incoming/`, forced to the disk and then renamed to its place, so a
/// reader never sees half of one. Folders and files are their owner's only. The media type is not
/// kept.
public final class FileObjectStore implements ObjectStore {
  /// A file that a process left in `incoming/` when it died; no write takes this long.
  private static final Duration LEFT_BEHIND = Duration.ofHours(1);

  private final Path root;
  private final Path incoming;

  private FileObjectStore(Path root) {
    this.root = root;
    this.incoming = root.resolve("incoming");
  }

  /// Opens the store, making its folders where they are missing.
  ///
  /// @throws IllegalArgumentException where the folder cannot be used
  public static FileObjectStore open(Path directory) {
    var store = new FileObjectStore(directory.toAbsolutePath().normalize());
    try {
      Files.createDirectories(store.root.resolve("sha256"), owners("rwx------"));
      Files.createDirectories(store.incoming, owners("rwx------"));
      store.sweep();
      return store;
    } catch (IOException e) {
      var refused =
          new IllegalArgumentException(
              "the object store's directory %s cannot be used: %s".formatted(store.root, words(e)));
      refused.addSuppressed(e); // Not as its cause: the innermost sentence is shown.
      throw refused;
    }
  }

  private void sweep() throws IOException {
    Instant before = Instant.now().minus(LEFT_BEHIND);
    List<Path> files;
    try (Stream<Path> found = Files.list(incoming)) {
      files = found.toList();
    }
    for (Path file : files) {
      if (modified(file).filter(before::isAfter).isPresent()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /// When a file was written; empty where it was renamed to its place in the meantime.
  private static Optional<Instant> modified(Path file) throws IOException {
    try {
      return Optional.of(Files.getLastModifiedTime(file).toInstant());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public ObjectRef put(byte[] bytes, String mediaType) {
    ObjectName name = ObjectName.of(bytes);
    Path target = root.resolve(name.path());
    try {
      if (!has(target, bytes.length)) {
        write(name, target, bytes);
      }
      // Also for what was there: whoever wrote it may not have come this far yet.
      syncFolders(target);
      return new ObjectRef(name.sha256(), (long) bytes.length);
    } catch (IOException e) {
      throw away("does not take an object", e);
    }
  }

  private static boolean has(Path target, long size) throws IOException {
    try {
      return Files.size(target) == size;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private void write(ObjectName name, Path target, byte[] bytes) throws IOException {
    makeFolders(target);
    Path file =
        Files.createTempFile(incoming, name.sha256().substring(0, 8), null, owners("rw-------"));
    try {
      try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        var rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        channel.force(true);
      }
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /// Makes the two levels below `sha256/`, which itself is only made at the start: where it has
  /// gone, a disk is not mounted, and writing would hide the objects in a place of its own.
  private void makeFolders(Path target) throws IOException {
    if (!Files.isDirectory(root.resolve("sha256"))) {
      throw new NoSuchFileException(root.toString(), null, "it has gone; is its disk mounted?");
    }
    Files.createDirectories(target.getParent(), owners("rwx------"));
  }

  private void syncFolders(Path target) throws IOException {
    for (Path folder = target.getParent();
        folder != null && folder.startsWith(root);
        folder = folder.getParent()) {
      try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  @Override
  public Stored get(ObjectRef ref) {
    Optional<ObjectName> name = ObjectName.of(ref);
    if (name.isEmpty()) {
      return new Stored.Missing();
    }
    Path file = root.resolve(name.get().path());
    try {
      // The size first: an altered object may be of any.
      return Files.size(file) == ref.getSize()
          ? name.get().judge(Files.readAllBytes(file))
          : new Stored.Altered();
    } catch (NoSuchFileException e) {
      if (Files.isDirectory(root.resolve("sha256"))) {
        return new Stored.Missing();
      }
      throw away("has gone; is its disk mounted?", e);
    } catch (IOException e) {
      throw away("cannot be read", e);
    }
  }

  private ObjectStoreAwayException away(String what, IOException e) {
    return new ObjectStoreAwayException(
        "the object store's directory %s %s: %s".formatted(root, what, words(e)), e);
  }

  /// What the operating system said, for example `No space left on device`, or else the kind of the
  /// failure.
  private static String words(IOException e) {
    if (e instanceof FileSystemException f && f.getReason() != null) {
      return f.getReason();
    }
    String kind = e.getClass().getSimpleName();
    return e.getMessage() == null ? kind : kind + " " + e.getMessage();
  }

  private static FileAttribute<?> owners(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }

  @Override
  public void close() {
    // Nothing is held open between two calls.
  }
}
