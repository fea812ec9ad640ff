package io.tocsin.sinks.quickbooks;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.sinks.http.Call;
import io.tocsin.sinks.http.Json;
import io.tocsin.sinks.http.Template;
import io.tocsin.sinks.outward.Answer;
import io.tocsin.sinks.outward.Delivery;
import io.tocsin.sinks.outward.Destination;
import io.tocsin.sinks.outward.Effect;
import io.tocsin.sinks.outward.Idempotency;
import io.tocsin.sinks.outward.Outside;
import io.tocsin.sinks.outward.Sighting;
import java.util.ArrayList;
import java.util.List;

/// A company at QuickBooks Online. A charge is an invoice of its own, made under a `requestid`, by
/// which QuickBooks gives the first answer again. A reversal is a negative line in that invoice: it
/// is read, the line is added and the whole goes back with the SyncToken that was read, so nothing
/// that anybody wrote in between is lost, and a try that is overtaken by another changes nothing.
///
/// The update has no `requestid`. The SyncToken and the line's own mark say already whether it was
/// made, and a remembered refusal of a stale token would come back for ever.
final class QuickBooks implements Destination {
  private final QuickBooksSettings settings;
  private final InvoiceForm form;
  private final Outside outside;

  QuickBooks(QuickBooksSettings settings, Outside outside) {
    this.settings = settings;
    this.form = new InvoiceForm(settings);
    this.outside = outside;
  }

  @Override
  public Idempotency idempotency() {
    return new Idempotency.Remembered(settings.requestMemory());
  }

  @Override
  public List<Answer> send(List<Delivery> deliveries) throws InterruptedException {
    var answers = new ArrayList<Answer>();
    for (Delivery delivery : deliveries) {
      answers.add(send(delivery));
    }
    return answers;
  }

  private Answer send(Delivery delivery) throws InterruptedException {
    Effect line = delivery.effect();
    if (delivery.remoteId().isPresent()) {
      return new Answer.Stands(delivery.remoteId().get(), "stands already: lines never change");
    }
    String objection = form.objection(line).orElse("");
    if (!objection.isEmpty()) {
      return new Answer.Refused(objection);
    }
    if (line.undoes().isEmpty()) {
      return charge(delivery);
    }
    return delivery.undoneId().isPresent()
        ? reverse(line, delivery.undoneId().get())
        : new Answer.Refused("no invoice is known of the charge that this line takes back");
  }

  private Answer charge(Delivery delivery) throws InterruptedException {
    Effect charge = delivery.effect();
    String body = Json.write(form.invoice(charge));
    return switch (call(post("requestid=" + Template.encoded(delivery.requestKey()) + "&", body))) {
      case Verdict.Done done -> stands(done.answer(), "invoice %s made");
      case Verdict.NumberTaken taken -> whoseNumber(delivery, taken.words());
      case Verdict.Not not -> not.answer();
    };
  }

  /// Nothing was made, since the number is taken: by this very charge, or by an invoice of others.
  private Answer whoseNumber(Delivery delivery, String words) throws InterruptedException {
    return switch (find(delivery)) {
      case Sighting.Found found ->
          new Answer.Stands(
              found.remoteId(), "invoice %s stood already".formatted(found.remoteId()));
      case Sighting.Absent absent ->
          new Answer.Refused(words + "; the invoice that has the number is not this charge's");
      case Sighting.Unclear unclear -> new Answer.Refused(words + "; " + unclear.words());
      case Sighting.Failed failed ->
          failed.answer() instanceof Answer.Throttled throttled
              ? throttled
              : new Answer.Away(words + "; and the look-up for its invoice failed");
    };
  }

  private Answer reverse(Effect reversal, String invoiceId) throws InterruptedException {
    return switch (read(invoiceId)) {
      case Verdict.Done done -> {
        JsonNode invoice = invoice(done.answer());
        if (InvoiceForm.holds(invoice, reversal)) {
          yield stands(done.answer(), "invoice %s has the reversal already");
        }
        // Without these a write would take lines away.
        if (!invoice.path("SyncToken").isTextual() || !invoice.path("Line").isArray()) {
          yield new Answer.Away("the invoice comes without its SyncToken or lines");
        }
        yield switch (call(post("", Json.write(form.withReversal(invoice, reversal))))) {
          case Verdict.Done written -> stands(written.answer(), "reversed in invoice %s");
          case Verdict.NumberTaken taken -> new Answer.Refused(taken.words());
          case Verdict.Not not -> not.answer();
        };
      }
      case Verdict.NumberTaken taken -> new Answer.Refused(taken.words());
      case Verdict.Not not -> harmless(not.answer());
    };
  }

