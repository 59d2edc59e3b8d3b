/// What is spent in a step: a sum of N requests' costs, N a Poisson number (or a negative binomial one, of variance
/// dispersion x mean) around the step's intensity. The inverse of that law is tabulated for 16 intensities to an octave;
/// a step then is one random word and one look-up.
///
/// Between two rows: below `stretchFrom` (8 requests, or clusters of them) one of the two is chosen by bits of the word
/// that the look-up does not use, so that the mean is exact and atoms (no request at all) stay atoms; from there on the
/// nearest row is moved and stretched to the exact mean and standard deviation. Below the first row, at 1/1024, it
/// is that row or nothing.
///
/// A row is made by Fourier's transform of the costs put on a lattice (split between neighbours, so that means stay),
/// with as much empty lattice behind it, so that sums do not run around into it. Beyond the lattice (one in 10^7) the
/// sum is its one greatest request and the mean of the others. Sources: Panjer 1981 on compound laws; Embrechts and Frei
/// 2009, "Panjer recursion versus FFT for compound distributions".

/// All that a step needs to know; the same for all steps of one intensity.
package struct StepLaw: Sendable {
  var row = 0
  /// The row after it instead, for so many of 1,024 words.
  package var threshold: UInt64 = 0
  var shift = 0.0
  var stretch = 1.0
  /// Every value is below 2^52 units, so that adding 2^52 rounds it and leaves the whole number in its bits.
  var isSmall = false
}

