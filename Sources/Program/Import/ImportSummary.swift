/// What an import understood, for people and for programs: the files, the days, the dollars, the models, and where tokens
/// and bills disagree.

import Demand
import Formats
import History
import Pages
import Pricing
import Quantities

struct ImportSummary {
  private let result: UsageImport
  private let zone: Zone
  private let today: CivilDate
  private let card: RateCard
  private var days: UsageHistory.DayCount
  private var differences: [KindDifference]
  private var series: [UsageSeries]
  private var notes: [UsagePricing.Note]
  private var totals = Totals()
  private var models: [(name: String, totals: Totals)] = []

  private struct Totals {
    var tokens: Int128 = 0
    var billed: Int128 = 0
    var then: Int128 = 0
    var today: Int128 = 0
    var hasBilled = false

    mutating func add(_ row: UsageRow, _ priced: UsagePricing.Priced) {
      tokens += row.tokens?.byKind.reduce(Int128(0)) { $0 + Int128($1) } ?? 0
      tokens += Int128(row.otherTokens ?? 0)
      if let dollars = row.billed {
        billed += Int128(dollars.count)
        hasBilled = true
      }
      then += Int128(priced.then.count)
      today += Int128(priced.today.count)
    }

    static func money(_ amount: Int128) -> Nanodollars { Nanodollars(Int64(clamping: amount)) }
    var billedCell: Table.Cell { hasBilled ? .money(Totals.money(billed)) : .blank }
  }

  init(_ result: UsageImport, _ pricing: inout UsagePricing, _ zone: Zone) {
    (self.result, self.zone) = (result, zone)
    (today, card) = (pricing.today.date, pricing.card)
    var byModel: [String: Totals] = [:]
    for row in result.history.rows {
      let priced = pricing.price(row)
      totals.add(row, priced)
      byModel[pricing.name(of: row.subject.model) ?? "", default: Totals()].add(row, priced)
    }
    models = byModel.map { ($0, $1) }.filter { $1.today != 0 || $1.tokens != 0 || $1.billed != 0 }
      .sorted { ($1.totals.today, $0.name) < ($0.totals.today, $1.name) }
    days = result.history.dayCount
    differences = result.history.differences(&pricing)
    series = result.history.series(zone: zone, pricing: &pricing)
    notes = pricing.notes.sorted { $0.key < $1.key }.map(\.value)
  }

  /// One line.
  var brief: String {
    let from = result.history.first.map(\.description) ?? "?"
    let to = result.history.last.map(\.description) ?? "?"
    return "\(counted(result.files.reduce(0) { $0 + $1.paths.count }, "file")), \(from) to \(to), "
      + "\(counted(result.history.rows.count, "row")), \(Totals.money(totals.today).readable) at list as of \(today)"
  }

  // MARK: For people

  var report: Report {
    var tables = [fileTable, dayTable, moneyTable, modelTable]
    if series.count > 1 { tables.append(seriesTable) }
    if !unexplained.isEmpty { tables.append(differenceTable) }
    return Report(
      title: "Usage from \(result.history.first.map(\.description) ?? "?") to "
        + "\(result.history.last.map(\.description) ?? "?")",
      lead: [
        "List prices are those of the rate card \(card.name); today's are those of \(today). Days are those of \(zone)."
      ], tables: tables, notes: allNotes)
  }

