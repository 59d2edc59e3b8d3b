/// Workloads that follow a history, in the demand model: nothing is lost between days, hours and models, and a future is the
/// same one whoever looks at it.

import Demand
import Pricing
import Providers
import Quantities
import Testing

private let card = RateCard.builtIn
private let opus = "claude-opus-5-5"
private let sonnet = "claude-sonnet-5-5"

private func id(_ name: String) throws -> ModelID { try card.model(named: name) }

/// Days of two models: so many dollars, of which so many cents are of the first.
private func twoModels(_ days: [(dollars: Int64, opus: Int64)], hours: Bool = false) -> UsageSeries {
  UsageSeries(
    name: "team", first: CivilDate(day: 20_423),
    days: days.map { entry in
      var day = UsageSeries.Day()
      day.amount = entry.dollars * 1_000_000_000
      let part = entry.opus * 10_000_000
      day.models = [
        UsageSeries.ModelAmount(name: opus, amount: part, tokens: [part / 4_000, 0, 0, 0, 0]),
        UsageSeries.ModelAmount(name: sonnet, amount: day.amount - part, tokens: [0, 1, 0, 0, 0]),
      ]
      if hours {
        day.hours = [Int64](repeating: 0, count: 24)
        day.hours[22] = day.amount
      }
      return day
    })
}

private struct Model {
  let model: DemandModel
  let parts = 3
  let days: Int

  init(
    _ size: Workload.Size, days: Int, step: Int64 = TimeSpan.day, from first: Int64 = 20_423,
    name: String = "team"
  ) throws {
    let start = Instant(CivilDate(day: first))
    let end = Instant(CivilDate(day: first + Int64(days)))
    let workload = Workload(name: name, size: size, active: [Period(from: start, to: end)])
    model = try DemandModel(
      workloads: [workload],
      parts: [
        DemandPart(workload: 0, models: [try id(opus)], column: 0),
        DemandPart(workload: 0, models: [try id(sonnet)], column: 1),
        DemandPart(workload: 0, column: 2),
      ], columns: 3, card: card, start: start, end: end, step: step)
    self.days = days
  }

  func draw(_ path: Int, seed: UInt64 = 1) -> DemandPath {
    var future = DemandPath()
    model.draw(path: path, seed: seed, into: &future)
    return future
  }

  /// By day, of a column; nil: of all.
  func byDay(_ path: Int, _ column: Int? = nil, seed: UInt64 = 1) -> [Int64] {
    let future = draw(path, seed: seed)
    let steps = model.steps
    let perDay = steps / days
    return (0..<days).map { day in
      (column.map { [$0] } ?? [0, 1, 2]).reduce(Int64(0)) { (sum: Int64, column: Int) -> Int64 in
        let begin = column * (steps + 1)
        return sum + future.curves[begin + (day + 1) * perDay] - future.curves[begin + day * perDay]
      }
    }
  }
}

@Suite struct HistoryDrawsTests {
  /// Ten weeks of workdays, $3 of each with the first model.
  private let days = (0..<70).map { (day: Int) -> (dollars: Int64, opus: Int64) in
    let isWorked = day % 7 < 5
    return (dollars: isWorked ? Int64(10 + day % 4) : 0, opus: isWorked ? 300 : 0)
  }

  @Test func `what was comes again to the nano-dollar, model by model`() throws {
    let series = twoModels(days)
    let model = try Model(.recorded(RecordedUsage(name: "team", series: series)), days: 70)
    #expect(model.byDay(0) == series.days.map(\.amount))
    #expect(model.byDay(0, 0) == series.days.map { $0.models[0].amount })
    #expect(model.byDay(0, 2).allSatisfy { $0 == 0 })
    #expect(model.draw(0).partSums.reduce(0, +) == series.days.reduce(0) { $0 + $1.amount })
  }

  @Test func `after its end the last eight weeks come again, and before its beginning nothing`() throws {
    let series = twoModels(days)
    let model = try Model(.recorded(RecordedUsage(name: "team", series: series)), days: 80, from: 20_413)
    #expect(model.byDay(0).prefix(10).allSatisfy { $0 == 0 })
    let after = try Model(.recorded(RecordedUsage(name: "team", series: series)), days: 140)
    #expect(Array(after.byDay(0)[70..<126]) == series.days[14..<70].map(\.amount))
  }

  @Test func `other futures are made of whole weeks of it`() throws {
    let series = twoModels(days)
    let weeks = (0..<10).map { week in (0..<7).map { series.days[week * 7 + $0].amount } }
    let model = try Model(.recorded(RecordedUsage(name: "team", series: series)), days: 70)
    var seen: Set<[Int64]> = []
    for path in 1..<20 {
      let drawn = model.byDay(path)
      for week in 0..<10 {
        let one = Array(drawn[week * 7..<week * 7 + 7])
        #expect(weeks.contains(one))
        seen.insert(one)
      }
    }
    #expect(seen.count > 2)
  }

