/// A step's spend against its definition: moments in closed form, quantiles by Panjer's recursion, and a simulator that
/// prices every request on its own (CompoundSimulationTests.swift). Intensities stand on rows, between them, and on
/// both sides of where the table changes its way (8).

import Demand
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
  let rows: [Double]

  init(_ sizes: CostLaw, dispersion: Double, intensities: ClosedRange<Double>) {
    var rows: [Double] = []
    table = CompoundTable(sizes, dispersion: dispersion, intensities: intensities, into: &rows)
    self.rows = rows
  }

  func law(_ requests: Double) -> StepLaw { table.law(requests) }

  func spend(_ word: UInt64, _ law: StepLaw) -> Int64 {
    rows.withUnsafeBufferPointer { rows in
      rows.baseAddress.map { table.spend(word, law, rows: $0) } ?? 0
    }
  }
}

/// What a table says of one law, read from words that are spread evenly over each octave of both tails.
struct TableLaw {
  private(set) var mean = 0.0
  private(set) var deviation = 0.0
  private(set) var none = 0.0
  private let table: BuiltTable
  private let law: StepLaw
  private let first: Double

  init(_ table: BuiltTable, _ requests: Double) {
    self.table = table
    law = table.law(requests)
    first = Double(law.threshold) / 1_024
    var square = 0.0
    for octave in 1...30 {
      let points: UInt64 = 512
      let width = UInt64(1) << UInt64(63 - octave)
      for index in 0..<points {
        let distance = width + (2 * index + 1) * (width / (2 * points))
        let weight = Double(width) / Double(points) * 0x1p-64
        for word in [distance, ~distance] {
          for (choice, share) in [(UInt64(0), first), (1_023, 1 - first)] where share > 0 {
            let value = Double(table.spend(word & ~1_023 | choice, law))
            mean += weight * share * value
            square += weight * share * value * value
            if value == 0 { none += weight * share }
          }
        }
      }
    }
    deviation = (square - mean * mean).squareRoot()
  }

  /// The least amount that so large a share of words does not exceed, by halving: each way rises with the word.
  func quantile(_ u: Double) -> Double {
    var (low, high) = (0.0, 4e18)
    for _ in 0..<64 {
      let middle = (low + high) / 2
      if probability(atMost: middle) >= u { high = middle } else { low = middle }
    }
    return high
  }

  func probability(atMost amount: Double) -> Double {
    first * reach(amount, 0) + (1 - first) * reach(amount, 1_023)
  }

  private func reach(_ amount: Double, _ choice: UInt64) -> Double {
    var (low, high) = (UInt64(0), UInt64(1) << 54)
    while low < high {
      let middle = (low + high) / 2
      let word = middle << 10
      if Double(table.spend(word | choice, law)) <= amount { low = middle + 1 } else { high = middle }
    }
    return Double(low) * 0x1p-54
  }
}

@Suite struct CompoundTableTests {
  @Test(arguments: [1.0, 3.0])
  func `mean, deviation and far quantile are those of the sum of requests`(dispersion: Double) {
    for sizes in CompoundCases.all {
      for requests in CompoundCases.intensities {
        let table = BuiltTable(
          sizes.law, dispersion: dispersion, intensities: (requests * 0.9)...(requests * 1.1))
        let found = TableLaw(table, requests)
        let exact = ReferenceSum(sizes.reference, requests: requests, dispersion: dispersion, cells: 4_096)
        let place: Comment = "\(sizes.name), \(requests) requests, dispersion \(dispersion)"
        let mean = found.mean / exact.mean - 1
        let deviation = found.deviation / exact.deviation - 1
        #expect(abs(mean) < 0.001, "\(place): mean off by \(mean * 100) %")
        #expect(abs(deviation) < 0.01, "\(place): deviation off by \(deviation * 100) %")
        let (quantile, wanted) = (found.quantile(0.999), exact.quantile(0.999))
        let unit = sizes.name == "fixed" ? 3e6 : 0
        #expect(
          abs(quantile - wanted) <= max(0.02 * wanted, unit) + 1,
          "\(place): 99.9 % at \(quantile), not \(wanted): \((quantile / wanted - 1) * 100) %")
        if requests < 4 {
          // The one bin in which nothing ends may pay little instead: 1/32 of the distance to the nearer end.
          let bin = min(exact.none, 1 - exact.none) / 32
          #expect(abs(found.none - exact.none) < bin, "\(place): none \(found.none), not \(exact.none)")
        }
      }
    }
  }

  @Test func `spend rises with the uniform number and is never negative`() {
    for sizes in CompoundCases.all {
      for requests in [0.1, 3, 13, 100] {
        let table = BuiltTable(sizes.law, dispersion: 1, intensities: (requests * 0.9)...(requests * 1.1))
        let law = table.law(requests)
        // The last bin of either end, 1 in 17 billion, does not rise within itself.
        let end: UInt64 = 1 << 31
        let words = (0..<4_000 as Range<UInt64>).map { end + $0 * ((1 << 63 - end) / 4_000) & ~1_023 }
        for choice in [UInt64(0), 1_023] {
          var last: Int64 = 0
          for word in words + words.reversed().map({ ~$0 & ~1_023 }) {
            let amount = table.spend(word | choice, law)
            #expect(amount >= last, "\(sizes.name), \(requests) requests, word \(word)")
            last = max(last, amount)
          }
        }
      }
    }
  }

  @Test func `a run of steps is the same in any chunks, each step by its own word`() {
    let table = BuiltTable(CompoundCases.all[2].law, dispersion: 1, intensities: 1...20)
    let stream = RandomStream(seed: 7, path: 3, purpose: .steps(workload: 1, part: 0))
    for requests in [1.3, 17.7] {
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
