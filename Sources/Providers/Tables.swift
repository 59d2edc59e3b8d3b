/// A provider from the tables of its folder, read strictly: every table is there and no other, its columns are
/// those named here, every value is checked, entries of one name follow each other without a gap. What is
/// wrong is said with file and line (CSVTable.swift). docs/providers.md says what the columns mean.

import Ledger
import Pricing
import Quantities

/// The texts of a folder, by file name.
struct TableFolder {
  let files: [String: [UInt8]]

  func table(_ file: String, _ columns: [String]) throws(ProviderError) -> CSVTable {
    guard let bytes = files[file] else {
      throw ProviderError(file: file, line: nil, problem: "there is no such table in the provider's folder")
    }
    let table = try CSVTable(bytes, file: file, columns: columns)
    for row in table.rows where columns.contains("source") {
      if row["source"].trimmed.isEmpty { throw row.failure("this row states no source; say who says so") }
    }
    return table
  }

  /// The one line of a table.
  func only(_ file: String, _ columns: [String]) throws(ProviderError) -> CSVTable.Cells {
    let rows = try table(file, columns).rows
    guard rows.count == 1 else {
      throw ProviderError(
        file: file, line: rows.isEmpty ? 2 : rows[1].line, problem: "this table has one line")
    }
    return rows[0]
  }
}

extension Provider {
  /// The tables that a folder must have.
  public static let tableNames = [
    "card.csv", "models.csv", "prices.csv", "parameters.csv", "tokenizers.csv", "facts.csv", "tiers.csv",
    "limits.csv", "classes.csv", "plans.csv", "validity.csv", "caps.csv", "caveats.csv",
  ]

  /// `files`: the bytes of each table by its name.
  public init(tables files: [String: [UInt8]]) throws(ProviderError) {
    if let other = files.keys.sorted().first(where: { !Provider.tableNames.contains($0) }) {
      throw ProviderError(file: other, line: nil, problem: "this is no table of a provider")
    }
    let folder = TableFolder(files: files)
    card = try CardTables(folder: folder).card()
    facts = try Provider.facts(folder)
    classes = try Provider.classes(folder)
    tiers = try Provider.tiers(folder)
    limits = try Provider.limits(folder, tiers: tiers, classes: classes)
    plans = try Provider.plans(folder)
    validities = try Provider.validities(folder)
    caps = try Provider.caps(folder)
    caveats = try Provider.caveats(folder)
    try checkFacts(folder)
  }

  // MARK: Facts

  private static let factColumns = ["fact", "value", "source"]

  private static func facts(_ folder: TableFolder) throws(ProviderError) -> [Fact: String] {
    let table = try folder.table("facts.csv", factColumns)
    var facts: [Fact: String] = [:]
    for row in table.rows {
      let name = try row.need("fact") { text throws(QuantityError) in
        try named(text, Fact.allCases.map { ($0.rawValue, $0) }, "fact")
      }
      guard facts[name] == nil else { throw row.failure("the fact '\(name.rawValue)' is stated twice") }
      facts[name] = try row.text("value")
    }
    if let missing = Fact.allCases.first(where: { facts[$0] == nil }) {
      throw ProviderError(
        file: "facts.csv", line: nil, problem: "the fact '\(missing.rawValue)' is not stated")
    }
    return facts
  }

  /// What a fact names has to be there.
  private func checkFacts(_ folder: TableFolder) throws(ProviderError) {
    for row in try folder.table("facts.csv", Provider.factColumns).rows {
      let value = row["value"]
      switch Fact(rawValue: row["fact"]) {
      case .standardTier where !tierNames.contains(value): throw row.failure("there is no tier '\(value)'")
      case .examplePlan where !planNames.contains(value): throw row.failure("there is no plan '\(value)'")
      case .exampleModel, .usualModel, .countedModel:
        do throws(QuantityError) { _ = try card.model(named: value) } catch { throw row.failure("\(error)") }
      case .sessionLength:
        let length = try row.need("value") { text throws(QuantityError) in try TimeSpan(parsing: text) }
        guard case .seconds(1...) = length else { throw row.failure("a session lasts hours, not months") }
      default: break
      }
    }
  }

