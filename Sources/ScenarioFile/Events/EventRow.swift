/// One row of an event file on its way from cells to a request. The cells come one by one, from CSV or
/// from JSON; an empty one is the default. Nothing is allocated for a row of plain numbers and a model
/// seen before.

import Documents
import Ledger
import Pricing
import Quantities
import Scenario

/// A mistake in a row: where its bytes stand in the record, and what to say.
struct RowMistake {
  var range: Range<Int>
  var reason: QuantityError
}

/// The words that a cell may hold, as bytes, and the shape that explains any other.
private struct Words<Value: Sendable>: Sendable {
  let table: [([UInt8], Value)]
  let shape: Shape<Value>

  init(_ words: [(String, Value)], _ shape: Shape<Value>? = nil) {
    table = words.map { (Array($0.0.utf8), $0.1) }
    self.shape = shape ?? .oneOf(words)
  }
}

private let yesNo = Words([("yes", true), ("no", false), ("true", true), ("false", false)], .yesNo)
private let channels = Words(Channel.allCases.map { ($0.rawValue, $0) })
private let statuses = Words(Request.Status.allCases.map { (requestStatusName($0), $0) })

struct EventRow {
  private let plan: LedgerPlan
  private let card: RateCard
  private let unnamed: [ScopeMask]
  private var models: [KnownModel] = []
  private var lastModel = -1

  private struct KnownModel {
    let name: [UInt8]
    let id: ModelID
    let apiKey: ScopeMask
    let plan: ScopeMask
  }

  /// The row before was at this instant; none may be earlier.
  private var previous: Instant
  private var isFirst = true
  private(set) var mistakes: [RowMistake] = []

  private var at: Instant?
  private var amount: Nanodollars?
  private var model = -1
  private var usage = Usage()
  private var channel = Channel.apiKey
  private var status = Request.Status.served
  private var person: Int?
  private var people = PeopleMasks()
  private var reserves: Nanodollars?
  private var runs: Int64?
  /// Bit k: the key with raw value k has a value.
  private var given: UInt32 = 0
  private var atRange = 0..<0

  private static let usageBits = RequestKey.allCases.filter(\.isUsage).reduce(UInt32(0)) {
    $0 | 1 << UInt32($1.rawValue)
  }

  init(plan: LedgerPlan, card: RateCard) {
    self.plan = plan
    self.card = card
    unnamed = Channel.allCases.map { plan.mask(model: nil, channel: $0) }
    previous = plan.start
  }

  mutating func begin() {
    at = nil
    amount = nil
    model = -1
    usage = Usage()
    channel = .apiKey
    status = .served
    person = nil
    (reserves, runs) = (nil, nil)
    given = 0
    if !mistakes.isEmpty { mistakes.removeAll() }
  }

  mutating func fail(_ range: Range<Int>, _ problem: String, _ remedy: String) {
    mistakes.append(RowMistake(range: range, reason: QuantityError(problem, remedy: remedy)))
  }

  /// One cell with something in it, which stands at `range` of the record.
  mutating func set(_ key: RequestKey, _ cell: Span<UInt8>, _ range: Range<Int>) {
    given |= 1 << UInt32(key.rawValue)
    do throws(QuantityError) {
      switch key {
      case .at:
        atRange = range
        at = if let plain = plainInstant(cell) { plain } else { try slowInstant(cell) }
      case .amount: amount = if let plain = plainMoney(cell) { plain } else { try slow(cell, .money) }
      case .model: try setModel(cell)
      case .input: usage.input = try tokens(cell)
      case .output: usage.output = try tokens(cell)
      case .cacheRead: usage.cacheRead = try tokens(cell)
      case .cacheWrite5m: usage.cacheWrite5m = try tokens(cell)
      case .cacheWrite1h: usage.cacheWrite1h = try tokens(cell)
      case .batch: usage.isBatch = try word(cell, yesNo)
      case .fast: usage.isFast = try word(cell, yesNo)
      case .usOnly: usage.isUSOnly = try word(cell, yesNo)
      case .webSearches:
        usage.webSearches = try isEqual(cell, [48]) ? 0 : Int64(slow(cell, Keys.request.webSearches.shape))
      case .codeExecution:
        usage.codeExecutionSeconds = try isEqual(cell, [48]) ? 0 : slow(cell, .seconds)
      case .channel: channel = try word(cell, channels)
      case .status: status = try word(cell, statuses)
      case .person: person = try slow(cell, Keys.request.person.shape)
      case .reserves: reserves = try slow(cell, Keys.request.reserves.shape)
      case .runs: runs = try slow(cell, Keys.request.runs.shape)
      }
    } catch {
      mistakes.append(RowMistake(range: range, reason: error))
    }
  }

