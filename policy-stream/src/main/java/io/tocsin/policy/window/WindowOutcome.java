package io.tocsin.policy.window;

import io.tocsin.schemas.TestWindow;
import java.util.List;

/// What a command makes of the test windows that stand.
public sealed interface WindowOutcome {
  /// It is done.
  ///
  /// @param written the windows that are written, as they stand from now on
  /// @param unchanged ids of those that stood so already
  /// @param left ids of those that stand otherwise and were left alone
  record Done(List<TestWindow> written, List<String> unchanged, List<String> left)
      implements WindowOutcome {
    public Done {
      written = List.copyOf(written);
      unchanged = List.copyOf(unchanged);
      left = List.copyOf(left);
    }
  }

  /// Nothing is written.
  ///
  /// @param reasons everything that is wrong, one sentence each
  record Refused(List<String> reasons) implements WindowOutcome {
    public Refused {
      reasons = List.copyOf(reasons);
    }
  }
}
