/// `lotwise rates`: the built-in rate card at a date, with dates and sources. No clock is read: without a
/// date it is the last day on which the card is known to be right.

import Formats
import Pages
import Pricing
import Providers
import Quantities

private enum Format: String, CaseIterable {
  case table, markdown, csv, json
}

private let format = Option("--format", value: "FORMAT", choice: Format.self, summary: "the form of the data")
private let asOf = Option(
  "--as-of", value: "DATE", summary: "the prices that hold then (default: the card's own last day)")
private let model = Option("--model", value: "NAME", summary: "this model only")

let ratesCommand = Command(
  name: "rates", summary: "the rate card at a date, with sources",
  options: [asOf, model, format],
  examples: [
    Command.Example(line: "lotwise rates", shows: "every model that is offered, at today's prices"),
    Command.Example(
      line: "lotwise rates \(Provider.standard.ratesExample)",
      shows: "what one model cost in March, over the long-prompt band too"),
    Command.Example(line: "lotwise rates --format csv --out rates.csv", shows: "the same for a spreadsheet"),
  ],
  run: rates)

@Sendable private func rates(_ invocation: Invocation) throws(Stop) {
  let card = RateCard.builtIn
  let instant = try asOfInstant(invocation) ?? Instant(card.asOf)
  var only: ModelID?
  if let name = invocation[model] {
    do throws(QuantityError) { only = try card.model(named: name) } catch { throw .failure("\(error)") }
  }
  let report = RatesReport(card: card, instant: instant, model: only)
  if let only, report.rows.isEmpty { throw .failure(whyNotOffered(only, card, instant)) }
  var out = ByteBuffer()
  switch invocation.choice(format, as: Format.self) {
  case .table: invocation.textReport.write(report.report, into: &out)
  case .markdown: MarkdownReport().write(report.report, into: &out)
  case .csv: CSVTable().write(report.table, into: &out)
  case .json: report.writeJSON(into: &out)
  }
  try invocation.put(&out)
}

private func asOfInstant(_ invocation: Invocation) throws(Stop) -> Instant? {
  guard let text = invocation[asOf] else { return nil }
  do throws(QuantityError) { return try Instant(parsing: text) } catch {
    throw invocation.usage("\(asOf.name): \(error)")
  }
}

/// The card refuses a request of one token then, and says why.
private func whyNotOffered(_ model: ModelID, _ card: RateCard, _ instant: Instant) -> String {
  var usage = Usage()
  usage.input = 1
  do throws(QuantityError) {
    if case .refused(let reason) = try card.charge(usage, model: model, at: instant) {
      return "no price at \(instant.readable): \(reason)"
    }
    return "no price at \(instant.readable)"
  } catch {
    return "\(error)"
  }
}