  // MARK: Cells

  @inline(__always)
  private func tokens(_ cell: Span<UInt8>) throws(QuantityError) -> Int64 {
    if let count = wholeNumber(cell) { return count }
    return try slow(cell, .tokens)
  }

  private func slowInstant(_ cell: Span<UInt8>) throws(QuantityError) -> Instant {
    if cell.count > 12, text(cell).utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) {
      throw QuantityError(
        "\(quote(text(cell))) is past the year 9999 as seconds since 1970",
        remedy: "write seconds, not milliseconds, or an instant like 2026-12-01T06:00Z")
    }
    return try slow(cell, .instant)
  }

  /// The way of the case files: through text and a shape, for everything that is not plain.
  private func slow<Value>(_ cell: Span<UInt8>, _ shape: Shape<Value>) throws(QuantityError) -> Value {
    guard let parse = shape.parse else {
      throw QuantityError("this cannot stand in a cell", remedy: "write \(shape.expected)")
    }
    return try parse(text(cell).trimmed)
  }

  private func word<Value>(
    _ cell: Span<UInt8>, _ words: Words<Value>
  ) throws(QuantityError) -> Value {
    for (name, value) in words.table where isEqual(cell, name) { return value }
    return try slow(cell, words.shape)
  }

  private mutating func setModel(_ cell: Span<UInt8>) throws(QuantityError) {
    if lastModel >= 0, isEqual(cell, models[lastModel].name) {
      model = lastModel
      return
    }
    model = models.firstIndex { isEqual(cell, $0.name) } ?? -1
    if model < 0 {
      let name = text(cell)
      let id = try card.model(named: name)
      let own = card.models[id.index].name
      models.append(
        KnownModel(
          name: Array(name.utf8), id: id, apiKey: plan.mask(model: own, channel: .apiKey),
          plan: plan.mask(model: own, channel: .plan)))
      model = models.count - 1
    }
    lastModel = model
  }

  // MARK: The request

  /// The request of the row; nil if there are mistakes. `record` is the range of the whole record.
  mutating func end(_ record: Range<Int>) -> CaseRequest? {
    guard mistakes.isEmpty, let at else {
      if mistakes.isEmpty {
        fail(record, "this row does not say when", "fill in 'at', like 2026-12-01T06:00Z")
      }
      return nil
    }
    guard at >= previous else {
      let before = isFirst ? "the start of the case" : "the row above"
      fail(
        atRange, "this (\(at.brief)) is before \(before) (\(previous.brief))",
        isFirst ? "write an earlier 'start' into the case" : "sort the file by time")
      return nil
    }
    previous = at
    isFirst = false
    var mask =
      model < 0
      ? unnamed[channel == .apiKey ? 0 : 1] : channel == .apiKey ? models[model].apiKey : models[model].plan
    if let person { mask = people.mask(model < 0 ? nil : models[model].id, channel, person, plan, card) }
    guard (reserves == nil) == (runs == nil) else {
      fail(record, "of 'reserves' and 'runs' this row states one only", "state both, or neither")
      return nil
    }
    let reservation = reserves.flatMap { reserves in runs.map { Reservation(reserves, runs: $0) } }
    if let amount {
      guard given & EventRow.usageBits == 0 else {
        fail(record, "this row states an amount and tokens", "state the amount, or the model and its tokens")
        return nil
      }
      return CaseRequest(
        at: at, cost: .dollars(amount), mask: mask, status: status, reservation: reservation)
    }
    guard model >= 0 else {
      fail(record, "this row states neither an amount nor a model", "fill in 'amount', or 'model' and tokens")
      return nil
    }
    return CaseRequest(
      at: at, cost: .usage(models[model].id, usage), mask: mask, status: status, reservation: reservation)
  }
}