/// A value without references, so that it is passed about for nothing; its rows are beside it, in an array that several
/// tables share.
package struct CompoundTable: Sendable {
  /// E[X], E[X^2] of a request's cost, in nano-dollars.
  package let meanSize: Double
  package let meanSquareSize: Double
  /// Amounts come in whole ones of it: a nano-dollar, or the size if all requests cost the same.
  package let unit: Double
  private let wholeUnit: Int64
  /// Of all requests, those that cost anything.
  package let share: Double
  /// Where its rows begin. Row 0 is no request at all, row 1 that of the first key.
  private let base: Int
  private let firstKey: Int
  private let rowCount: Int
  /// Above every value of every row.
  private let top: Double
  private let stretchFrom: Double

  private static let perOctaveBits = 4
  private static let lattice = 2048

  /// Rows for these intensities, counted in all requests, free ones among them; others are served from the nearest.
  package init(
    _ sizes: CostLaw, dispersion: Double, intensities range: ClosedRange<Double>, into rows: inout [Double]
  ) {
    share = sizes.share
    meanSize = sizes.mean
    meanSquareSize = sizes.meanSquare
    unit = sizes.atoms.count == 1 ? sizes.atoms[0].cost : 1
    wholeUnit = Int64(unit + 0.5)
    // Thinned, an over-dispersed number is less so.
    let thinned = 1 + (dispersion - 1) * sizes.share
    let clusters = thinned > 1.000_001 ? (thinned - 1) / Mathematics.log(thinned) : 1
    stretchFrom = 8 * max(1, clusters)
    base = rows.count
    rows.append(contentsOf: repeatElement(0, count: Bins.count))
    let least = min(max(range.lowerBound * share, 0x1p-10), 1e6)
    let most = min(max(range.upperBound * share, least), 1e6)
    firstKey = CompoundTable.key(least)
    let keys = firstKey...(CompoundTable.key(most) + 1)
    rowCount = sizes.atoms.isEmpty ? 1 : keys.count + 1
    guard !sizes.atoms.isEmpty else {
      top = 0
      return
    }
    var top = 0.0
    var maker = RowMaker(sizes, dispersion: thinned, lattice: CompoundTable.lattice)
    for key in keys {
      let intensity = CompoundTable.intensity(key)
      let start = rows.count
      rows.append(contentsOf: repeatElement(0, count: Bins.count))
      maker.make(intensity, isStretched: intensity >= stretchFrom / 2, into: &rows, at: start)
      top = max(top, Bins.greatest(rows, at: start))
    }
    self.top = top
  }

  @inline(__always)
  private static func key(_ intensity: Double) -> Int {
    Int(truncatingIfNeeded: intensity.bitPattern &>> UInt64(52 - perOctaveBits))
  }

  @inline(__always)
  private static func intensity(_ key: Int) -> Double {
    Double(bitPattern: UInt64(truncatingIfNeeded: key) &<< UInt64(52 - perOctaveBits))
  }

  /// The law of a step in which so many requests are expected.
  @inline(__always)
  package func law(_ requests: Double) -> StepLaw {
    let intensity = requests * share
    var law = StepLaw(row: base)
    guard intensity > 0, rowCount > 1 else {
      law.isSmall = true
      return law
    }
    let row = CompoundTable.key(intensity) &- firstKey &+ 1
    if intensity >= stretchFrom || row >= rowCount - 1 {
      var nearest = min(max(row, 1), rowCount - 1)
      var middle = CompoundTable.intensity(firstKey &+ nearest &- 1)
      if nearest + 1 < rowCount {
        let next = CompoundTable.intensity(firstKey &+ nearest)
        if intensity - middle > next - intensity {
          nearest += 1
          middle = next
        }
      }
      law.row = base &+ nearest &* Bins.count
      law.stretch = (intensity / middle).squareRoot()
      law.shift = meanSize / unit * (intensity - law.stretch * middle)
    } else if row < 1 {
      let first = CompoundTable.intensity(firstKey)
      law.threshold = UInt64(intensity / first * Double(Bins.choices) + 0.5)
    } else {
      law.row = base &+ row &* Bins.count
      let (below, above) = (
        CompoundTable.intensity(firstKey &+ row &- 1), CompoundTable.intensity(firstKey &+ row)
      )
      law.threshold = UInt64((intensity - below) / (above - below) * Double(Bins.choices) + 0.5)
    }
    law.isSmall = law.shift + law.stretch * top < 0x1p51
    return law
  }

  /// Adds to each amount what its word draws; nano-dollars. The hot loop of a simulation: usually nothing is to be chosen
  /// and everything small, and then it has no branch.
  @inline(__always)
  package func add(
    _ words: UnsafePointer<UInt64>, _ count: Int, _ law: StepLaw, rows: UnsafePointer<Double>,
    to amounts: UnsafeMutablePointer<Int64>
  ) {
    guard law.threshold == 0, law.isSmall else {
      for index in 0..<count { amounts[index] &+= spend(words[index], law, rows: rows) }
      return
    }
    let (row, shift, stretch, unit) = (rows + law.row, law.shift, law.stretch, wholeUnit)
    for index in 0..<count {
      let (offset, position) = Bins.place(words[index])
      let units = shift + stretch * (row[offset] + row[offset &+ 1] * position)
      amounts[index] &+= CompoundTable.wholeSmall(units) &* unit
    }
  }

  /// One draw.
  @inline(__always)
  package func spend(_ word: UInt64, _ law: StepLaw, rows: UnsafePointer<Double>) -> Int64 {
    let (offset, position) = Bins.place(word)
    let row = law.row &+ (word & (Bins.choices &- 1) < law.threshold ? Bins.count : 0)
    let units = law.shift + law.stretch * (rows[row &+ offset] + rows[row &+ offset &+ 1] * position)
    if law.isSmall { return CompoundTable.wholeSmall(units) &* wholeUnit }
    return Int64(min(max(units, 0), CompoundTable.mostUnits / unit) + 0.5) &* wholeUnit
  }

  /// Nearest; from 0 to 2^52.
  @inline(__always)
  private static func wholeSmall(_ units: Double) -> Int64 {
    let positive = units > 0 ? units : 0
    return Int64(bitPattern: (positive + 0x1p52).bitPattern) &- 0x4330_0000_0000_0000
  }

  /// No step spends more: a ledger holds 2^62 nano-dollars.
  private static let mostUnits = 0x1p62
}