  @Override
  public Sighting find(Delivery delivery) throws InterruptedException {
    Effect line = delivery.effect();
    if (line.undoes().isPresent()) {
      return delivery.undoneId().isPresent()
          ? findReversal(line, delivery.undoneId().get())
          : new Sighting.Absent();
    }
    return switch (call(settings.lookUp().call(InvoiceForm.searched(line)))) {
      case Verdict.Done done ->
          settings
              .lookUp()
              .items(done.answer())
              .map(items -> sighting(items, line))
              .orElseGet(
                  () ->
                      new Sighting.Failed(
                          new Answer.Away(
                              "the look-up's answer has no list where %s.look-up-items points"
                                  .formatted(settings.section()))));
      case Verdict.NumberTaken taken -> new Sighting.Failed(new Answer.Away(taken.words()));
      case Verdict.Not not -> new Sighting.Failed(lookUpFailed(not.answer()));
    };
  }

  private static Sighting sighting(List<JsonNode> items, Effect line) {
    List<String> ours =
        items.stream()
            .filter(item -> item.path("PrivateNote").asText().contains(line.key()))
            .map(item -> item.path("Id").asText())
            .toList();
    if (ours.isEmpty()) {
      return new Sighting.Absent();
    }
    return ours.size() == 1
        ? new Sighting.Found(ours.getFirst())
        : new Sighting.Unclear(
            "%d invoices have the key of this line: ids %s"
                .formatted(ours.size(), String.join(", ", ours.stream().limit(10).toList())));
  }

  private Sighting findReversal(Effect reversal, String invoiceId) throws InterruptedException {
    return switch (read(invoiceId)) {
      case Verdict.Done done ->
          InvoiceForm.holds(invoice(done.answer()), reversal)
              ? new Sighting.Found(invoiceId)
              : new Sighting.Absent();
      case Verdict.NumberTaken taken -> new Sighting.Failed(new Answer.Refused(taken.words()));
      case Verdict.Not not -> new Sighting.Failed(harmless(not.answer()));
    };
  }

  private Verdict read(String invoiceId) throws InterruptedException {
    Verdict verdict =
        call(
            Call.get(
                "%s/%s?minorversion=%d"
                    .formatted(invoices(), Template.encoded(invoiceId), settings.minorVersion())));
    return verdict instanceof Verdict.Done done
            && !invoice(done.answer()).path("Id").asText().equals(invoiceId)
        ? new Verdict.Not(new Answer.Away("the answer is not invoice " + invoiceId))
        : verdict;
  }

  /// A question has no effect, whatever became of it.
  private static Answer harmless(Answer answer) {
    return answer instanceof Answer.Unknown unknown ? new Answer.Away(unknown.reason()) : answer;
  }

  /// A search that is declined is a defect of the settings, and of every line alike.
  private static Answer lookUpFailed(Answer answer) {
    return switch (answer) {
      case Answer.Refused refused -> new Answer.Away("the look-up: " + refused.words());
      case Answer.Poison poison -> new Answer.Away("the look-up: " + poison.reason());
      case Answer.Unknown unknown -> new Answer.Away("the look-up: " + unknown.reason());
      case Answer.Stale stale -> new Answer.Away("the look-up: " + stale.reason());
      case Answer.Stands stands -> stands;
      case Answer.Throttled throttled -> throttled;
      case Answer.Away away -> away;
    };
  }

  private Verdict call(Call call) throws InterruptedException {
    return switch (outside.call(call)) {
      case Outside.Result.Answered answered -> Verdict.of(answered.reply(), outside.clock());
      case Outside.Result.Judged judged -> new Verdict.Not(judged.answer());
    };
  }

  private Call post(String query, String body) {
    return Call.json(
        "POST", "%s?%sminorversion=%d".formatted(invoices(), query, settings.minorVersion()), body);
  }

  private String invoices() {
    return "/v3/company/%s/invoice".formatted(Template.encoded(settings.realm()));
  }

  private static Answer stands(JsonNode answer, String words) {
    String id = invoice(answer).path("Id").asText();
    return id.isEmpty()
        ? new Answer.Unknown("the answer holds no invoice")
        : new Answer.Stands(id, words.formatted(id));
  }

  /// The invoice of an answer, which is wrapped in its name.
  private static JsonNode invoice(JsonNode answer) {
    return answer.path("Invoice");
  }
}
