/// What is kept of a column of very many numbers: whole numbers that add up, so that the tally of two parts is the sum of their tallies,
/// to the last bit, whatever the parts and their order. From them comes the same Summary that is made of a column that is there.
///
/// Sums by replicate, range, zeros and what lies below 0 are exact. So are the sums of powers of the distances from a usual number, each
/// rounded to a unit that is a 2^24th of how far the kept futures go; one of more than
/// eight times as far counts as that in the third and fourth power. Quantiles come from a histogram.

import Demand
import Numerics
import Quantities
import Results
import Simulation

/// How a column is looked at: seen in the kept futures, and the same for every part.
package struct Lens: Hashable, Sendable {
  /// The median of the kept futures.
  let usual: Int64
  /// Distances are in units of 2 to this.
  let shift: Int
  let hasMoments: Bool
  let hasQuantiles: Bool
  /// Of which it is counted, by replicate, how many numbers are not above: what the error of a quantile is told from.
  let bounds: [Int64]

  private static let bits = 24
  /// Where no kept future differs, nothing says how far others go: thousandths of a dollar.
  private static let unseen = 20

  /// `isMoney`: nano-dollars.
  package init(_ kept: Summary, detail: Summary.Detail, isMoney: Bool) {
    usual = kept.median
    hasMoments = detail >= .moments
    hasQuantiles = detail == .all
    bounds =
      detail == .all
      ? kept.quantiles.map { [$0.p05.value, $0.p50.value, $0.p95.value] } ?? [usual, usual, usual] : []
    let far = Swift.max(
      Int128(kept.most) - Int128(kept.median), Int128(kept.median) - Int128(kept.least))
    var shift = far == 0 && isMoney ? Lens.unseen : 0
    while far >> Int128(shift) > 1 << Int128(Lens.bits) { shift += 1 }
    self.shift = shift
  }

  func pack(into writer: inout PackedWriter) {
    writer.put(usual)
    writer.put(shift)
    writer.put(hasMoments ? 1 : 0)
    writer.put(hasQuantiles ? 1 : 0)
    writer.put(bounds)
  }
}

/// A sum of products of two words each, that no number of them overflows.
private struct WideSum: Sendable {
  private var low: UInt128 = 0
  private var high: UInt128 = 0

  @inline(__always)
  mutating func add(square of: UInt64) {
    let product = of.multipliedFullWidth(by: of)
    low &+= UInt128(product.low)
    high &+= UInt128(product.high)
  }

  mutating func add(_ other: WideSum) {
    low &+= other.low
    high &+= other.high
  }

  var double: Double { Double(high) * 0x1p64 + Double(low) }

  func pack(into writer: inout PackedWriter) {
    // One form for one number: how many words were carried does not show.
    let (low, carry) = (low & 0xFFFF_FFFF_FFFF_FFFF, low >> 64)
    writer.put(Int128(low))
    writer.put(Int128(bitPattern: high &+ carry))
  }

  init() {}

  init(from reader: inout PackedReader) throws(PackedError) {
    low = UInt128(bitPattern: try reader.wide())
    high = UInt128(bitPattern: try reader.wide())
  }
}

