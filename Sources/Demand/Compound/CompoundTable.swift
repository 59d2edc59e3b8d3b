/// What is spent in a step: the sum of a Poisson number of requests' costs, around the step's intensity. The inverse of
/// that law is tabulated for some intensities; a step is one random word, one look-up, and what few requests are drawn
/// beside it one by one. Sums of this kind may be divided (requests in two groups, an intensity in two parts) without
/// changing their law, and are, where that makes the tables exact:
///
/// - below one request, no table: every request is drawn by itself;
/// - from 1 to `blendFrom` (12; 64 where all requests cost the same): one of the rows on either side, chosen by chance
///   (mean and atoms exact, the variance to 0.2 %); where all cost the same, the row below, and beside it the rest of
///   the intensity's requests (the law itself);
/// - from there on the rows on either side at the same uniform number, blended as the deviation, which goes by the root of
///   the intensity, lies between theirs, and moved to the exact mean; the deviation is right to 2 in 10,000;
/// - below `wholeFrom` (64) the dearest requests, of which there is one in 4,096, are in no row but drawn one by one, so
///   that a row need not reach for them and has a finer lattice;
/// - above the last row, that row moved and stretched to the exact mean and deviation.
///
/// Which row is chosen, and which words have requests beside it, is told by the word's last 20 bits, which the look-up
/// does not use but in the farthest bins; how many requests, and at what cost, by words scrambled from it.
///
/// Rows are kept in single precision (an amount is off by 6 parts in 10^8, its mean by less): memory is what a look-up
/// waits for where every step has an intensity of its own, and the rows of two models have to stay in the second cache.

import Numerics

/// All that a step needs to know; the same for all steps of one intensity.
package struct StepLaw: Sendable {
  /// Where the first bin of the lower row is, the upper row after it; no row: -1.
  fileprivate(set) var row = -1
  /// What is looked up is shift + lowerShare x the lower row + upperShare x the upper one.
  fileprivate(set) var shift = 0.0
  fileprivate(set) var lowerShare = 1.0
  fileprivate(set) var upperShare = 0.0
  /// Words whose last bits are at least so much are looked up in the upper row instead.
  fileprivate(set) var upperFrom: UInt64 = .max
  /// Words whose last bits are below it may have requests beside the row.
  fileprivate var besideBelow: UInt64 = 0
  /// The expected number of these, the probability that there is any, and the part of the dearest among them.
  fileprivate var beside = 0.0
  fileprivate var anyBeside = 0.0
  fileprivate var dearest = 0.0
  /// No value is out of range.
  fileprivate var isSmall = true
}

