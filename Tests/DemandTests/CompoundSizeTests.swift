/// The law of a request's cost, and the table of a scale law.

import Demand
import Numerics
import Providers
import Pricing
import Quantities
import Testing

@Suite struct CompoundSizeTests {
  @Test func `a request's mean cost is right to 1 in 10,000 and its mean square to 0.3 %`() {
    for sizes in CompoundCases.all {
      let profile = ["flagship": CompoundCases.flagship, "price bands": CompoundCases.bands][sizes.name]
      let exact =
        profile.map {
          ReferenceSizes.priced($0, at: CompoundCases.instant, prompts: 1.0 / 8_192, answers: 0.5)
        } ?? sizes.reference
      let mean = sizes.law.mean * sizes.law.share / exact.mean - 1
      let square = sizes.law.meanSquare * sizes.law.share / exact.meanSquare - 1
      #expect(abs(mean) < 1e-4, "\(sizes.name): mean off by \(mean)")
      #expect(abs(square) < 3e-3, "\(sizes.name): mean square off by \(square)")
      #expect(abs(sizes.law.share - exact.share) < 1e-4, "\(sizes.name): share \(sizes.law.share)")
    }
  }

  private static func cost(_ profile: RequestProfile) -> CostLaw {
    CostLaw(profile, models: nil, card: .builtIn, at: CompoundCases.instant, rounding: .nearestEven)
  }

  private static func one(_ model: String, prompt: Int64, answer: Int64) -> RequestProfile {
    CompoundCases.profile(
      [(model, 100)], prompt: .fixed(TokenCount(prompt)), answer: .fixed(TokenCount(answer)))
  }

  @Test func `a prompt past the window costs nothing and is counted as refused`() {
    var profile = Self.one("claude-opus-5-5", prompt: 1_000_000, answer: 100)
    #expect(Self.cost(profile).refusedShare == 0 && Self.cost(profile).share == 1)
    profile.input = .fixed(TokenCount(1_000_001))
    #expect(Self.cost(profile).refusedShare == 1 && Self.cost(profile).share == 0)
    profile.input = .table([
      .init(tokens: TokenCount(1_000), weight: .one), .init(tokens: TokenCount(1_000_001), weight: .one),
    ])
    #expect(Self.cost(profile).refusedShare == 0.5 && Self.cost(profile).share == 0.5)
  }

  @Test func `what a model does not offer is left out alone`() {
    // Sonnet 5.5 has no fast mode; its searches and batches stay. $2 and $10 a million tokens, $0.01 a search.
    var profile = Self.one("claude-sonnet-5-5", prompt: 1_000_000, answer: 100_000)
    profile.fast = .one
    #expect(Self.cost(profile).mean == 3e9)
    profile.webSearches = Ratio(millionths: 2_000_000)
    #expect(Self.cost(profile).mean == 3.02e9)
    (profile.fast, profile.batch) = (.zero, .one)
    #expect(Self.cost(profile).mean == 1.52e9)
    // Opus 5.5 has it, but never in a batch: $8 and $40, or half of $4 and $20.
    profile = Self.one("claude-opus-5-5", prompt: 1_000_000, answer: 100_000)
    profile.fast = .one
    #expect(Self.cost(profile).mean == 12e9)
    (profile.fast, profile.batch) = (.zero, .one)
    #expect(Self.cost(profile).mean == 3e9)
  }

  @Test(arguments: [(0, 0), (20, 0), (0, 30), (20, 30), (50, 50)] as [(Int64, Int64)])
  func `batch and fast are shares of all requests, and no request is both`(batch: Int64, fast: Int64) {
    // Opus 5.5: $6 a request, $3 in a batch, $12 in fast mode.
    var profile = Self.one("claude-opus-5-5", prompt: 1_000_000, answer: 100_000)
    profile.batch = Ratio(millionths: batch * 10_000)
    profile.fast = Ratio(millionths: fast * 10_000)
    let law = Self.cost(profile)
    let wanted = Double(6 * (100 - batch - fast) + 3 * batch + 12 * fast) / 100 * 1e9
    #expect(abs(law.mean - wanted) < 1 && abs(law.share - 1) < 1e-12)
  }

  @Test func `a part of the mix has its share of the requests and its own prices`() {
    let opus = CompoundCases.model("claude-opus-5-5")
    let part = CostLaw(
      CompoundCases.flagship, models: [opus], card: .builtIn, at: CompoundCases.instant,
      rounding: .nearestEven)
    #expect(abs(part.share + part.refusedShare * 0.3 - 0.3) < 1e-6)
    var alone = CompoundCases.flagship
    alone.mix = [ModelShare(model: opus, share: .one)]
    #expect(abs(part.mean / Self.cost(alone).mean - 1) < 1e-12)
  }

  @Test func `one and a half searches are one, and one more in every second request`() {
    var profile = Self.one("claude-sonnet-5-5", prompt: 1_000, answer: 100)
    profile.webSearches = Ratio(millionths: 1_500_000)
    let atoms = Self.cost(profile).atoms
    #expect(atoms.map(\.cost) == [13e6, 23e6] && atoms.map(\.weight) == [0.5, 0.5])
  }

  @Test func `the table of the normal law has mean 0, variance 1 and its distribution`() {
    let table = QuantileTable.standardNormal
    var (mean, square, distance) = (0.0, 0.0, 0.0)
    for octave in 1...45 {
      let (points, width) = (UInt64(1_024), UInt64(1) << UInt64(63 - octave))
      for index in 0..<points {
        let word = width + (2 * index + 1) * (width / (2 * points))
        let weight = Double(width) / Double(points) * 0x1p-64
        let (low, high) = (table.draw(word), table.draw(~word))
        mean += weight * (low + high)
        square += weight * (low * low + high * high)
        let u = Double(word) * 0x1p-64
        distance = max(distance, abs(Normal.probability(atMost: low) - u))
        distance = max(distance, abs(Normal.probability(atMost: -high) - u))
      }
    }
    #expect(abs(mean) < 1e-6, "mean \(mean)")
    #expect(abs(square - 1) < 1e-6, "variance \(square)")
    #expect(distance < 1e-4, "distance \(distance)")
  }
}
