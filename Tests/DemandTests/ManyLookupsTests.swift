/// Many look-ups at a time are the same as one at a time, to the last bit: whatever rows a law has, whether a draw lies in
/// one of them, between two, or beyond all, and however many there are.

import Demand
import Testing

@Suite struct `Many look-ups at a time` {
  /// Random ones, and those at the ends of the law, of its halves and of what a word tells apart.
  private static let words: [UInt64] = {
    let stream = RandomStream(seed: 8, path: 2, purpose: Purpose(.steps, "many"))
    var words = (0..<400).map { stream.word($0) }
    for shift in 0..<64 {
      let bit = UInt64(1) << UInt64(shift)
      words += [bit, bit - 1, ~bit, ~(bit - 1), stream.word(400 + shift) >> UInt64(shift)]
    }
    return words
  }()

  private static let intensities: [Double] = [
    0, 0.02, 0.7, 1, 1.03, 1.5, 3, 5.67, 8, 11.99, 12, 13, 40, 63.9, 64, 64.5, 77.7, 100, 1_000, 9_000,
    25_000,
  ]

  private static func tables(_ sizes: CompoundCases.Sizes) -> [BuiltTable] {
    // All kinds of rows, some kinds only, and one of few of them.
    [0.5...10_000, 2...11, 13...50, 70...900, 30...31].map { BuiltTable(sizes.law, intensities: $0) }
  }

  @Test(arguments: CompoundCases.all)
  func `each with an intensity of its own`(_ sizes: CompoundCases.Sizes) {
    let words = Self.words
    let requests = words.indices.map { Self.intensities[$0 % Self.intensities.count] }
    for built in Self.tables(sizes) {
      for count in [1, 7, 31, 32, 33, words.count] {
        var drawn = [Int64](repeating: -1, count: count)
        drawn.withUnsafeMutableBufferPointer { drawn in
          built.rows.withUnsafeBufferPointer { rows in
            guard let rows = rows.baseAddress, let into = drawn.baseAddress else { return }
            built.table.draw(words, requests, count, rows: rows, into: into)
          }
        }
        let singly = (0..<count).map { built.spend(words[$0], built.law(requests[$0])) }
        #expect(drawn == singly)
      }
    }
  }

  @Test(arguments: CompoundCases.all)
  func `all of one intensity, added to what there is`(_ sizes: CompoundCases.Sizes) {
    let words = Self.words
    for built in Self.tables(sizes) {
      for requests in Self.intensities {
        let law = built.law(requests)
        for count in [1, 24, 33, words.count] {
          var sums = (0..<count).map { Int64($0) }
          sums.withUnsafeMutableBufferPointer { sums in
            built.rows.withUnsafeBufferPointer { rows in
              guard let rows = rows.baseAddress, let to = sums.baseAddress else { return }
              built.table.add(words, count, law, rows: rows, to: to)
            }
          }
          #expect(sums == (0..<count).map { Int64($0) + built.spend(words[$0], law) })
        }
      }
    }
  }

  @Test func `normal numbers`() {
    let words = Self.words
    let table = QuantileTable.standardNormal
    for count in [0, 1, 31, 32, 33, words.count] {
      var numbers = [Double](repeating: 9, count: count + 1)
      numbers.withUnsafeMutableBufferPointer { numbers in
        if let into = numbers.baseAddress { table.fill(into, words, count) }
      }
      #expect(numbers == words.prefix(count).map { table.draw($0) } + [9])
    }
  }
}
