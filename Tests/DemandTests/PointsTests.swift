/// Points in place of random numbers: the published ones, that they are uniform however they are made random, that they fill
/// their space, and that numbers steered by them have the very law that they had.

import Demand
import Numerics
import Testing

@Suite struct PointsTests {
  /// By SciPy 1.17, stats.qmc.Sobol, unscrambled.
  @Test func `Sobol's points are the published ones`() {
    let known: [(UInt32, [UInt32])] = [
      (0, [UInt32](repeating: 0, count: 16)), (1, [UInt32](repeating: 1 << 31, count: 16)),
      (
        5,
        [
          2_684_354_560, 536_870_912, 3_758_096_384, 2_684_354_560, 2_684_354_560, 3_758_096_384, 536_870_912,
          536_870_912, 536_870_912, 1_610_612_736, 536_870_912, 2_684_354_560, 536_870_912, 3_758_096_384,
          2_684_354_560, 2_684_354_560,
        ]
      ),
      (
        100,
        [
          637_534_208, 3_321_888_768, 2_986_344_448, 4_127_195_136, 2_248_146_944, 301_989_888, 167_772_160,
          2_516_582_400, 503_316_480, 4_261_412_864, 1_375_731_712, 436_207_616, 3_456_106_496, 3_858_759_680,
          3_992_977_408, 2_717_908_992,
        ]
      ),
      (
        12_345,
        [
          2_618_032_128, 1_883_504_640, 3_841_196_032, 2_416_181_248, 2_706_112_512, 502_005_760,
          3_187_408_896,
          3_007_053_824, 3_170_631_680, 1_532_231_680, 1_935_409_152, 3_442_737_152, 1_613_496_320,
          1_543_766_016, 3_645_636_608, 3_407_085_568,
        ]
      ),
    ]
    for (index, point) in known {
      #expect((0..<16).map { Sobol.point(index)[$0] } == point)
    }
  }

  private func points(_ count: Int, replicate: Int, seed: UInt64, _ name: String) -> [RandomPoint] {
    let stream = StreamName(name)
    return (0..<count).map {
      RandomPoint(seed: seed, path: $0 * Replicates.count + replicate, stream)
    }
  }

  /// Of the first 2^k points of a replicate each of 2^k intervals of every coordinate holds one, and of the first two
  /// coordinates every box of that size.
  @Test func `the points of a replicate fill their space`() {
    for (replicate, seed, name) in [(0, UInt64(1), "a"), (31, 9, "b"), (7, 123_456, "nightly")] {
      let found = points(256, replicate: replicate, seed: seed, name)
      for dimension in 0..<16 {
        #expect(Set(found.map { $0.word(dimension) >> 56 }).count == 256)
      }
      for bits in 1...7 {
        let boxes = found.map { point in
          (point.word(0) >> UInt64(64 - bits)) << 32 | point.word(1) >> UInt64(64 - (8 - bits))
        }
        #expect(Set(boxes).count == 256)
      }
    }
  }

  @Test func `each coordinate is uniform over replicates, and replicates and names have nothing in common`() {
    let seeds = 4_000
    for index in [0, 1, 77] {
      for dimension in [0, 5, 15] {
        var (sum, squares, products, names) = (0.0, 0.0, 0.0, 0.0)
        var bits = 0
        for seed in 0..<seeds {
          func value(_ replicate: Int, _ name: String) -> Double {
            let path = index * Replicates.count + replicate
            let point = RandomPoint(seed: UInt64(seed), path: path, StreamName(name))
            return RandomStream.uniform(word: point.word(dimension)) - 0.5
          }
          let (a, b, c) = (value(3, "x"), value(4, "x"), value(3, "y"))
          sum += a
          squares += a * a
          products += a * b
          names += a * c
          bits += a > 0 ? 1 : 0
        }
        let n = Double(seeds)
        #expect(abs(sum / (n / 12).squareRoot()) < 4.5)
        #expect(abs((squares - n / 12) / (n / 180).squareRoot()) < 4.5)
        #expect(abs(products * 12 / n.squareRoot()) < 4.5)
        #expect(abs(names * 12 / n.squareRoot()) < 4.5)
        #expect(abs(Double(bits) - n / 2) < 4.5 * (n / 4).squareRoot())
      }
    }
  }

