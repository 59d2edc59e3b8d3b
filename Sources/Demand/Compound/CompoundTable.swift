/// What is spent in a step: the sum of a Poisson number of requests' costs, around the step's intensity. The inverse of
/// that law is tabulated for some intensities; a step is one random word, one look-up, and what few requests are drawn
/// beside it one by one. Sums of this kind may be divided (requests in two groups, an intensity in two parts) without
/// changing their law, and are, where that makes the tables exact:
///
/// - below one request, no table: every request is drawn by itself;
/// - from 1 to `blendFrom` (12; 64 where all requests cost the same): one of the rows on either side, chosen by chance
///   (mean and atoms exact, the variance to 0.2 %); where all cost the same, the row below, and beside it the rest of
///   the intensity's requests (the law itself);
/// - from there on the rows on either side at the same uniform number, blended: mean exact, the deviation to 5 in
///   10,000;
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
  fileprivate var row = -1
  /// What is looked up is shift + lowerShare x the lower row + upperShare x the upper one.
  fileprivate var shift = 0.0
  fileprivate var lowerShare = 1.0
  fileprivate var upperShare = 0.0
  /// Words whose last bits are at least so much are looked up in the upper row instead.
  fileprivate var upperFrom: UInt64 = .max
  /// Words whose last bits are below it may have requests beside the row.
  fileprivate var besideBelow: UInt64 = 0
  /// The expected number of these, the probability that there is any, and the part of the dearest among them.
  fileprivate var beside = 0.0
  fileprivate var anyBeside = 0.0
  fileprivate var dearest = 0.0
  /// No value is out of range.
  fileprivate var isSmall = true
}

