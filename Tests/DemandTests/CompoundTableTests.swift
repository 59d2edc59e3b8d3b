/// A step's spend against its definition: moments in closed form, quantiles by Panjer's recursion, and a simulator that
/// prices every request on its own (CompoundSimulationTests.swift). Intensities stand on rows, between them, and on
/// both sides of where the table changes its way (8).

import Demand
import Numerics
import Providers
import Pricing
import Quantities
import Testing

enum CompoundCases {
  static let instant = Instant(seconds: 1_796_083_200)  // 2026-12-01
  static let intensities = [
    0.01, 0.1, 1, 1.03, 3, 5.67, 7.9, 8.1, 11.3, 13, 77.7, 100, 1_000, 10_000,
  ]

  static func model(_ name: String) -> ModelID {
    guard let id = try? RateCard.builtIn.model(named: name) else { preconditionFailure(name) }
    return id
  }

  static func profile(
    _ mix: [(String, Int64)], prompt: TokenLaw, answer: TokenLaw, cached: Int64 = 0
  ) -> RequestProfile {
    var profile = RequestProfile(
      rate: Rate(count: .one, unit: .hour),
      mix: mix.map { ModelShare(model: model($0.0), share: Ratio(millionths: $0.1 * 10_000)) },
      input: prompt, output: answer)
    profile.cacheRead = Ratio(millionths: cached * 10_000)
    return profile
  }

  static func lognormal(_ median: Int64, _ p90: Int64) -> TokenLaw {
    .lognormal(median: TokenCount(median), p90: TokenCount(p90))
  }

  /// Three models, long prompts, cached in part.
  static let flagship = profile(
    [("claude-opus-5-5", 30), ("claude-sonnet-5-5", 60), ("claude-haiku-5-5", 10)],
    prompt: lognormal(14_000, 90_000), answer: lognormal(600, 3_000), cached: 70)

  /// One model whose prices grow fivefold past 100,000 tokens.
  static let bands = profile(
    [("claude-haiku-5-5", 100)], prompt: lognormal(40_000, 150_000), answer: lognormal(600, 3_000))

  struct Sizes: Sendable {
    var name: String
    var law: CostLaw
    var reference: ReferenceSizes
  }

  static func priced(_ name: String, _ profile: RequestProfile) -> Sizes {
    Sizes(
      name: name,
      law: CostLaw(profile, models: nil, card: .builtIn, at: instant, rounding: .nearestEven),
      reference: .priced(profile, at: instant))
  }

  static let all: [Sizes] = [
    Sizes(name: "fixed", law: CostLaw(fixed: Nanodollars(3_000_000)), reference: .fixed(3e6)),
    Sizes(
      name: "lognormal", law: CostLaw(.init(median: 1e7, p90: 6.4e7)),
      reference: .lognormal(median: 1e7, p90: 6.4e7)),
    priced("flagship", flagship),
    priced("price bands", bands),
  ]
}

/// A table with its rows.
struct BuiltTable: Sendable {
  let table: CompoundTable
  let rows: [SIMD2<Float>]

  init(_ sizes: CostLaw, intensities: ClosedRange<Double>) {
    let made = CompoundRows(sizes, intensities: intensities)
    table = CompoundTable(made, intensities: intensities)
    rows = made.numbers
  }

  /// One table for all that is expected, as a simulation has it.
  init(_ sizes: CostLaw, around requests: Double) {
    self.init(sizes, intensities: (requests * 0.6)...(requests * 1.7))
  }

  func law(_ requests: Double) -> StepLaw { table.law(requests) }

  func spend(_ word: UInt64, _ law: StepLaw) -> Int64 {
    rows.withUnsafeBufferPointer { rows in
      rows.baseAddress.map { table.spend(word, law, rows: $0) } ?? 0
    }
  }

  /// So many draws, ascending.
  func draws(_ requests: Double, dispersion: Double = 1, count: Int, seed: UInt64 = 5) -> [Double] {
    let law = law(requests)
    let stream = RandomStream(seed: seed, path: 0, purpose: Purpose(.steps, "a"))
    guard let swing = CountSwing(dispersion: dispersion) else {
      return (0..<count).map { Double(spend(stream.word($0), law)) }.sorted()
    }
    let levels = RandomStream(seed: seed, path: 0, purpose: Purpose(.counts, "a"))
    return (0..<count).map { index in
      var words = Scramble(levels.word(index))
      let factor = swing.factor(Normal.quantile(levels.uniform(index)), &words, expected: requests)
      return Double(spend(stream.word(index), table.law(requests * factor)))
    }.sorted()
  }
}

