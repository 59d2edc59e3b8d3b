/// How well the total of the next weeks would have been foreseen at many past days, by this method and by those that people
/// use. Each origin sees the history before it and nothing else: scale, cuts and weeks are those of that day.

import Analysis
import Demand
import Numerics
import Quantities
import Results

public struct Backtesting: Sendable {
  public let series: UsageSeries
  /// Days that are foreseen, and from one origin to the next.
  public var ahead = 28
  public var every = 14
  public var paths = 2_000
  public var seed: UInt64 = 1

  /// Fewer days are no history to look ahead from.
  static let least = 28
  /// What people multiply: the mean of so many days.
  static let recent = 28

  /// Days before the first use are left out.
  public init(_ series: UsageSeries) {
    var used = series
    let lead = series.days.firstIndex { $0.amount > 0 } ?? 0
    used.days.removeFirst(lead)
    used.first = CivilDate(day: series.first.day + Int64(lead))
    self.series = used
  }

  /// How many days each origin sees, the earliest first: counted back from the last that has all it looks ahead to. Days of which
  /// nothing, or only a floor, is known cannot be compared with. `weekday`: where the first foreseen day has to be on it.
  public func origins(weekday: Int? = nil) -> [Int] {
    var last = series.days.count - ahead
    while let weekday, last >= 0, CivilDate(day: series.first.day + Int64(last)).weekday != weekday {
      last -= 1
    }
    return stride(from: last, through: Backtesting.least, by: -max(every, 1)).filter { origin in
      series.days[origin..<origin + ahead].allSatisfy { $0.state == .final || $0.state == .provisional }
        && series.days[..<origin].contains { $0.amount > 0 && $0.state != .missing }
    }.reversed()
  }

  /// The history as it was known before a day.
  public func seen(before origin: Int) -> UsageSeries {
    var seen = series
    seen.days.removeSubrange(origin...)
    return seen
  }

  public func actual(_ origin: Int) -> Int64 {
    series.days[origin..<origin + ahead].reduce(0) { $0 + $1.amount }
  }

  /// An error: nothing to look ahead from.
  public func result(
    decision: BacktestResult.Decision? = nil, isInterrupted: () -> Bool = { false }
  ) throws(QuantityError) -> BacktestResult? {
    let origins = origins()
    guard !origins.isEmpty else {
      throw QuantityError(
        "there is no day of the history to look \(ahead) days ahead from with \(Backtesting.least) days before it",
        remedy:
          "give a history of at least \(Backtesting.least + ahead) days, or look fewer days ahead with --ahead"
      )
    }
    let whole = series.days.filter { $0.state != .missing }
    let mean = Double(whole.reduce(Int128(0)) { $0 + Int128($1.amount) }) / Double(max(whole.count, 1))
    let level = mean * Double(ahead)
    var methods = Method.all.map { Tally($0) }
    var found: [BacktestResult.Origin] = []
    for origin in origins {
      if isInterrupted() { return nil }
      let actual = actual(origin)
      let fit = try UsageFit(seen(before: origin))
      for index in methods.indices {
        let sample = methods[index].method.foresee(self, origin, fit).sorted()
        methods[index].add(sample, actual)
        if index == 0 {
          found.append(
            BacktestResult.Origin(
              date: CivilDate(day: series.first.day + Int64(origin)), actual: actual,
              forecast: AmountRange(sample)))
        }
      }
    }
    return BacktestResult(
      history: HistoryFacts(series, try UsageFit(series)), seed: seed, paths: paths, ahead: ahead,
      every: every, level: level, origins: found, methods: methods.map { $0.result(level) },
      decision: decision)
  }

  // MARK: Methods

  private struct Method: Sendable {
    let name: String
    let foresee: @Sendable (Backtesting, _ origin: Int, UsageFit) -> [Int64]

    static let all = [
      Method(name: "this forecast") { test, _, fit in test.futures(of: fit.law) },
      Method(name: "run rate") { test, origin, _ in
        let days = test.series.days[max(0, origin - Backtesting.recent)..<origin]
        let sum = days.reduce(Int128(0)) { $0 + Int128($1.amount) }
        return [Int64(sum * Int128(test.ahead) / Int128(days.count))]
      },
      Method(name: "seasonal naive") { test, origin, _ in
        // The last week, over and over.
        [(0..<test.ahead).reduce(0) { $0 + test.series.days[origin - 7 + $1 % 7].amount }]
      },
      Method(name: "bootstrap of 8 weeks") { test, origin, _ in
        let weeks = (0..<min(8, origin / 7)).map { week in
          test.series.days[origin - 7 * week - 7..<origin - 7 * week].map(\.amount)
        }
        return (0..<test.paths).map { path in
          let stream = RandomStream(
            seed: test.seed, path: path,
            purpose: Purpose(.historyWeeks, StreamName("bootstrap", part: "\(origin)")))
          return (0..<test.ahead).reduce(Int64(0)) { sum, day in
            let word = stream.word(day / 7) >> 32
            return sum + weeks[Int((word * UInt64(weeks.count)) >> 32)][day % 7]
          }
        }
      },
    ]
  }

  private func futures(of law: FittedUsage) -> [Int64] {
    var future = FittedFuture()
    return (0..<paths).map { path in
      future.draw(law, path: path, seed: seed, weeks: (ahead + 6) / 7)
      return future.days[..<ahead].reduce(0, +) * law.quantum
    }
  }

  private struct Tally {
    let method: Method
    var (crps, pinball, bias) = (0.0, 0.0, 0.0)
    var within = [0, 0, 0]
    var pit = [Int](repeating: 0, count: 10)
    var count = 0
    var hasRange = false

    init(_ method: Method) { self.method = method }

    mutating func add(_ sorted: [Int64], _ actual: Int64) {
      count += 1
      crps += Scores.crps(sorted, actual)
      pinball += Scores.pinball(sorted, actual)
      bias += sorted.reduce(0.0) { $0 + Double($1) } / Double(sorted.count) - Double(actual)
      guard sorted.count > 1 else { return }
      hasRange = true
      for (index, promised) in Tally.promised.enumerated() {
        let low = Scores.quantile(sorted, (1_000 - promised) / 2)
        let high = Scores.quantile(sorted, (1_000 + promised) / 2)
        if low <= actual && actual <= high { within[index] += 1 }
      }
      pit[min(9, Int(Scores.place(sorted, actual) * 10))] += 1
    }

    /// In thousandths.
    static let promised = [500, 800, 950]

    func result(_ level: Double) -> BacktestResult.Method {
      func mean(_ sum: Double) -> Double { level > 0 ? sum / Double(count) / level : 0 }
      return BacktestResult.Method(
        name: method.name, crps: mean(crps), pinball: mean(pinball), bias: mean(bias),
        coverage: hasRange
          ? zip(Tally.promised, within).map { promised, within in
            let interval = wilson(count: within, of: count, z: Normal.z95)
            return BacktestResult.Coverage(
              promised: Double(promised) / 1_000, share: Double(within) / Double(count), low: interval.low,
              high: interval.high)
          } : nil,
        pit: hasRange ? pit : nil)
    }
  }
}