  private var allNotes: [String] {
    var lines = notes.map { "\($0.problem); \($0.remedy)." }
    for file in result.files where file.repeated > 0 {
      lines.append(
        "\(counted(file.repeated, "request")) of \(file.format.name) came more than once, and count once.")
    }
    if !differences.isEmpty {
      lines.append(
        unexplained.isEmpty
          ? "Tokens at list and billed dollars agree in all \(counted(differences.count, "comparison")) "
            + "of a day, a model and a kind of token, but for the rounding of the bill to cents."
          : "Of \(counted(differences.count, "comparison")) of a day, a model and a kind of token, "
            + "\(grouped(unexplained.count)) differ by more than the rounding of the bill to cents.")
    }
    if days.missing > 0 {
      lines.append(
        "\(counted(days.missing, "day")) between the first and the last \(days.missing == 1 ? "is" : "are") missing: "
          + "nothing is known of \(days.missing == 1 ? "it" : "them"), and \(days.missing == 1 ? "it is" : "they are") no zero."
      )
    }
    if days.provisional > 0 { lines.append("\(counted(days.provisional, "day")) may still change.") }
    if !result.skipped.isEmpty {
      let shown = result.skipped.prefix(5).joined(separator: ", ")
      lines.append(
        "\(counted(result.skipped.count, "file")) of the folders \(result.skipped.count == 1 ? "is" : "are") no export: "
          + "\(shown)\(result.skipped.count > 5 ? " and others" : "").")
    }
    return lines
  }

  private var fileTable: Table {
    var table = Table(
      title: "Files",
      columns: [
        Table.Column("file", key: "file"), Table.Column("recognised as", key: "format"),
        Table.Column("from", key: "first"), Table.Column("to", key: "last"),
        Table.Column("rows of the table", key: "rows", kind: .number),
        Table.Column("warnings", key: "warnings", kind: .number),
      ])
    for file in result.files {
      let more = file.paths.count > 1 ? " and \(grouped(file.paths.count - 1)) more" : ""
      table.append([
        .text(file.paths[0] + more), .text(file.format.name), file.first.map { .date($0) } ?? .blank,
        file.last.map { .date($0) } ?? .blank, .count(file.table.rows.count),
        .count(file.table.warnings.count),
      ])
    }
    return table
  }

  private var dayTable: Table {
    var table = Table(
      title: "Days",
      columns: [Table.Column("state", key: "state"), Table.Column("days", key: "days", kind: .number)])
    for (name, count) in [
      ("with use", days.used), ("zero", days.zero), ("missing", days.missing),
      ("provisional", days.provisional),
      ("blocked", days.blocked),
    ] where count > 0 {
      table.append([.text(name), .count(count)])
    }
    return table
  }

  private var moneyTable: Table {
    var table = Table(
      title: "Dollars",
      columns: [Table.Column("what", key: "what"), Table.Column("amount", key: "amount", kind: .number)])
    if totals.hasBilled { table.append([.text("billed"), totals.billedCell]) }
    table.append([.text("at list, each day's own prices"), .money(Totals.money(totals.then))])
    table.append([.text("at list, prices of \(today)"), .money(Totals.money(totals.today))])
    if totals.hasBilled {
      table.append([.text("billed over list of each day"), .money(Totals.money(totals.billed - totals.then))])
    }
    return table
  }

  private var modelTable: Table {
    var table = Table(
      title: models.count > 10 ? "The ten models with most use, of \(models.count)" : "Models",
      columns: [
        Table.Column("model", key: "model"), Table.Column("tokens", key: "tokens", kind: .number),
        Table.Column("billed", key: "billed", kind: .number),
        Table.Column("at list then", key: "list_then", kind: .number),
        Table.Column("at list today", key: "list_today", kind: .number),
      ])
    for (name, totals) in models.prefix(10) {
      table.append([
        .text(name.isEmpty ? "(not said)" : name), .count(Int(clamping: totals.tokens)), totals.billedCell,
        .money(Totals.money(totals.then)), .money(Totals.money(totals.today)),
      ])
    }
    return table
  }

  private var seriesTable: Table {
    var table = Table(
      title: "Histories",
      columns: [
        Table.Column("series", key: "series"), Table.Column("from", key: "first"),
        Table.Column("days", key: "days", kind: .number),
      ])
    for one in series { table.append([.text(one.name), .date(one.first), .count(one.days.count)]) }
    return table
  }