  // MARK: Tiers and limits

  private static func tiers(_ folder: TableFolder) throws(ProviderError) -> [Tier] {
    try dated(folder, "tiers.csv", ["tier", "from", "to", "monthly_cap", "channel", "source"]) {
      (row, from, to) throws(ProviderError) in
      Tier(
        name: try row.text("tier"), from: from, to: to, monthlyCap: try row.take("monthly_cap", amount),
        channel: try row.take("channel", channel), source: row["source"])
    }
  }

  private static func limits(
    _ folder: TableFolder, tiers: [Tier], classes: [ModelClass]
  ) throws(ProviderError) -> [TierLimit] {
    let columns = ["tier", "class", "from", "to", "requests", "input_tokens", "output_tokens", "source"]
    return try dated(folder, "limits.csv", columns) { (row, from, to) throws(ProviderError) in
      let limit = TierLimit(
        tier: try row.need("tier") { text throws(QuantityError) in
          try named(text, tiers.names.map { ($0, $0) }, "tier")
        },
        modelClass: try row.take("class") { text throws(QuantityError) in
          try named(text, classes.map { ($0.name, $0.name) }, "class of models")
        } ?? "",
        from: from, to: to, requests: try row.take("requests", count),
        inputTokens: try row.take("input_tokens", count), outputTokens: try row.take("output_tokens", count))
      if [limit.requests, limit.inputTokens, limit.outputTokens].allSatisfy({ $0 == nil }) {
        throw row.failure("this limits nothing; state requests, input_tokens or output_tokens")
      }
      return limit
    }
  }

  private static func classes(_ folder: TableFolder) throws(ProviderError) -> [ModelClass] {
    var classes: [ModelClass] = []
    for row in try folder.table("classes.csv", ["class", "models", "source"]).rows {
      let name = try row.text("class")
      if classes.contains(where: { $0.name == name }) {
        throw row.failure("the class '\(name)' is stated twice")
      }
      let patterns = try row.text("models").split(separator: " ").map(String.init)
      classes.append(ModelClass(name: name, patterns: patterns))
    }
    return classes
  }

  // MARK: Plans, credit, caps, caveats

  /// The most seats that a file may name.
  public static let mostSeats = 10_000

  private static func plans(_ folder: TableFolder) throws(ProviderError) -> [SeatPlan] {
    let columns = ["plan", "from", "to", "price", "credit", "credit_cap", "channel", "formerly", "source"]
    return try dated(folder, "plans.csv", columns) { (row, from, to) throws(ProviderError) in
      let plan = SeatPlan(
        name: try row.text("plan"), from: from, to: to, price: try row.need("price", amount),
        credit: try row.need("credit", amount), creditCap: try row.take("credit_cap", amount),
        channel: try row.take("channel", channel),
        formerly: try row.take("formerly") { text throws(QuantityError) in text }, source: row["source"])
      for each in [plan.price, plan.credit] where each.count > Nanodollars.largest.count / Int64(mostSeats) {
        throw row.failure("\(each.toCents) a seat is more than a ledger holds for \(mostSeats) seats")
      }
      return plan
    }
  }

  private static func validities(_ folder: TableFolder) throws(ProviderError) -> [CreditValidity] {
    let file = "validity.csv"
    let entries = try dated(folder, file, ["credit", "from", "to", "validity", "source"]) {
      (row, from, to) throws(ProviderError) in
      CreditValidity(
        credit: try row.need("credit") { text throws(QuantityError) in
          try named(text, Source.allCases.map { ($0.rawValue, $0) }, "source of credit")
        }, from: from, to: to,
        validity: StatedValidity(text: row["validity"], validity: try row.need("validity", validity)))
    }
    for credit in Source.allCases {
      guard let last = entries.last(where: { $0.credit == credit }), last.to == .never else {
        throw ProviderError(
          file: file, line: nil, problem: "the validity of '\(credit.rawValue)' credit is not stated, or ends"
        )
      }
      if credit == .enterprise, case .lasting = last.validity.validity { continue }
      if credit == .enterprise {
        throw ProviderError(
          file: file, line: nil, problem: "'enterprise' credit lasts a time, the term of a commitment")
      }
    }
    return entries
  }

