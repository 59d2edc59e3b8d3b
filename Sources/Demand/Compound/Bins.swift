/// A law as a table that one random word looks up. A word's top bit says which half of the law it falls in, the
/// others how far from that half's end (w, below 1/2). Bins are those of floating point: 32 to an octave of w, so that
/// both tails are resolved as finely as the middle, 34 octaves out (1 in 34 billion: of a heavy tail, much of the variance
/// lies there); what is farther out shares the last.
///
/// A bin is a line, value = base + slope x (1 + fraction): its mean is the law's mean within the bin, exactly, and
/// its slope the law's spread there as far as the bin's ends allow, so that values rise with the uniform number. In
/// the bin in which an atom at 0 ends the line crosses 0 where it does: what lies below counts as 0.

enum Bins {
  static let octaves = 34
  static let perOctave = 32
  static let perHalf = octaves * perOctave
  /// Bins of a table, the lower half of the law first.
  static let perTable = 2 * perHalf
  /// Numbers a table takes: base and slope of each bin.
  static let count = 2 * perTable
  /// Where the bin of a word begins in a table, and how far into the bin it falls, plus 1. Whole numbers only: bits
  /// counted and shifted cost a third of a conversion to floating point.
  @inline(__always)
  static func place(_ word: UInt64) -> (offset: Int, position: Double) {
    let isUpper = 0 &- (word &>> 63)
    // The upper half counts from its end, so that values rise with the word throughout.
    let w = (word ^ isUpper) &<< 1 | 1
    // Farther out all share the last bin; what is within 51 octaves is told from each other there.
    let octave = min(w.leadingZeroBitCount, 51)
    let leading = w &<< UInt64(truncatingIfNeeded: octave)
    // Bins go inwards, from next to 1/2 to next to 0.
    let part = Int(truncatingIfNeeded: ~leading &>> 58) & (perOctave &- 1)
    let bin = min(octave &* perOctave &+ part, perHalf &- 1)
    let half = Int(truncatingIfNeeded: isUpper) & perHalf
    let position = Double(bitPattern: (leading &<< 6) &>> 12 | 0x3FF0_0000_0000_0000)
    return ((half &+ bin) &* 2, position)
  }

  /// Of each bin, the farther of the distances from the law's end between which it lies; and the law's end.
  private static let distances = (0..<perHalf).map(edge) + [0]

  /// From 1/2 inwards: 1/2, 1/2 - 1/128, ...
  private static func edge(_ bin: Int) -> Double {
    let (octave, part) = bin.quotientAndRemainder(dividingBy: perOctave)
    let top = Double(bitPattern: UInt64(1022 - octave) << 52)
    return top * (1 - Double(part) / Double(2 * perOctave))
  }

  /// Fills a table. `moments` gives, of the law between two probabilities, its mean and mean square, and its values at
  /// the two; it is asked in ascending order.
  /// `ofWholes`: the law is of whole numbers, to which values are rounded; where a bin holds two neighbours, its line
  /// crosses the half between them so that each gets exactly its share.
  static func fill(
    _ table: inout [Double], at start: Int, ofWholes: Bool = false,
    moments: (_ from: Double, _ to: Double, _ isUpper: Bool) -> BinMoments
  ) {
    let distances = distances
    table.withUnsafeMutableBufferPointer { table in
      for bin in (0..<perHalf).reversed() {
        put(
          moments(distances[bin + 1], distances[bin], false), rising: true, ofWholes, table, start + 2 * bin)
      }
      for bin in 0..<perHalf {
        put(
          moments(distances[bin], distances[bin + 1], true), rising: false, ofWholes, table,
          start + 2 * (perHalf + bin))
      }
    }
  }

  /// The mean and the mean square of a table's law; what lies below 0 counts as 0.
  static func moments(_ table: [Double], at start: Int) -> (mean: Double, meanSquare: Double) {
    var (sum, squares) = (0.0, 0.0)
    let distances = distances
    for half in 0..<2 {
      for bin in 0..<perHalf {
        let width = distances[bin] - distances[bin + 1]
        let offset = start + 2 * (half * perHalf + bin)
        let slope = table[offset + 1]
        let value = table[offset] + 1.5 * slope
        let greatest = value + abs(slope) / 2
        if greatest > 0, greatest < abs(slope) {
          let above = greatest / abs(slope)
          sum += width * above * greatest / 2
          squares += width * above * greatest * greatest / 3
          continue
        }
        sum += width * value
        squares += width * (value * value + slope * slope / 12)
      }
    }
    return (sum, squares)
  }

  /// At least every value of a table.
  static func greatest(_ table: [Double], at start: Int) -> Double {
    stride(from: start, to: start + count, by: 2).reduce(0) { max($0, table[$1] + 2 * abs(table[$1 + 1])) }
  }

  @inline(__always)
  private static func put(
    _ bin: BinMoments, rising: Bool, _ ofWholes: Bool, _ table: UnsafeMutableBufferPointer<Double>,
    _ offset: Int
  ) {
    if ofWholes, bin.most - bin.least < 1.5 {
      let least = Double(Int(bin.mean))
      let share = bin.mean - least
      // Of position p in 1...2: least + 1/2 + (p - 1) - (1 - share), or falling.
      table[offset] = rising ? least + share - 1.5 : least + share + 1.5
      table[offset + 1] = rising ? 1 : -1
      return
    }
    if bin.atZero > 0, bin.atZero < 1, bin.mean > 0 {
      let above = 1 - bin.atZero
      let slope = 2 * bin.mean / (above * above)
      table[offset] = rising ? -slope * (1 + bin.atZero) : slope * (1 + above)
      table[offset + 1] = rising ? slope : -slope
      return
    }
    let spread = (12 * max(0, bin.meanSquare - bin.mean * bin.mean)).squareRoot()
    let slope = max(0, min(spread, 2 * (bin.mean - bin.least), 2 * (bin.most - bin.mean)))
    // In the upper half the position grows towards the law's middle.
    let signed = rising ? slope : -slope
    table[offset] = bin.mean - 1.5 * signed
    table[offset + 1] = signed
  }
}

struct BinMoments {
  var mean: Double
  var meanSquare: Double
  var least: Double
  var most: Double
  /// Of its words, those at which the law is 0.
  var atZero = 0.0
}