/// A value without references, so that it is passed about for nothing; its rows (CompoundRows) are beside it, and several
/// tables share them.
package struct CompoundTable: Sendable {
  /// E[X], E[X^2] of a request's cost, in nano-dollars.
  package let meanSize: Double
  package let meanSquareSize: Double
  /// Amounts come in whole ones of it: a nano-dollar, or the size if all requests cost the same.
  package let unit: Double
  let wholeUnit: Int64
  /// Of all requests, those that cost anything.
  package let share: Double
  /// Of these, the dearest, which have no place in the rows below `wholeFrom`.
  let dearestShare: Double
  /// Nano-dollars that those in a row below `wholeFrom` cost, a request of all.
  let usualMean: Double
  /// The costs of one request, and of one of the dearest; nil: no request costs anything.
  private let costs: Choices?
  private let dearestCosts: Choices
  /// Rows below `blendFrom`, below `wholeFrom`, and from there on.
  let few: Rows
  let some: Rows
  let many: Rows
  let blendFrom: Double
  /// What the rows give, and what is beside them, is cut here, so that a step's draws can be added up.
  private let most: Double
  /// Below it, in units, nothing is cut, and adding 2^52 rounds.
  private let small: Double

  /// Rows of consecutive keys.
  struct Rows: Sendable {
    var start = 0
    var firstKey = 0
    var count = 0
    /// So many bits tell the rows of an octave apart.
    var bits: UInt64 = 0
    /// Above every value.
    var top = 0.0
    var leavesOutDearest = false

    /// Of those that were made, the ones for these keys: more for somebody else change nothing.
    init(_ segment: CompoundRows.Segment, keys: Range<Int>, leavesOutDearest: Bool) {
      guard !keys.isEmpty else { return }
      let skipped = keys.lowerBound - segment.keys.lowerBound
      precondition(
        skipped >= 0 && keys.upperBound <= segment.keys.upperBound, "rows were made for these intensities")
      start = segment.start + Bins.perTable * skipped
      (firstKey, count, bits) = (keys.lowerBound, keys.count, segment.bits)
      top = segment.tops[skipped..<skipped + keys.count].max() ?? 0
      self.leavesOutDearest = leavesOutDearest
    }
  }

  /// So many requests are drawn one by one at most where there is any row.
  private static let mostSingle = 32.0
  static let besideBits: UInt64 = 20
  static let besideMask: UInt64 = 1 << besideBits - 1

  /// Intensities outside these are served as well as the rows for these can. `most`: nano-dollars; a step that spends as
  /// much is cut, and out of range.
  package init(_ rows: CompoundRows, intensities: ClosedRange<Double>, most: Int64 = 1 << 60) {
    let sizes = rows.law
    share = sizes.share
    meanSize = sizes.mean
    meanSquareSize = sizes.meanSquare
    unit = rows.isLatticeLaw ? sizes.atoms[0].cost : 1
    wholeUnit = Int64(unit + 0.5)
    self.most = Double(most)
    small = min(0x1p51, Double(most) / unit - 1)
    blendFrom = rows.blendFrom
    dearestShare = rows.dearestShare
    usualMean = rows.usualMean
    costs = rows.costs
    dearestCosts = rows.dearestCosts
    let windows = zip(CompoundRows.Segment.Kind.allCases, rows.segments).map { kind, segment in
      Rows(segment, keys: rows.keys(kind, intensities), leavesOutDearest: kind != .many)
    }
    (few, some, many) = (windows[0], windows[1], windows[2])
  }

  /// Where there are none for an intensity, those nearest below, which are stretched; or else above.
  @inline(__always)
  private func rows(of intensity: Double) -> Rows {
    if intensity < blendFrom { return few.count > 0 ? few : some.count > 0 ? some : many }
    if intensity < CompoundRows.wholeFrom { return some.count > 0 ? some : few.count > 0 ? few : many }
    return many.count > 0 ? many : some.count > 0 ? some : few
  }

  /// The law of a step in which so many requests are expected.
  @inline(__always)
  package func law(_ requests: Double) -> StepLaw {
    let intensity = requests * share
    var law = StepLaw()
    guard intensity > 0, costs != nil else { return law }
    let rows = rows(of: intensity)
    let dearest = rows.leavesOutDearest ? dearestShare : 0
    let row = CompoundRows.key(intensity, rows.bits) &- rows.firstKey
    guard rows.count > 0, row >= 0 || intensity > CompoundTable.mostSingle else {
      // Below all rows: every request by itself.
      beside(min(intensity, 100), dearest: 0, &law)
      return law
    }
    // Outside the rows the nearest one.
    let last = row < 0 || row >= rows.count &- 1
    let lower = min(max(row, 0), rows.count &- 1)
    let below = CompoundRows.intensity(rows.firstKey &+ lower, rows.bits)
    law.row = rows.start &+ Bins.perTable &* lower
    if intensity < blendFrom, row >= 0 {
      law.isSmall = rows.top < small
      if last || unit != 1 {
        beside(intensity - below + below * dearest, dearest: below * dearest, &law)
      } else {
        let above = CompoundRows.intensity(rows.firstKey &+ lower &+ 1, rows.bits)
        let share = (intensity - below) / (above - below)
        law.upperFrom =
          CompoundTable.besideMask &+ 1 &- UInt64(share * Double(CompoundTable.besideMask) + 0.5)
        beside(intensity * dearest, dearest: intensity * dearest, &law)
      }
      return law
    }
    let mean = (rows.leavesOutDearest ? usualMean : meanSize) / unit
    if last {
      law.lowerShare = (intensity / below).squareRoot()
      law.shift = mean * (intensity - law.lowerShare * below)
    } else {
      (law.upperShare, law.shift) = CompoundTable.blend(intensity, rows.bits, mean)
      law.lowerShare = 1 - law.upperShare
    }
    if dearest > 0 { beside(intensity * dearest, dearest: intensity * dearest, &law) }
    law.isSmall = law.shift + (law.lowerShare + law.upperShare) * rows.top < small
    return law
  }

  /// Between the rows on either side: the share of the upper one, and what is added so that the mean is exact.
  @inline(__always)
  private static func blend(
    _ intensity: Double, _ bits: UInt64, _ mean: Double
  ) -> (upperShare: Double, shift: Double) {
    let pattern = intensity.bitPattern
    let low = 1 &<< (52 &- bits) &- 1 as UInt64
    let below = Double(bitPattern: pattern & ~low)
    let spacing = Double(bitPattern: pattern & 0x7FF0_0000_0000_0000 &- bits &<< 52)
    let share = (intensity - below) / spacing
    // (sqrt(intensity) - sqrt(below)) / (sqrt(above) - sqrt(below)), to the second order.
    let quarter = spacing / (4 * below)
    let upper = share + share * (1 - share) * quarter * (1 - quarter * (1 + 2 * share))
    return (upper, mean * (intensity - below - upper * spacing))
  }

  /// So many requests are expected beside the row, so many of them the dearest.
  @inline(__always)
  private func beside(_ requests: Double, dearest: Double, _ law: inout StepLaw) {
    guard requests > 0 else { return }
    law.beside = requests
    // The series where it is as good: this is asked for every step.
    law.anyBeside =
      requests < 0x1p-6 ? CompoundTable.anySmall(requests) : -Mathematics.expm1(-requests)
    law.dearest = dearest / requests
    law.besideBelow = UInt64(law.anyBeside * Double(1 << CompoundTable.besideBits)) &+ 1
  }

  /// The probability that there is any of so few that are expected.
  @inline(__always)
  static func anySmall(_ requests: Double) -> Double {
    requests * (1 - requests / 2 * (1 - requests / 3 * (1 - requests / 4 * (1 - requests / 5))))
  }

  /// Adds to each amount what its word draws; nano-dollars. The hot loop of a simulation: usually everything is small,
  /// and then the look-up has no branch.
  package func add(
    _ words: UnsafePointer<UInt64>, _ count: Int, _ law: StepLaw, rows: UnsafePointer<SIMD2<Float>>,
    to amounts: UnsafeMutablePointer<Int64>
  ) {
    guard law.isSmall, law.row >= 0 else {
      for index in 0..<count { amounts[index] &+= spend(words[index], law, rows: rows) }
      return
    }
    addRows(words, count, law, rows: rows, to: amounts)
    guard law.besideBelow > 0 else { return }
    var least = CompoundTable.besideMask
    for index in 0..<count { least = Swift.min(least, words[index] & CompoundTable.besideMask) }
    guard least < law.besideBelow else { return }
    for index in 0..<count where words[index] & CompoundTable.besideMask < law.besideBelow {
      amounts[index] &+= spendBeside(words[index], law, rows: rows)
    }
  }

  /// Puts what each word draws where so many requests are expected; nano-dollars. The other hot loop: of days, each of which
  /// has an intensity of its own.
  package func draw(
    _ words: UnsafePointer<UInt64>, _ requests: UnsafePointer<Double>, _ count: Int,
    rows: UnsafePointer<SIMD2<Float>>, into amounts: UnsafeMutablePointer<Int64>
  ) {
    let rowCount = few.count + some.count + many.count
    guard rowCount > 0, Swift.max(few.top, some.top, many.top) * 2 < small else {
      for index in 0..<count { amounts[index] = spend(words[index], law(requests[index]), rows: rows) }
      return
    }
    drawEach(words, requests, count, rows: rows, into: amounts)
  }

  @inline(__always)
  private static func blended(_ word: UInt64, _ law: StepLaw, _ rows: UnsafePointer<SIMD2<Float>>) -> Double {
    let (offset, position) = Bins.place(word)
    let place = law.row &+ offset / 2
    let (lower, upper) = (rows[place], rows[place &+ Bins.perTable])
    let below = Double(lower.x) + Double(lower.y) * position
    let above = Double(upper.x) + Double(upper.y) * position
    return law.shift + law.lowerShare * below + law.upperShare * above
  }

  /// From one of the two rows.
  @inline(__always)
  private static func chosen(_ word: UInt64, _ law: StepLaw, _ rows: UnsafePointer<SIMD2<Float>>) -> Double {
    let (offset, position) = Bins.place(word)
    let line = rows[law.row &+ offset / 2 &+ (word & besideMask >= law.upperFrom ? Bins.perTable : 0)]
    return Double(line.x) + Double(line.y) * position
  }

  /// One draw.
  @inline(__always)
  package func spend(_ word: UInt64, _ law: StepLaw, rows: UnsafePointer<SIMD2<Float>>) -> Int64 {
    var amount: Int64 = 0
    if law.row >= 0 {
      let units =
        law.upperFrom == .max ? CompoundTable.blended(word, law, rows) : CompoundTable.chosen(word, law, rows)
      if law.isSmall || units < small {
        amount = CompoundTable.wholeSmall(units) &* wholeUnit
      } else {
        amount = units * unit < most ? Int64(units + 0.5) &* wholeUnit : Int64(most)
      }
    }
    guard word & CompoundTable.besideMask < law.besideBelow else { return amount }
    return amount &+ spendBeside(word, law, rows: rows)
  }

  /// The requests beside the row of a word that may have any: how many, by inversion, and the cost of each.
  func spendBeside(_ word: UInt64, _ law: StepLaw, rows: UnsafePointer<SIMD2<Float>>) -> Int64 {
    var words = Scramble(word)
    // The words asked are a few more than those that have any.
    let place = words.uniform() * Double(law.besideBelow) * 0x1p-20
    var tail = law.anyBeside
    var term = Mathematics.exp(-law.beside)
    var count = 0.0
    var sum = 0.0
    while place < tail {
      count += 1
      if unit == 1 { sum += cost(&words, law, rows: rows) }
      term *= law.beside / count
      tail -= term
      if term < 1e-18, count > law.beside { break }
    }
    return Int64(min(unit == 1 ? sum : count * Double(wholeUnit), most) + 0.5)
  }

  /// What one of the requests beside the row costs: any of all, or any of the dearest.
  @inline(__always)
  private func cost(_ words: inout Scramble, _ law: StepLaw, rows: UnsafePointer<SIMD2<Float>>) -> Double {
    let u = words.uniform()
    guard u >= law.dearest else { return dearestCosts.pick(u / law.dearest, rows) }
    return costs?.pick((u - law.dearest) / (1 - law.dearest), rows) ?? 0
  }

  /// Nearest; from 0 to 2^52.
  @inline(__always)
  static func wholeSmall(_ units: Double) -> Int64 {
    let positive = units > 0 ? units : 0
    return Int64(bitPattern: (positive + 0x1p52).bitPattern) &- 0x4330_0000_0000_0000
  }
}

extension UInt64 {
  /// The word that a standard normal number would have come from, its last 20 bits made up from the others.
  package init(normal z: Double) {
    let u = Swift.min(Normal.probability(atMost: -abs(z)), 0x1.fffffffffffffp-2)
    let distance = UInt64(u * 0x1p63) &<< 1
    var words = Scramble(distance)
    let low = distance & ~0xF_FFFF | words.word() & 0xF_FFFF
    self = z < 0 ? low : ~low
  }
}
