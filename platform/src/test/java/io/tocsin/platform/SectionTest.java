package io.tocsin.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SectionTest {
  @Test
  void readsEveryShapeThatTheEnvironmentGives() {
    Section section =
        section(
            "a.b", "flat",
            "nested", Map.of("c", Map.of("d", 1)),
            "list", List.of(Map.of("id", "one"), Map.of("id", "two")),
            "more[0].id", "three",
            "texts", List.of("x", "y"));

    assertThat(section.section("a").required("b")).isEqualTo("flat");
    assertThat(section.section("nested").section("c").count("d")).hasValue(1);
    assertThat(section.sections("list").stream().map(s -> s.required("id")))
        .containsExactly("one", "two");
    assertThat(section.sections("more").getFirst().required("id")).isEqualTo("three");
    assertThat(section.texts("texts")).containsExactly("x", "y");
    section.refuseUnknown();
  }

  @Test
  void oneElementOfAListCanBeOverridden() {
    Section section =
        section("list", List.of(Map.of("id", "one", "value", "old")), "list[0].value", "new");

    Section element = section.sections("list").getFirst();
    assertThat(element.required("id")).isEqualTo("one");
    assertThat(element.required("value")).isEqualTo("new");
  }

  @Test
  void keepsTheOrderOfALongList() {
    List<String> twelve = List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l");

    assertThat(section("list", twelve).texts("list")).isEqualTo(twelve);
  }

  @Test
  void blankCountsAsNotSet() {
    assertThat(section("a", " ").text("a")).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> section("a", "").required("a"))
        .withMessage("s.a is not set");
  }

  @Test
  void refusesWhatNobodyReads() {
    Section section = section("known", "1", "tolerence", "0s");
    section.text("known");

    assertThatIllegalArgumentException()
        .isThrownBy(section::refuseUnknown)
        .withMessageStartingWith("s.tolerence ");
  }

  @Test
  void refusesValuesOfTheWrongKindWithoutShowingThem() {
    Section section = section("a", "hunter2", "b.c", "x", "d", -1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> section.flag("a", true))
        .withMessageContaining("s.a")
        .withMessageNotContaining("hunter2");
    assertThatIllegalArgumentException().isThrownBy(() -> section.count("a"));
    assertThatIllegalArgumentException().isThrownBy(() -> section.count("d"));
    assertThatIllegalArgumentException().isThrownBy(() -> section.duration("a"));
    assertThatIllegalArgumentException().isThrownBy(() -> section.section("a"));
    assertThatIllegalArgumentException().isThrownBy(() -> section.sections("a"));
    assertThatIllegalArgumentException().isThrownBy(() -> section.text("b"));
    assertThatIllegalArgumentException().isThrownBy(() -> section.sections("b"));
  }

  @Test
  void readsDurations() {
    assertThat(section("a", "5m").duration("a")).hasValue(Duration.ofMinutes(5));
    assertThat(section("a", "PT1S").duration("a")).hasValue(Duration.ofSeconds(1));
    assertThat(section("a", "-5s").duration("a")).hasValue(Duration.ofSeconds(-5));
  }

  private static Section section(Object... pairs) {
    Map<String, Object> settings = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      settings.put((String) pairs[i], pairs[i + 1]);
    }
    return Section.of("s", settings);
  }
}
