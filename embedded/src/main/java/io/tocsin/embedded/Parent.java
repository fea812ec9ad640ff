package io.tocsin.embedded;

/// The process that started this one.
public final class Parent {
  private static final int ORPHANED = 1;

  private Parent() {}

  /// Ends this process, without a goodbye, when its parent ends: a test that is killed stops
  /// nothing any more, and what it had started would stay for ever.
  public static void endWith() {
    ProcessHandle.current()
        .parent()
        .ifPresent(parent -> Thread.ofPlatform().daemon().start(() -> await(parent)));
  }

  private static void await(ProcessHandle parent) {
    parent.onExit().join();
    Runtime.getRuntime().halt(ORPHANED);
  }
}
