/// Makes the rows of a compound table: the law of a sum on a lattice, then its means within bins. Costs are counted in
/// units here (CompoundTable.unit).
///
/// The law comes by Fourier's transform of the costs put on a lattice (split between neighbours, so that means stay),
/// with as much empty lattice behind it, so that sums do not run around into it. Beyond the lattice (one in 10^7) the
/// sum is its one greatest request and the mean of the others. Sources: Panjer 1981 on compound laws; Embrechts and Frei
/// 2009, "Panjer recursion versus FFT for compound distributions".

import Numerics

struct RowMaker {
  /// What one request costs, in units; weights sum to the share of requests that are counted here.
  private let atoms: [(cost: Double, weight: Double)]
  private let weight: Double
  private let lattice: Int
  private let isLatticeLaw: Bool
  private let fourier: FourierTransform
  private let mean: Double
  private let meanSquare: Double

  /// Of the octave that is being made: the lattice's step, and the exponent of the generating function, a request.
  private var octave = Int.min
  private var step = 1.0
  private var exponentRe: [Double] = []
  private var exponentIm: [Double] = []
  private var re: [Double]
  private var im: [Double]

  /// `isLatticeLaw`: every request costs one unit.
  init(_ atoms: [(cost: Double, weight: Double)], isLatticeLaw: Bool, lattice: Int) {
    self.atoms = atoms
    self.lattice = lattice
    self.isLatticeLaw = isLatticeLaw
    weight = atoms.reduce(0) { $0 + $1.weight }
    mean = atoms.reduce(0) { $0 + $1.weight * $1.cost }
    meanSquare = atoms.reduce(0) { $0 + $1.weight * $1.cost * $1.cost }
    fourier = FourierTransform(count: 2 * lattice)
    re = Array(repeating: 0, count: 2 * lattice)
    im = re
  }

  /// The row of so many requests, those counted elsewhere among them. `isStretched`: it is blended with others, and
  /// its standard deviation counts for more than its atoms.
  mutating func make(_ intensity: Double, isStretched: Bool, into rows: inout [Double], at start: Int) {
    let exponent = Int(truncatingIfNeeded: intensity.bitPattern >> 52)
    if exponent != octave {
      octave = exponent
      prepare(upTo: Double(bitPattern: UInt64(exponent + 1) << 52))
    }
    let mass = mass(intensity)
    let none = Mathematics.exp(-intensity * weight)
    let isWhole = isLatticeLaw && step == 1 && !isStretched
    var sum = LatticeSum(mass, step: step, none: isLatticeLaw ? nil : none, isWhole: isWhole) {
      [self] upper in
      // One great request and the mean of the others.
      let (value, total, squares) = tail(upper / intensity)
      let others = intensity * mean
      let first = intensity * total
      return (
        value + others, first + upper * others,
        intensity * squares + 2 * others * first + upper * others * others
      )
    }
    Bins.fill(&rows, at: start, ofWholes: isWhole) { sum.moments($0, $1, $2) }
    correct(&rows, start, intensity, isStretched: isStretched)
  }

  /// The amount that only so small a share of requests exceeds; and of those requests, the sums of amounts and of their
  /// squares, a request of all.
  private func tail(_ share: Double) -> (value: Double, sum: Double, squares: Double) {
    var (above, sum, squares) = (0.0, 0.0, 0.0)
    for atom in atoms.reversed() {
      let weight = min(atom.weight, share - above)
      above += weight
      sum += weight * atom.cost
      squares += weight * atom.cost * atom.cost
      if above >= share { return (atom.cost, sum, squares) }
    }
    return (atoms.first?.cost ?? 0, sum, squares)
  }

