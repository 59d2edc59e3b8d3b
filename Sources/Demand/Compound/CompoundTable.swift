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
}

package struct CompoundTable: Sendable {
  /// E[X], E[X^2] of a request's cost, in nano-dollars.
  package let meanSize: Double
  package let meanSquareSize: Double
  /// Amounts come in whole ones of it: a nano-dollar, or the size if all requests cost the same.
  package let unit: Double
  private let wholeUnit: Int64
  /// Of all requests, those that cost anything.
  package let share: Double
  private let firstKey: Int
  /// Of each row; row 0 is no request at all.
  private var intensities: [Double] = [0]
  private var rows: [Double]
  private let stretchFrom: Double
  /// No value of a row exceeds it, in units.
  private var ceiling = 0.0

  private static let perOctaveBits = 4
  private static let lattice = 2048

  /// Rows for these intensities, counted in all requests, free ones among them; others are served from the nearest.
  package init(_ sizes: CostLaw, dispersion: Double, intensities range: ClosedRange<Double>) {
    share = sizes.share
    meanSize = sizes.mean
    meanSquareSize = sizes.meanSquare
    unit = sizes.atoms.count == 1 ? sizes.atoms[0].cost : 1
    wholeUnit = Int64(unit + 0.5)
    // Thinned, an over-dispersed number is less so.
    let thinned = 1 + (dispersion - 1) * sizes.share
    let clusters = thinned > 1.000_001 ? (thinned - 1) / Mathematics.log(thinned) : 1
    stretchFrom = 8 * max(1, clusters)
    rows = Array(repeating: 0, count: Bins.count)
    let least = min(max(range.lowerBound * share, 0x1p-10), 1e6)
    let most = min(max(range.upperBound * share, least), 1e6)
    firstKey = CompoundTable.key(least)
    guard !sizes.atoms.isEmpty else { return }
    var maker = RowMaker(sizes, dispersion: thinned, lattice: CompoundTable.lattice)
    for key in firstKey...(CompoundTable.key(most) + 1) {
      let intensity = CompoundTable.intensity(key)
      intensities.append(intensity)
      let start = rows.count
      rows.append(contentsOf: repeatElement(0, count: Bins.count))
      maker.make(intensity, isStretched: key >= CompoundTable.key(stretchFrom), into: &rows, at: start)
    }
    for offset in stride(from: 0, to: rows.count, by: 2) {
      ceiling = max(ceiling, rows[offset] + 2 * max(rows[offset + 1], 0))
    }
  }

  private static func key(_ intensity: Double) -> Int {
    Int(truncatingIfNeeded: intensity.bitPattern >> UInt64(52 - perOctaveBits))
  }

  private static func intensity(_ key: Int) -> Double {
    Double(bitPattern: UInt64(key) << UInt64(52 - perOctaveBits))
  }

  /// The law of a step in which so many requests are expected.
  package func law(_ requests: Double) -> StepLaw {
    let intensity = requests * share
    var law = StepLaw()
    guard intensity > 0, intensities.count > 1 else { return law }
    let row = CompoundTable.key(intensity) - firstKey + 1
    if intensity >= stretchFrom || row >= intensities.count - 1 {
      var nearest = min(max(row, 1), intensities.count - 1)
      if nearest + 1 < intensities.count,
        intensity - intensities[nearest] > intensities[nearest + 1] - intensity
      {
        nearest += 1
      }
      law.row = nearest &* Bins.count
      law.stretch = (intensity / intensities[nearest]).squareRoot()
      law.shift = meanSize / unit * (intensity - law.stretch * intensities[nearest])
    } else if row < 1 {
      law.threshold = UInt64(intensity / intensities[1] * Double(Bins.choices) + 0.5)
    } else {
      law.row = row &* Bins.count
      let part = (intensity - intensities[row]) / (intensities[row + 1] - intensities[row])
      law.threshold = UInt64(part * Double(Bins.choices) + 0.5)
    }
    return law
  }

  /// Adds to each amount what its word draws; nano-dollars. The loops hold no branch and nothing that traps, so that
  /// they are vectorised; steps of more than $2 million, or of whole units, take the plain way.
  package func add(
    _ words: UnsafePointer<UInt64>, _ count: Int, _ law: StepLaw, to amounts: UnsafeMutablePointer<Int64>
  ) {
    let isSmall = wholeUnit == 1 && law.shift + law.stretch * ceiling < 0x1p51
    rows.withUnsafeBufferPointer { rows in
      guard let base = rows.baseAddress else { return }
      if isSmall {
        for index in 0..<count {
          let units = CompoundTable.units(words[index], law, base)
          amounts[index] &+= Int64(bitPattern: (units + 0x1p52).bitPattern & 0x000F_FFFF_FFFF_FFFF)
        }
      } else {
        for index in 0..<count {
          let units = CompoundTable.units(words[index], law, base)
          amounts[index] &+= Int64(min(units + 0.5, 0x1p62 / unit)) &* wholeUnit
        }
      }
    }
  }

  @inline(__always)
  private static func units(_ word: UInt64, _ law: StepLaw, _ base: UnsafePointer<Double>) -> Double {
    let (offset, position) = Bins.place(word)
    let row = law.row &+ (word & (Bins.choices &- 1) < law.threshold ? Bins.count : 0)
    let value = base[row &+ offset] + base[row &+ offset &+ 1] * position
    let units = law.shift + law.stretch * value
    return units > 0 ? units : 0
  }

  /// One draw.
  package func spend(_ word: UInt64, _ law: StepLaw) -> Int64 {
    var amount: Int64 = 0
    withUnsafePointer(to: word) { add($0, 1, law, to: &amount) }
    return amount
  }
}