/// A value without references, so that it is passed about for nothing; its rows are beside it, in an array that several
/// tables share.
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
  private let dearestShare: Double
  /// Nano-dollars that those in a row below `wholeFrom` cost, a request of all.
  private let usualMean: Double
  /// The costs of one request, and of one of the dearest; nil: no request costs anything.
  private let costs: Choices?
  private let dearestCosts: Choices
  /// Rows below `blendFrom`, below `wholeFrom`, and from there on.
  private let few: Rows
  private let some: Rows
  private let many: Rows
  private let blendFrom: Double
  /// What the rows give, and what is beside them, is cut here, so that a step's draws can be added up.
  private let most: Double
  /// Below it, in units, nothing is cut, and adding 2^52 rounds.
  private let small: Double

  /// Rows of consecutive keys.
  private struct Rows: Sendable {
    var start = 0
    var firstKey = 0
    var count = 0
    /// So many bits tell the rows of an octave apart.
    var bits: UInt64 = 0
    /// Above every value.
    var top = 0.0
  }

  private static let wholeFrom = 64.0
  /// So many requests are drawn one by one at most where there is any row.
  private static let mostSingle = 32.0
  private static let dearestPart = 0x1p-12
  private static let besideBits: UInt64 = 20
  private static let besideMask: UInt64 = 1 << besideBits - 1

  /// Rows for these intensities, counted in all requests, free ones among them; others are served as well as these rows
  /// can. `most`: nano-dollars; a step that spends as much is cut, and out of range.
  package init(
    _ sizes: CostLaw, intensities range: ClosedRange<Double>, most: Int64 = 1 << 60,
    into rows: inout [SIMD2<Float>]
  ) {
    let isLatticeLaw = sizes.atoms.count == 1
    share = sizes.share
    meanSize = sizes.mean
    meanSquareSize = sizes.meanSquare
    unit = isLatticeLaw ? sizes.atoms[0].cost : 1
    wholeUnit = Int64(unit + 0.5)
    self.most = Double(most)
    small = min(0x1p51, Double(most) / unit - 1)
    blendFrom = isLatticeLaw ? 64 : 12
    let usual = isLatticeLaw ? sizes.atoms : CompoundTable.usual(sizes.atoms)
    dearestShare = isLatticeLaw ? 0 : sizes.atoms.dropFirst(usual.count).reduce(0) { $0 + $1.weight }
    usualMean = usual.reduce(0) { $0 + $1.weight * $1.cost }
    costs = sizes.atoms.isEmpty ? nil : Choices(sizes.atoms, into: &rows)
    dearestCosts = Choices(sizes.atoms.dropFirst(usual.count), into: &rows)
    let least = min(max(range.lowerBound * share, 1), 1e6)
    let greatest = min(max(range.upperBound * share, least), 1e6)
    let isEmpty = sizes.atoms.isEmpty || !(range.upperBound * share > 1)
    let (scale, blendFrom) = (unit, blendFrom)
    func make(_ costs: [(cost: Double, weight: Double)], from: Double, to: Double, bits: UInt64, lattice: Int)
      -> Rows
    {
      guard !isEmpty, from <= to else { return Rows() }
      var maker = RowMaker(
        costs.map { ($0.cost / scale, $0.weight) }, isLatticeLaw: isLatticeLaw, lattice: lattice)
      let keys = CompoundTable.key(from, bits)...(CompoundTable.key(to, bits) + 1)
      var made = Rows(start: rows.count, firstKey: keys.lowerBound, count: keys.count, bits: bits)
      // One row more than there are, so that the last one has something after it.
      rows.append(contentsOf: repeatElement(.zero, count: Bins.perTable * (keys.count + 1)))
      var row = [Double](repeating: 0, count: Bins.count)
      for (number, key) in keys.enumerated() {
        let intensity = CompoundTable.intensity(key, bits)
        maker.make(intensity, isStretched: intensity >= blendFrom, into: &row, at: 0)
        made.top = max(made.top, Bins.greatest(row, at: 0))
        let place = made.start + Bins.perTable * number
        for bin in 0..<Bins.perTable {
          rows[place + bin] = SIMD2(Float(row[2 * bin]), Float(row[2 * bin + 1]))
        }
      }
      return made
    }
    let wholeFrom = CompoundTable.wholeFrom
    let under = 1 - 0x1p-40
    // What is chosen by chance needs rows near each other.
    few = make(
      usual, from: least, to: min(greatest, blendFrom * under), bits: isLatticeLaw ? 3 : 5, lattice: 2_048)
    some = make(
      usual, from: max(least, blendFrom), to: min(greatest, wholeFrom * under), bits: 3, lattice: 2_048)
    many = make(sizes.atoms, from: max(least, wholeFrom), to: greatest, bits: 3, lattice: 4_096)
  }

  /// Without the dearest, of which there are so few together.
  private static func usual(_ atoms: [(cost: Double, weight: Double)]) -> [(cost: Double, weight: Double)] {
    var (count, above) = (atoms.count, 0.0)
    while count > 1, above + atoms[count - 1].weight <= dearestPart {
      above += atoms[count - 1].weight
      count -= 1
    }
    return Array(atoms.prefix(count))
  }

  @inline(__always)
  private static func key(_ intensity: Double, _ bits: UInt64) -> Int {
    Int(truncatingIfNeeded: intensity.bitPattern &>> (52 &- bits))
  }

  @inline(__always)
  private static func intensity(_ key: Int, _ bits: UInt64) -> Double {
    Double(bitPattern: UInt64(truncatingIfNeeded: key) &<< (52 &- bits))
  }

  /// Where there are none for an intensity, those nearest below, which are stretched; or else above.
  @inline(__always)
  private func rows(of intensity: Double) -> Rows {
    if intensity < blendFrom { return few.count > 0 ? few : some.count > 0 ? some : many }
    if intensity < CompoundTable.wholeFrom { return some.count > 0 ? some : few.count > 0 ? few : many }
    return many.count > 0 ? many : some.count > 0 ? some : few
  }

  /// The law of a step in which so many requests are expected.
  @inline(__always)
  package func law(_ requests: Double) -> StepLaw {
    let intensity = requests * share
    var law = StepLaw()
    guard intensity > 0, costs != nil else { return law }
    let rows = rows(of: intensity)
    let leavesOutDearest = rows.start != many.start
    let dearest = leavesOutDearest ? dearestShare : 0
    let row = CompoundTable.key(intensity, rows.bits) &- rows.firstKey
    guard rows.count > 0, row >= 0 || intensity > CompoundTable.mostSingle else {
      // Below all rows: every request by itself.
      beside(min(intensity, 100), dearest: 0, &law)
      return law
    }
    // Outside the rows the nearest one.
    let last = row < 0 || row >= rows.count &- 1
    let lower = min(max(row, 0), rows.count &- 1)
    let below = CompoundTable.intensity(rows.firstKey &+ lower, rows.bits)
    law.row = rows.start &+ Bins.perTable &* lower
    if intensity < blendFrom, row >= 0 {
      law.isSmall = rows.top < small
      if last || unit != 1 {
        beside(intensity - below + below * dearest, dearest: below * dearest, &law)
      } else {
        let above = CompoundTable.intensity(rows.firstKey &+ lower &+ 1, rows.bits)
        let share = (intensity - below) / (above - below)
        law.upperFrom =
          CompoundTable.besideMask &+ 1 &- UInt64(share * Double(CompoundTable.besideMask) + 0.5)
        beside(intensity * dearest, dearest: intensity * dearest, &law)
      }
      return law
    }
    if last {
      law.lowerShare = (intensity / below).squareRoot()
      let mean = (leavesOutDearest ? usualMean : meanSize) / unit
      law.shift = mean * (intensity - law.lowerShare * below)
    } else {
      let above = CompoundTable.intensity(rows.firstKey &+ lower &+ 1, rows.bits)
      law.upperShare = (intensity - below) / (above - below)
      law.lowerShare = 1 - law.upperShare
    }
    if dearest > 0 { beside(intensity * dearest, dearest: intensity * dearest, &law) }
    law.isSmall = law.shift + (law.lowerShare + law.upperShare) * rows.top < small
    return law
  }

  /// So many requests are expected beside the row, so many of them the dearest.
  @inline(__always)
  private func beside(_ requests: Double, dearest: Double, _ law: inout StepLaw) {
    guard requests > 0 else { return }
    law.beside = requests
    // The series where it is as good: this is asked for every step.
    law.anyBeside =
      requests < 0x1p-6
      ? requests * (1 - requests / 2 * (1 - requests / 3 * (1 - requests / 4 * (1 - requests / 5))))
      : -Mathematics.expm1(-requests)
    law.dearest = dearest / requests
    law.besideBelow = UInt64(law.anyBeside * Double(1 << CompoundTable.besideBits)) &+ 1
  }

  /// Adds to each amount what its word draws; nano-dollars. The hot loop of a simulation: usually everything is small,
  /// and then the look-up has no branch.
  @inline(__always)
  package func add(
    _ words: UnsafePointer<UInt64>, _ count: Int, _ law: StepLaw, rows: UnsafePointer<SIMD2<Float>>,
    to amounts: UnsafeMutablePointer<Int64>
  ) {
    guard law.isSmall, law.row >= 0 else {
      for index in 0..<count { amounts[index] &+= spend(words[index], law, rows: rows) }
      return
    }
    let unit = wholeUnit
    if law.upperFrom == .max {
      for index in 0..<count {
        amounts[index] &+= CompoundTable.wholeSmall(CompoundTable.blended(words[index], law, rows)) &* unit
      }
    } else {
      for index in 0..<count {
        amounts[index] &+= CompoundTable.wholeSmall(CompoundTable.chosen(words[index], law, rows)) &* unit
      }
    }
    guard law.besideBelow > 0 else { return }
    for index in 0..<count where words[index] & CompoundTable.besideMask < law.besideBelow {
      amounts[index] &+= spendBeside(words[index], law, rows: rows)
    }
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
  private func spendBeside(_ word: UInt64, _ law: StepLaw, rows: UnsafePointer<SIMD2<Float>>) -> Int64 {
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
  private static func wholeSmall(_ units: Double) -> Int64 {
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