  /// Puts the costs on a lattice wide enough for every intensity up to this one.
  private mutating func prepare(upTo intensity: Double) {
    let spread = (intensity * meanSquare).squareRoot()
    let jump = tail(min(1e-6 / intensity, 0.5)).value
    let reach = intensity * mean + 6 * spread + jump
    step = isLatticeLaw ? max(1, reach / Double(lattice)) : reach / Double(lattice)
    for index in re.indices { (re[index], im[index]) = (0, 0) }
    for atom in atoms {
      let position = atom.cost / step
      let below = Int(position)
      guard below + 1 < lattice else { continue }
      let part = position - Double(below)
      re[below] += atom.weight * (1 - part)
      re[below + 1] += atom.weight * part
    }
    fourier.transform(&re, &im)
    exponentRe = Array(repeating: 0, count: lattice + 1)
    exponentIm = exponentRe
    for k in 0...lattice { (exponentRe[k], exponentIm[k]) = (re[k] - weight, im[k]) }
  }

  /// The law of the sum on the lattice: exp(intensity x exponent), transformed back. The transform of a real law is
  /// its own conjugate backwards, and its inverse the same transform of the conjugate.
  private mutating func mass(_ intensity: Double) -> [Double] {
    let count = 2 * lattice
    for k in 0...lattice {
      let length = Mathematics.exp(intensity * exponentRe[k]) / Double(count)
      let (c, s) = Mathematics.direction(intensity * exponentIm[k])
      (re[k], im[k]) = (length * c, -length * s)
      if k > 0, k < lattice { (re[count - k], im[count - k]) = (length * c, length * s) }
    }
    fourier.transform(&re, &im)
    return (0..<lattice).map { max(re[$0], 0) }
  }

  /// Makes a row's mean exact, and its standard deviation where it has no atoms worth keeping: what the lattice's step
  /// and its end have cost.
  private func correct(_ rows: inout [Double], _ start: Int, _ intensity: Double, isStretched: Bool) {
    var (sum, squares) = (0.0, 0.0)
    for half in 0..<2 {
      for bin in 0..<Bins.perHalf {
        let (near, far) = Bins.edges(bin)
        let offset = start + 2 * (half * Bins.perHalf + bin)
        let slope = rows[offset + 1]
        let value = rows[offset] + 1.5 * slope
        let greatest = value + abs(slope) / 2
        if greatest > 0, greatest < abs(slope) {
          // What lies below 0 counts as 0.
          let above = greatest / abs(slope)
          sum += (far - near) * above * greatest / 2
          squares += (far - near) * above * greatest * greatest / 3
          continue
        }
        sum += (far - near) * value
        squares += (far - near) * (value * value + slope * slope / 12)
      }
    }
    let variance = squares - sum * sum
    guard variance > 0, sum > 0, isStretched || !isLatticeLaw else { return }
    let wanted = intensity * meanSquare
    let stretch = isStretched ? (wanted / variance).squareRoot() : intensity * mean / sum
    let shift = intensity * mean - stretch * sum
    for offset in Swift.stride(from: start, to: start + Bins.count, by: 2) {
      rows[offset] = shift + stretch * rows[offset]
      rows[offset + 1] *= stretch
    }
  }
}

/// A law on a lattice, its mass spread evenly around each point, so that it has an inverse with a slope; but what is
/// exactly nothing stays so, and a law of whole numbers has its mass on them. Walked from both ends inwards, so that tails do not drown in rounding.
private struct LatticeSum {
  private let mass: [Double]
  private let step: Double
  /// The probability of no request at all; nil: the law is of whole units, spread around 0 as well.
  private let none: Double?
  private let isWhole: Bool
  /// Of the upper tail of a probability: the value where it begins, the integral of values over it, of their squares.
  private let beyond: (Double) -> (value: Double, sum: Double, squares: Double)
  /// From the lower end: probability, sum and sum of squares up to a point's upper edge.
  private var lower: [(p: Double, sum: Double, squares: Double)] = []
  /// From the upper end: the same from a point's lower edge on.
  private var upper: [(p: Double, sum: Double, squares: Double)] = []