/// Draws beside the law that they should have: how many standard errors apart.
struct DrawnLaw {
  let draws: [Double]

  private var count: Double { Double(draws.count) }
  private var mean: Double { draws.reduce(0, +) / count }
  private func moment(_ power: Int, _ centre: Double) -> Double {
    draws.reduce(0) { sum, draw in
      sum + (0..<power).reduce(1.0) { product, _ in product * (draw - centre) }
    } / count
  }

  func z(mean exact: Double, deviation: Double) -> Double {
    (mean - exact) / (deviation / count.squareRoot())
  }

  /// Of the variance around the exact mean.
  func z(deviation: Double, mean exact: Double) -> Double {
    let (second, fourth) = (moment(2, exact), moment(4, exact))
    return (second - deviation * deviation) / ((fourth - second * second) / count).squareRoot()
  }

  func z(none exact: Double) -> Double {
    let share = Double(draws.prefix { $0 == 0 }.count) / count
    return (share - exact) / max(exact * (1 - exact) / count, 1e-18).squareRoot()
  }

  func share(atMost amount: Double) -> Double {
    var (low, high) = (0, draws.count)
    while low < high {
      let middle = (low + high) / 2
      if draws[middle] <= amount { low = middle + 1 } else { high = middle }
    }
    return Double(low) / count
  }

  /// A quantile's own probability, against the law one cell of its lattice to either side.
  func z(quantile u: Double, _ exact: ReferenceSum) -> Double {
    let amount = exact.quantile(u)
    let share = share(atMost: amount + 0.5)
    let (low, high) = (
      exact.probability(atMost: amount - exact.step), exact.probability(atMost: amount + exact.step)
    )
    let off = share < low ? share - low : max(0, share - high)
    return off / (u * (1 - u) / count).squareRoot()
  }
}

@Suite struct CompoundTableTests {
  /// On rows and between them, and on both sides of 1, 12 and 64, where the table changes its way.
  static let intensities = [
    0.0005, 0.01, 0.3, 0.97, 1, 1.03, 2.6, 4.1, 5.67, 8.03, 11.9, 12.1, 23.7, 50, 63.9, 64.2, 77.7, 300,
    10_000,
  ]