  @Test func `an hour that the history knows is the hour of the future`() throws {
    let series = twoModels(days, hours: true)
    for size in [
      Workload.Size.recorded(RecordedUsage(name: "team", series: series)), .fitted(try UsageFit(series).law),
    ] {
      let isFitted = if case .fitted = size { true } else { false }
      let model = try Model(size, days: 28, step: TimeSpan.hour, from: isFitted ? 20_493 : 20_423)
      var (at22, elsewhere) = (0, 0)
      for path in 0..<40 {
        let future = model.draw(path)
        for step in 0..<model.model.steps where step % 24 != 22 {
          var more: Int64 = 0
          for column in 0..<3 {
            let place = column * (model.model.steps + 1) + step
            more += future.curves[place + 1] - future.curves[place]
          }
          if more > 0 { elsewhere += 1 }
        }
        at22 += future.partSums.reduce(0, +) > 0 ? 1 : 0
      }
      // Weeks made from the prior, two in ten, are worked from nine to nine.
      #expect(at22 > 30 && (isFitted ? elsewhere > 0 : elsewhere == 0))
    }
  }

  @Test func `a day of a fitted future is the same in every horizon and step`() throws {
    let law = try UsageFit(twoModels(days)).law
    let short = try Model(.fitted(law), days: 28, from: 20_493)
    let long = try Model(.fitted(law), days: 112, step: 4 * TimeSpan.hour, from: 20_493)
    for path in 0..<30 {
      #expect(short.byDay(path) == Array(long.byDay(path).prefix(28)))
    }
    // A part of a model may differ from its share by what is rounded, and the sum of all is the week's.
    var future = FittedFuture()
    future.draw(law, path: 3, seed: 1, weeks: 4)
    #expect(abs(short.byDay(3).reduce(0, +) - future.totals.reduce(0, +) * law.quantum) < 100)
  }

  @Test func `a leading model is replaced on its day, at the price of its successor`() throws {
    var law = try UsageFit(twoModels(days.map { ($0.dollars, $0.dollars * 100) })).law
    #expect(law.models.count == 1 && law.models[0].name == opus)
    let before = try Model(.fitted(law), days: 28, from: 20_493)
    law.models[0].successor = sonnet
    law.replacedPerDay = .one
    let after = try Model(.fitted(law), days: 28, from: 20_493)
    for path in 0..<10 {
      #expect(after.byDay(path, 0).allSatisfy { $0 == 0 })
      let (was, now) = (before.byDay(path), after.byDay(path, 1))
      // Tokens of input alone: $4 a million there, $2 here.
      for (a, b) in zip(was, now) { #expect(abs(a - 2 * b) <= 2) }
    }
    law.replacedPerDay = .zero
    #expect(try Model(.fitted(law), days: 28, from: 20_493).byDay(1) == before.byDay(1))
  }

  @Test func `the parts of a future go by recent shares on average`() throws {
    let law = try UsageFit(twoModels(days)).law
    let share = Double(law.models[0].share.millionths) / 1e6
    let model = try Model(.fitted(law), days: 28, from: 20_493)
    var (part, whole) = (0.0, 0.0)
    for path in 0..<2_000 {
      part += Double(model.draw(path).partSums[0])
      whole += Double(model.draw(path).partSums.reduce(0, +))
    }
    #expect(abs(part / whole - share) < 0.02)
  }

  @Test func `controls expect nothing, and histories share how heavy their tails are`() throws {
    let law = try UsageFit(twoModels(days)).law
    let model = try Model(.fitted(law), days: 56, from: 20_493)
    #expect(model.model.controlNames.count == 2)
    var sums = [0.0, 0.0]
    var squares = [0.0, 0.0]
    let paths = 4_000
    for path in 0..<paths {
      for (index, value) in model.draw(path).controls.enumerated() {
        sums[index] += Double(value)
        squares[index] += Double(value) * Double(value)
      }
    }
    for index in 0..<2 {
      #expect(squares[index] > 0)
      #expect(abs(sums[index]) < 4 * squares[index].squareRoot())
    }
    var other = law
    other.name = "another"
    var (a, b) = (FittedFuture(), FittedFuture())
    var together = 0.0
    for path in 0..<3_000 {
      a.draw(law, path: path, seed: 1, weeks: 12)
      b.draw(other, path: path, seed: 1, weeks: 12)
      #expect(a.totals != b.totals)
      let (x, y) = (Double(a.totals[11]) - Double(a.totals[0]), Double(b.totals[11]) - Double(b.totals[0]))
      together += x * y > 0 ? 1 : -1
    }
    #expect(together > 0)
  }
}
