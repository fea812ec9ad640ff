package io.tocsin.sinks.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.platform.Section;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Searches, and what counts as nothing found.
final class LookUpTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/found/list | {'found':{'list':[1,2]}} | 2",
        "/found/list | {'found':{'list':[]}} | 0",
        "/found/list | {'found':{'count':0}} | 0",
        "/found/list | {'found':{}} | 0",
        // Something was found, under another name.
        "/found/list | {'found':{'others':[1]}} | -1",
        "/found/list | {'found':{'list':{'a':1}}} | -1",
        "/found/list | {'found':{'list':null}} | -1",
        "/found/list | {'found':[]} | -1",
        "/found/list | {} | -1",
        "/found/list | [] | -1",
        "/list | {'list':[1]} | 1",
        "/list | {'error':'no'} | -1",
        "/list | {} | -1",
        "'' | [1,2,3] | 3",
        "'' | {} | -1",
        "/list | no json | -1",
      })
  void whatIsNotSurelyAnEmptyAnswerIsNone(String items, String answer, int found) {
    LookUp lookUp = lookUp("/find?{{key}}", items);

    assertThat(lookUp.items(Json.read(answer.replace('\'', '"'))).map(List::size).orElse(-1))
        .isEqualTo(found);
  }

  @Test
  void whatIsAskedIsEncoded() {
    LookUp lookUp = lookUp("/find?q={{key}}", "/list");

    assertThat(lookUp.call(Map.of("key", "a b&c'd")).path()).isEqualTo("/find?q=a%20b%26c%27d");
  }

  private static LookUp lookUp(String path, String items) {
    return LookUp.of(
        Section.of("test", Map.of("look-up-path", path)),
        Set.of("key"),
        Set.of("key"),
        Optional.of(items));
  }
}