  private var unexplained: [KindDifference] { differences.filter { !$0.isRounding } }

  private var differenceTable: Table {
    var table = Table(
      title: "Where the bill is not the list price",
      columns: [
        Table.Column("day", key: "day"), Table.Column("model", key: "model"),
        Table.Column("tokens", key: "kind"),
        Table.Column("at list", key: "list", kind: .number),
        Table.Column("billed", key: "billed", kind: .number),
        Table.Column("difference", key: "difference", kind: .number),
      ])
    let largest = unexplained.enumerated().sorted {
      ($1.element.difference.count.magnitude, $0.offset) < ($0.element.difference.count.magnitude, $1.offset)
    }
    for (_, one) in largest.prefix(10) {
      table.append([
        .date(one.day), .text(one.model), .text(one.kind.rawValue), .money(one.list), .money(one.billed),
        .money(one.difference),
      ])
    }
    return table
  }

  // MARK: For programs

  func writeJSON(into out: inout ByteBuffer) {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", "lotwise/import/1")
      json.string("card", card.name)
      json.string("today", today.description)
      json.string("zone", zone.name)
      json.array("files") { json in
        for file in result.files { write(file, into: &json) }
      }
      json.array("not_exports") { json in
        for path in result.skipped { json.string(nil, path) }
      }
      json.object("days") { json in
        json.number("used", days.used)
        json.number("zero", days.zero)
        json.number("missing", days.missing)
        json.number("provisional", days.provisional)
        json.number("blocked", days.blocked)
      }
      if totals.hasBilled { json.money("billed", Totals.money(totals.billed)) } else { json.null("billed") }
      json.money("list_then", Totals.money(totals.then))
      json.money("list_today", Totals.money(totals.today))
      json.array("models") { json in
        for (name, totals) in models {
          json.object { json in
            if name.isEmpty { json.null("model") } else { json.string("model", name) }
            json.number("tokens", Int(clamping: totals.tokens))
            if totals.hasBilled {
              json.money("billed", Totals.money(totals.billed))
            } else {
              json.null("billed")
            }
            json.money("list_then", Totals.money(totals.then))
            json.money("list_today", Totals.money(totals.today))
          }
        }
      }
      json.array("series") { json in
        for one in series { write(one, into: &json) }
      }
      json.array("differences") { json in
        for one in differences {
          json.object { json in
            json.string("day", one.day.description)
            json.string("model", one.model)
            json.string("kind", one.kind.rawValue)
            json.money("list", one.list)
            json.money("billed", one.billed)
            json.bool("is_rounding", one.isRounding)
          }
        }
      }
      json.array("notes") { json in
        for note in notes { json.string(nil, "\(note.problem); \(note.remedy)") }
      }
    }
    out.append(json.finish())
  }

  private func write(_ file: UsageImport.File, into json: inout JSONWriter) {
    json.object { json in
      json.array("paths") { json in
        for path in file.paths { json.string(nil, path) }
      }
      json.string("format", file.format.name)
      if let first = file.first { json.string("first", first.description) } else { json.null("first") }
      if let last = file.last { json.string("last", last.description) } else { json.null("last") }
      json.number("rows", file.table.rows.count)
      json.number("repeated_requests", file.repeated)
      json.number("warnings", file.table.warnings.count + file.table.omittedWarnings)
    }
  }

  private func write(_ series: UsageSeries, into json: inout JSONWriter) {
    json.object { json in
      json.string("name", series.name)
      json.string("unit", series.unit.rawValue)
      json.string("first", series.first.description)
      json.array("days") { json in
        for day in series.days {
          json.object { json in
            if series.unit == .nanodollars {
              json.money("amount", Nanodollars(day.amount))
            } else {
              json.number("amount", Int(day.amount))
            }
            json.string("state", day.state.rawValue)
          }
        }
      }
    }
  }
}

private func counted(_ count: Int, _ noun: String) -> String {
  "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
}
