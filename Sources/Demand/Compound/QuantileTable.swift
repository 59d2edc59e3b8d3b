/// Any law as a table of bins (Bins.swift): a draw is one word and one look-up. For numbers that are drawn by the
/// million, such as a day's noise, where the law's own inverse would take ten times as long.

import Numerics

public struct QuantileTable: Sendable {
  /// Base and slope of each bin.
  private let lines: [SIMD2<Double>]

  /// From the law's inverse; moments of a bin by Gauss and Legendre's rule of eight points.
  public init(quantile: (Double) -> Double) {
    var table = [Double](repeating: 0, count: Bins.count)
    Bins.fill(&table, at: 0) { from, to, isUpper in
      func value(_ distance: Double) -> Double {
        quantile(min(max(isUpper ? 1 - distance : distance, 0x1p-53), 1 - 0x1p-53))
      }
      var (mean, meanSquare) = (0.0, 0.0)
      for (node, weight) in QuantileTable.rule {
        for side in [-node, node] {
          let x = value((from + to) / 2 + (to - from) / 2 * side)
          mean += weight / 2 * x
          meanSquare += weight / 2 * x * x
        }
      }
      return BinMoments(mean: mean, meanSquare: meanSquare, least: value(from), most: value(to))
    }
    lines = (0..<Bins.perTable).map { SIMD2(table[2 * $0], table[2 * $0 + 1]) }
  }

  public static let standardNormal = QuantileTable(quantile: Normal.quantile)

  /// The value for a word; it rises with the word.
  @inline(__always)
  func value(_ word: UInt64) -> Double {
    let (offset, position) = Bins.place(word)
    let line = lines[offset / 2]
    return line.x + line.y * position
  }

  /// The values for many words.
  package func fill(
    _ values: UnsafeMutablePointer<Double>, _ words: UnsafePointer<UInt64>, _ count: Int
  ) {
    lines.withUnsafeBufferPointer { lines in
      guard let lines = lines.baseAddress else { return }
      LookupScratch.with { scratch in
        var done = 0
        while done < count {
          let some = min(LookupScratch.count, count &- done)
          Bins.places(words + done, some, into: scratch)
          for index in 0..<some {
            let line = lines[scratch.bins[index]]
            values[done &+ index] = line.x + line.y * scratch.positions[index]
          }
          done &+= some
        }
      }
    }
  }

  public func draw(_ word: UInt64) -> Double { value(word) }

  private static let rule: [(Double, Double)] = [
    (0.183_434_642_495_649_8, 0.362_683_783_378_362), (0.525_532_409_916_329, 0.313_706_645_877_887_3),
    (0.796_666_477_413_626_7, 0.222_381_034_453_374_5), (0.960_289_856_497_536_2, 0.101_228_536_290_376_3),
  ]
}