package struct ColumnTally: Sendable {
  package let lens: Lens
  private var sums = [Int128](repeating: 0, count: Replicates.count)
  private var counts = [Int](repeating: 0, count: Replicates.count)
  private var least = Int64.max
  private var most = Int64.min
  private var zeros = 0
  private var negative = 0
  /// Just the usual number.
  private var same = 0
  /// Powers of the distances, in units.
  private var first: Int128 = 0
  private var second = WideSum()
  private var third: Int128 = 0
  private var fourth = WideSum()
  private var histogram: Histogram?
  /// By bound, by replicate.
  private var notAbove: [[Int64]]

  private static let furthest: UInt64 = 1 << 27

  package init(_ lens: Lens) {
    self.lens = lens
    histogram = lens.hasQuantiles ? Histogram() : nil
    notAbove = lens.bounds.map { _ in [Int64](repeating: 0, count: Replicates.count) }
  }

  private var count: Int { counts.reduce(0, +) }

  /// The numbers of whole rounds of futures; `rows`: which of them have one, if not each has.
  package mutating func add(_ values: [Int64], of rows: [Int]? = nil) {
    guard !values.isEmpty else { return }
    let block = rows.map { Sums(values, of: $0) } ?? Sums(values)
    for place in sums.indices {
      sums[place] += block.replicates.sums[place]
      counts[place] += block.replicates.counts[place]
    }
    least = Swift.min(least, block.least)
    most = Swift.max(most, block.most)
    zeros += block.zeros
    negative += block.negative
    for (bound, limit) in lens.bounds.enumerated() {
      let below = replicatesAtMost(limit, values, of: rows)
      for place in below.sums.indices { notAbove[bound][place] += Int64(below.sums[place]) }
    }
    guard lens.hasMoments else { return }
    if block.least == lens.usual, block.most == lens.usual {
      same += values.count
      histogram?.add(usual: Int64(values.count), zeros: 0)
    } else {
      addDistances(values)
    }
  }

  private mutating func addDistances(_ values: [Int64]) {
    let (usual, shift) = (lens.usual, UInt64(lens.shift))
    let half: UInt64 = shift == 0 ? 0 : 1 << (shift - 1)
    var (alike, none) = (0, 0)
    var table = histogram.take()
    for value in values {
      if value == usual {
        alike += 1
        continue
      }
      let isAbove = value > usual
      // The difference of two Int64 always fits in a UInt64.
      let distance = isAbove ? UInt64(bitPattern: value &- usual) : UInt64(bitPattern: usual &- value)
      if value == 0 { none += 1 } else { table?.add(distance: distance, isAbove: isAbove) }
      let (sum, isOver) = distance.addingReportingOverflow(half)
      let units = (isOver ? distance : sum) >> shift
      first += isAbove ? Int128(units) : -Int128(units)
      second.add(square: units)
      let near = Swift.min(units, ColumnTally.furthest)
      let square = near &* near
      let cube = Int128(UInt128(square) * UInt128(near))
      third += isAbove ? cube : -cube
      fourth.add(square: square)
    }
    table?.add(usual: Int64(alike), zeros: Int64(none))
    histogram = table
    same += alike
  }

  /// Of the same lens.
  package mutating func add(_ other: ColumnTally) {
    precondition(lens == other.lens, "columns that are looked at alike")
    for place in sums.indices {
      sums[place] += other.sums[place]
      counts[place] += other.counts[place]
    }
    least = Swift.min(least, other.least)
    most = Swift.max(most, other.most)
    zeros += other.zeros
    negative += other.negative
    same += other.same
    first += other.first
    second.add(other.second)
    third += other.third
    fourth.add(other.fourth)
    if let table = other.histogram { histogram?.add(table) }
    for bound in notAbove.indices {
      for place in notAbove[bound].indices { notAbove[bound][place] += other.notAbove[bound][place] }
    }
  }

  // MARK: What it comes to

  package var summary: Summary {
    let replicates = ReplicateSums(sums: sums, counts: counts)
    let count = replicates.count
    guard count > 0 else { return Summary([], detail: .sums) }
    return Summary(
      count: count, least: least, most: most, nonZero: count - zeros, negative: negative,
      replicates: replicates, moments: least < most ? moments(Double(count)) : (0, 0, 0),
      median: lens.hasMoments && least < most ? lens.usual : least,
      differing: lens.hasMoments && least < most ? count - same : 0, quantiles: quantiles(count))
  }

  private func moments(_ n: Double) -> (Double, Double, Double) {
    guard lens.hasMoments else { return (0, 0, 0) }
    let unit = Double(UInt64(1) << UInt64(lens.shift))
    let (one, two, three, four) = (Double(first), second.double, Double(third), fourth.double)
    let mean = one / n
    let squares = two - n * mean * mean
    let cubes = three - 3 * mean * two + 2 * n * mean * mean * mean
    let fourths =
      four - 4 * mean * three + 6 * mean * mean * two - 3 * n * mean * mean * mean * mean
    return (
      max(0, squares) * unit * unit, cubes * unit * unit * unit,
      max(0, fourths) * unit * unit * unit * unit
    )
  }

  /// At these ranks, ascending; none without a histogram.
  package func numbers(at ranks: [Int]) -> [Int64] {
    histogram?.numbers(at: ranks, around: lens.usual, least: least, most: most).map(\.value) ?? []
  }

  private func quantiles(_ count: Int) -> Quantiles? {
    guard let histogram else { return nil }
    if least == most { return QuantileRanks.quantiles(ofNothingBut: least, count: count) }
    let found = zip([5, 50, 95], lens.bounds.indices).map { percent, bound in
      let rank = QuantileRank(percent: percent, of: count)
      let below = ReplicateSums(sums: notAbove[bound].map { Int128($0) }, counts: counts)
      let ends = rank.scaled(by: QuantileRanks.factor(below), of: count)
      func at(_ rank: Int) -> Histogram.Found {
        // A tally that was read may count otherwise than it sums.
        histogram.numbers(at: [rank], around: lens.usual, least: least, most: most).first
          ?? Histogram.Found(value: most, least: most, most: most)
      }
      return Quantile(
        value: at(rank.value).value, low: ends.low.map { at($0).least }, high: ends.high.map { at($0).most })
    }
    guard found.count == 3 else { return nil }
    return Quantiles(least: least, p05: found[0], p50: found[1], p95: found[2], most: most)
  }

  // MARK: As bytes

  package func pack(into writer: inout PackedWriter) {
    writer.put(sums)
    writer.put(counts.map { Int64($0) })
    for number in count > 0 ? [least, most] : [0, 0] { writer.put(number) }
    for number in [zeros, negative, same] { writer.put(number) }
    guard lens.hasMoments else { return }
    writer.put(first)
    second.pack(into: &writer)
    writer.put(third)
    fourth.pack(into: &writer)
    histogram?.pack(into: &writer)
    for bound in notAbove { writer.put(bound) }
  }

  package init(_ lens: Lens, from reader: inout PackedReader) throws(PackedError) {
    self.init(lens)
    sums = try reader.wides(Replicates.count)
    counts = try reader.numbers(Replicates.count).map { Int($0) }
    let range = (try reader.number(), try reader.number())
    if count > 0 { (least, most) = range }
    (zeros, negative, same) = (try reader.int(), try reader.int(), try reader.int())
    let few = 0..<(1 << 40)
    guard counts.allSatisfy(few.contains), few.contains(zeros), few.contains(negative), few.contains(same),
      range.0 <= range.1
    else { throw PackedError() }
    guard lens.hasMoments else { return }
    first = try reader.wide()
    second = try WideSum(from: &reader)
    third = try reader.wide()
    fourth = try WideSum(from: &reader)
    if lens.hasQuantiles {
      let table = try Histogram(from: &reader)
      guard table.count == Int64(count) else { throw PackedError() }
      histogram = table
    }
    for bound in notAbove.indices { notAbove[bound] = try reader.numbers(Replicates.count) }
  }
}