  /// Two workloads follow points that meet by chance: the mean of a product of theirs is as sure as of random numbers at least.
  @Test func `points of two names are independent of each other within a replicate`() {
    var squares = 0.0
    let (count, rounds) = (256, 200)
    for seed in 0..<rounds {
      let (a, b) = (
        points(count, replicate: 0, seed: UInt64(seed), "a"),
        points(count, replicate: 0, seed: UInt64(seed), "b")
      )
      var sum = 0.0
      for (x, y) in zip(a, b) {
        sum +=
          (RandomStream.uniform(word: x.word(0)) - 0.5) * (RandomStream.uniform(word: y.word(0)) - 0.5) * 12
      }
      squares += sum * sum / Double(count)
    }
    // Of random numbers the mean is 1; its standard deviation over 200 rounds is 0.1.
    #expect(squares / Double(rounds) < 1.5)
  }

  /// The covariances of the numbers of some days, over seeds, are those of independent ones.
  @Test func `steered normals are independent standard normals`() throws {
    let days = 60
    let weights = (0..<days).map { Double($0 % 7 < 5 ? 3 : 1) / 100 }
    let components = try #require(
      LeadingComponents(
        weights: weights, noise: (deviation: 0.4, persistence: 0.6), growth: (deviation: 0.05, firstDay: 1)))
    #expect(components.count > 4)
    #expect(zip(components.deviations, components.deviations.dropFirst()).allSatisfy { $0 >= $1 })
    let looked = [0, 1, 2, 30, 31, 58, 59]
    let rounds = 6_000
    var sums = [Double](repeating: 0, count: 4 * looked.count * looked.count)
    for round in 0..<rounds {
      // One point of one replicate of each seed: independent of each other.
      let stream = RandomStream(seed: UInt64(round), path: 5, purpose: Purpose(.growth, "test"))
      var noise = (0..<days).map { Normal.quantile(stream.uniform($0)) }
      var growth = (0..<days).map { Normal.quantile(stream.uniform(days + $0)) }
      noise.withUnsafeMutableBufferPointer { noise in
        growth.withUnsafeMutableBufferPointer { growth in
          guard let noise = noise.baseAddress, let growth = growth.baseAddress else { return }
          components.steer(
            RandomPoint(seed: UInt64(round), path: 5, StreamName("w")), movedBy: 0, noise: noise,
            growth: growth)
        }
      }
      let all = looked.map { noise[$0] } + looked.map { growth[$0] }
      for i in all.indices {
        for j in all.indices { sums[i * all.count + j] += all[i] * all[j] }
      }
    }
    let side = 2 * looked.count
    for i in 0..<side {
      for j in 0...i {
        let found = sums[i * side + j] / Double(rounds)
        // 105 pairs: one beyond 4.5 deviations in 700 runs.
        #expect(
          abs(found - (i == j ? 1 : 0)) < 4.5 * (i == j ? 2.0 : 1.0).squareRoot()
            / Double(rounds).squareRoot())
      }
    }
  }

  @Test func `the directions explain what moves the spend`() throws {
    let days = 364
    let components = try #require(
      LeadingComponents(
        weights: [Double](repeating: 1 / 364, count: days), noise: nil, growth: (deviation: 0.04, firstDay: 0)
      ))
    // A walk's mean has the variance sum of (tail share)^2; the first direction alone has the most of the stretches' variance.
    let whole = components.deviations.reduce(0) { $0 + $1 * $1 }
    #expect(components.deviations[0] * components.deviations[0] > 0.8 * whole)
    #expect(LeadingComponents(weights: [0, 0], noise: (0.4, 0.6), growth: nil) == nil)
    #expect(LeadingComponents(weights: [1, 0], noise: nil, growth: nil) == nil)
  }
}