  private static func caps(_ folder: TableFolder) throws(ProviderError) -> [DailyCap] {
    try dated(folder, "caps.csv", ["cap", "from", "to", "amount", "zone", "channel", "source"]) {
      (row, from, to) throws(ProviderError) in
      DailyCap(
        name: try row.text("cap"), from: from, to: to, amount: try row.need("amount", amount),
        text: row["amount"],
        zone: try row.need("zone") { text throws(QuantityError) in try Zone(named: text) },
        zoneName: row["zone"], channel: try row.take("channel", channel), source: row["source"])
    }
  }

  private static func caveats(_ folder: TableFolder) throws(ProviderError) -> [String: String] {
    var caveats: [String: String] = [:]
    for row in try folder.table("caveats.csv", ["caveat", "text", "source"]).rows {
      let name = try row.need("caveat") { text throws(QuantityError) in
        try named(text, ["resale", "resale in short"].map { ($0, $0) }, "caveat")
      }
      guard caveats[name] == nil else { throw row.failure("the caveat '\(name)' is stated twice") }
      caveats[name] = try row.text("text")
    }
    return caveats
  }

  // MARK: Entries and values

  /// The entries of a table in its order; those of one name follow each other in time.
  private static func dated<Entry: Timed>(
    _ folder: TableFolder, _ file: String, _ columns: [String],
    _ read: (CSVTable.Cells, Instant, Instant) throws(ProviderError) -> Entry
  ) throws(ProviderError) -> [Entry] {
    var entries: [Entry] = []
    for row in try folder.table(file, columns).rows {
      let from = try row.take("from") { text throws(QuantityError) in try Instant(parsing: text) }
      let to = try row.take("to") { text throws(QuantityError) in try Instant(parsing: text) }
      let entry = try read(row, from ?? Instant(seconds: .min), to ?? .never)
      if entry.to <= entry.from { throw row.failure("this ends before it begins") }
      if let before = entries.last(where: { $0.name == entry.name }), before.to != entry.from {
        throw row.failure(
          "this does not begin where the entry before it ends; entries of one name follow in time")
      }
      entries.append(entry)
    }
    return entries
  }

  private static func named<Value>(
    _ text: String, _ names: [(name: String, value: Value)], _ what: String
  ) throws(QuantityError) -> Value {
    if let found = names.first(where: { $0.name == text }) { return found.value }
    throw QuantityError(
      "'\(text)' is no \(what)", remedy: "write one of: \(names.map(\.name).joined(separator: ", "))")
  }

  private static func amount(_ text: String) throws(QuantityError) -> Nanodollars {
    let amount = try Nanodollars(parsing: text)
    guard amount >= .zero, amount <= .largest else {
      throw QuantityError("\(text) is past the range", remedy: "state $0 to \(Nanodollars.largest.toCents)")
    }
    return amount
  }

  private static func count(_ text: String) throws(QuantityError) -> Int64 {
    try TokenCount(parsing: text).count
  }

  private static func channel(_ text: String) throws(QuantityError) -> Channel {
    try named(text, Channel.allCases.map { ($0.rawValue, $0) }, "channel")
  }

  private static func validity(_ text: String) throws(QuantityError) -> Validity {
    switch text {
    case "billing cycle": return .billingCycle
    case "never": return .never
    default:
      let span = try TimeSpan(parsing: text)
      if span == .seconds(0) || span == .months(0) {
        throw QuantityError("\(text) is no time at all", remedy: "write a time like 1 year")
      }
      return .lasting(span)
    }
  }
}