  @Test(arguments: CompoundCases.all.indices, [1.0, 3.0])
  func `moments, no request at all and quantiles are those of the sum of requests`(
    index: Int, dispersion: Double
  ) {
    let sizes = CompoundCases.all[index]
    for requests in Self.intensities where dispersion == 1 || requests >= 0.01 {
      // Sizes as the table has them (CompoundSizeTests holds these to account): what is tested is the sum.
      let costs = ReferenceSizes(costs: sizes.law.atoms.map { ($0.cost, $0.weight * sizes.law.share) })
      let exact = ReferenceSum(costs, requests: requests, dispersion: dispersion, cells: 8_192)
      let table =
        dispersion == 1
        ? BuiltTable(sizes.law, around: requests)
        : BuiltTable(sizes.law, intensities: 0...(requests + 10 * (3 + requests.squareRoot())))
      let drawn = DrawnLaw(draws: table.draws(requests, dispersion: dispersion, count: 200_000))
      let place: Comment = "\(sizes.name), \(requests) requests, dispersion \(dispersion)"
      #expect(abs(drawn.z(mean: exact.mean, deviation: exact.deviation)) < 4, "\(place): mean")
      // Of a hundred draws above 0 the error of a variance cannot be told.
      if requests > 0.001 {
        #expect(abs(drawn.z(deviation: exact.deviation, mean: exact.mean)) < 4, "\(place): variance")
      }
      if requests < 20 { #expect(abs(drawn.z(none: exact.none)) < 4, "\(place): no request") }
      // Of more requests the reference's own lattice is too coarse.
      guard requests < 1_000 else { continue }
      for u in [0.02, 0.05, 0.25, 0.5, 0.9, 0.99, 0.999] where u > exact.none {
        #expect(abs(drawn.z(quantile: u, exact)) < 4, "\(place): \(u)")
      }
    }
  }

  @Test func `a word made from a normal number chooses as evenly as one drawn`() {
    let table = BuiltTable(CompoundCases.all[0].law, around: 1.2)
    for requests in [0.0005, 0.9, 1.001, 1.2, 5.3] {
      let law = table.law(requests)
      let stream = RandomStream(seed: 3, path: 0, purpose: Purpose(.noise, "b"))
      let draws = (0..<200_000).map {
        Double(table.spend(UInt64(normal: Normal.quantile(stream.uniform($0))), law))
      }.sorted()
      let drawn = DrawnLaw(draws: draws)
      let deviation = (3e6 * 3e6 * requests).squareRoot()
      #expect(abs(drawn.z(mean: 3e6 * requests, deviation: deviation)) < 4, "\(requests) requests: mean")
      #expect(abs(drawn.z(deviation: deviation, mean: 3e6 * requests)) < 4, "\(requests) requests: variance")
    }
  }

  @Test func `a word made from a normal number rises with it`() {
    let numbers = (-600...600).map { Double($0) / 100 }
    let words = numbers.map { UInt64(normal: $0) }
    #expect(zip(words, words.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(UInt64(normal: 0) >> 62 == 2 || UInt64(normal: 0) >> 62 == 1)
  }

  /// Rate limits and rare regimes ask for less than the rows were made for.
  @Test(arguments: [0.2, 3, 20, 60, 700, 40_000])
  func `an intensity outside the rows has its mean all the same`(requests: Double) {
    for sizes in CompoundCases.all {
      for rows in [120...150, 5...6, 1_000...2_000] as [ClosedRange<Double>] {
        let draws = BuiltTable(sizes.law, intensities: rows).draws(requests, count: 40_000)
        let mean = requests * sizes.law.share * sizes.law.mean
        let deviation = (requests * sizes.law.share * sizes.law.meanSquare).squareRoot()
        #expect(
          abs(DrawnLaw(draws: draws).z(mean: mean, deviation: deviation)) < 4.5,
          "\(sizes.name), \(requests) requests, rows for \(rows)")
      }
    }
  }

  @Test func `what is past counting is cut, not wrapped`() {
    let huge = CostLaw(fixed: Nanodollars(4_000_000_000_000_000))
    let table = BuiltTable(huge, around: 5_000_000)
    let most = Double(1 << 60)
    for requests in [1, 1e6, 1e9, 1e30] as [Double] {
      let law = table.law(requests)
      for word in [0, 1 << 40, 1 << 63, UInt64.max] as [UInt64] {
        let amount = Double(table.spend(word, law))
        #expect(amount >= 0 && amount <= 2 * most)
        if requests > 1e8 { #expect(amount >= most) }
      }
    }
  }

  @Test func `a run of steps is the same in any chunks, each step by its own word`() {
    let table = BuiltTable(CompoundCases.all[2].law, intensities: 0.5...90)
    let stream = RandomStream(seed: 7, path: 3, purpose: Purpose(.steps, "b"))
    for requests in [0.4, 1.3, 17.7, 80] {
      let law = table.law(requests)
      let single = (0..<100).map { table.spend(stream.word($0), law) }
      for chunk in [1, 7, 16, 100] {
        var words = [UInt64](repeating: 0, count: 100)
        var amounts = [Int64](repeating: 0, count: 100)
        for first in stride(from: 0, to: 100, by: chunk) {
          let count = min(chunk, 100 - first)
          words.withUnsafeMutableBufferPointer { words in
            stream.fill(.init(rebasing: words[first..<(first + count)]), from: first)
            amounts.withUnsafeMutableBufferPointer { amounts in
              guard let from = words.baseAddress, let to = amounts.baseAddress else { return }
              table.rows.withUnsafeBufferPointer { rows in
                guard let rows = rows.baseAddress else { return }
                table.table.add(from + first, count, law, rows: rows, to: to + first)
              }
            }
          }
        }
        #expect(amounts == single, "chunks of \(chunk)")
      }
    }
  }
}