  init(
    _ mass: [Double], step: Double, none: Double?, isWhole: Bool,
    beyond: @escaping (Double) -> (value: Double, sum: Double, squares: Double)
  ) {
    self.isWhole = isWhole
    var mass = mass
    if let none { mass[0] = max(0, mass[0] - none) }
    self.mass = mass
    self.step = step
    self.none = none
    self.beyond = beyond
    var (p, sum, squares) = (none ?? 0, 0.0, 0.0)
    for index in mass.indices {
      let (m, s) = moments(index)
      p += mass[index]
      sum += mass[index] * m
      squares += mass[index] * s
      lower.append((p, sum, squares))
    }
    (p, sum, squares) = (max(0, 1 - p), 0, 0)
    if p < 1e-13 { p = 0 }
    if p > 0 { (_, sum, squares) = beyond(p) }
    upper = Array(repeating: (0, 0, 0), count: mass.count + 1)
    upper[mass.count] = (p, sum, squares)
    for index in mass.indices.reversed() {
      let (m, s) = moments(index)
      p += mass[index]
      sum += mass[index] * m
      squares += mass[index] * s
      upper[index] = (p, sum, squares)
    }
  }

  private func edges(_ index: Int) -> (Double, Double) {
    let middle = Double(index) * step
    if isWhole { return (middle, middle) }
    return (index == 0 && none != nil ? 0 : middle - step / 2, middle + step / 2)
  }

  private func moments(_ index: Int) -> (mean: Double, square: Double) {
    let (from, to) = edges(index)
    let mean = (from + to) / 2
    return (mean, mean * mean + (to - from) * (to - from) / 12)
  }

  /// Everything below the probability u (`isUpper`: everything above it, u counted from the upper end).
  private func part(_ u: Double, _ isUpper: Bool) -> (sum: Double, squares: Double, value: Double) {
    isUpper ? above(u) : below(u)
  }

  private func below(_ u: Double) -> (sum: Double, squares: Double, value: Double) {
    if u <= none ?? 0 { return (0, 0, none == nil ? edges(0).0 : 0) }
    var (low, high) = (0, lower.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if lower[middle].p < u { low = middle + 1 } else { high = middle }
    }
    let before = low > 0 ? lower[low - 1] : (p: none ?? 0, sum: 0, squares: 0)
    return within(before, u - before.p, low, fromBelow: true)
  }

  private func above(_ u: Double) -> (sum: Double, squares: Double, value: Double) {
    let last = upper[mass.count]
    if u <= last.p {
      let tail = beyond(max(u, 1e-13))
      return u > 0 ? (tail.sum, tail.squares, tail.value) : (0, 0, tail.value)
    }
    var (low, high) = (0, mass.count)
    // The last index from which on there is at least u.
    while low < high {
      let middle = (low + high + 1) / 2
      if upper[middle].p >= u { low = middle } else { high = middle - 1 }
    }
    if upper[low].p < u {
      // Below all lattice mass: nothing is asked for.
      return (upper[0].sum, upper[0].squares, none == nil ? edges(0).0 : 0)
    }
    return within(upper[low + 1], u - upper[low + 1].p, low, fromBelow: false)
  }

  private func within(
    _ before: (p: Double, sum: Double, squares: Double), _ rest: Double, _ index: Int, fromBelow: Bool
  ) -> (sum: Double, squares: Double, value: Double) {
    let (from, to) = edges(index)
    let share = mass[index] > 0 ? min(1, rest / mass[index]) : 1
    let value = fromBelow ? from + share * (to - from) : to - share * (to - from)
    let (a, b) = fromBelow ? (from, value) : (value, to)
    let mean = (a + b) / 2
    let square = mean * mean + (b - a) * (b - a) / 12
    return (before.sum + rest * mean, before.squares + rest * square, value)
  }

  /// Of the law between two probabilities, both counted from the lower end, or both from the upper one; `from` is the
  /// one with the lesser value.
  mutating func moments(_ from: Double, _ to: Double, _ isUpper: Bool) -> BinMoments {
    let (a, b) = (part(from, isUpper), part(to, isUpper))
    let width = abs(to - from)
    let least = isUpper ? 1 - from : from
    let atZero = min(max(((none ?? 0) - least) / width, 0), 1)
    return BinMoments(
      mean: min(max(abs(b.sum - a.sum) / width, a.value), max(a.value, b.value)),
      meanSquare: abs(b.squares - a.squares) / width, least: a.value, most: max(a.value, b.value),
      atZero: atZero)
  }
}
