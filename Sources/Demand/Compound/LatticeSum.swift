/// A law on a lattice, its mass spread evenly around each point, so that it has an inverse with a slope; but what is
/// exactly nothing stays so, and a law of whole numbers has its mass on them. Walked from both ends inwards, so that tails
/// do not drown in rounding. Bins ask in the order of the law, and each edge is found by going on from the one before.

/// Beyond the lattice, the sum is its one greatest request and the mean of the others.
struct GreatRequest: Sendable {
  /// What one request costs, ascending; weights as shares of all requests.
  let atoms: [(cost: Double, weight: Double)]
  /// A request of all.
  let mean: Double
  var intensity = 1.0

  /// The amount that only so small a share of requests exceeds; and of those requests, the sums of amounts and of their
  /// squares, a request of all.
  func tail(_ share: Double) -> (value: Double, sum: Double, squares: Double) {
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

  /// Of the upper tail of a probability: the value where it begins, the integral of values over it, of their squares.
  func beyond(_ upper: Double) -> (value: Double, sum: Double, squares: Double) {
    let (value, total, squares) = tail(upper / intensity)
    let others = intensity * mean
    let first = intensity * total
    return (
      value + others, first + upper * others,
      intensity * squares + 2 * others * first + upper * others * others
    )
  }
}

struct LatticeSum {
  /// A probability, and the integrals over it of values and of their squares.
  private struct Mass {
    var p = 0.0
    var sum = 0.0
    var squares = 0.0
  }

  private typealias Part = (sum: Double, squares: Double, value: Double)

  private let mass: [Double]
  private let step: Double
  /// The probability of no request at all; nil: the law is of whole units, spread around 0 as well.
  private let none: Double?
  private let isWhole: Bool
  private let great: GreatRequest
  /// From the lower end: up to each point's upper edge. From the upper end: from each point's lower edge on.
  private var lower: [Mass]
  private var upper: [Mass]
  /// Where the last edge was found, and what was found there.
  private var place = 0
  private var edge = -1.0
  private var isUpperEdge = false
  private var part: Part = (0, 0, 0)

  /// `mass`: by point; of none as well, where it is given.
  init(_ mass: [Double], step: Double, none: Double?, isWhole: Bool, beyond great: GreatRequest) {
    self.isWhole = isWhole
    var mass = mass
    if let none { mass[0] = max(0, mass[0] - none) }
    self.mass = mass
    self.step = step
    self.none = none
    self.great = great
    let count = mass.count
    lower = [Mass](repeating: Mass(), count: count)
    upper = [Mass](repeating: Mass(), count: count + 1)
    let spread = isWhole ? 0 : step * step / 12
    // The point 0 of a law that is not of whole units has the upper half of its cell only.
    let first =
      isWhole || none == nil ? (mean: 0, square: spread) : (mean: step / 4, square: step * step / 12)
    @inline(__always) func moments(_ index: Int) -> (mean: Double, square: Double) {
      let middle = Double(index) * step
      return index == 0 ? first : (middle, middle * middle + spread)
    }
    var total = Mass(p: none ?? 0)
    lower.withUnsafeMutableBufferPointer { lower in
      mass.withUnsafeBufferPointer { mass in
        for index in 0..<count {
          let (m, s) = moments(index)
          total.p += mass[index]
          total.sum += mass[index] * m
          total.squares += mass[index] * s
          lower[index] = total
        }
      }
    }
    total = Mass(p: max(0, 1 - total.p))
    if total.p < 1e-13 { total.p = 0 }
    if total.p > 0 { (_, total.sum, total.squares) = great.beyond(total.p) }
    upper.withUnsafeMutableBufferPointer { upper in
      mass.withUnsafeBufferPointer { mass in
        upper[count] = total
        for index in (0..<count).reversed() {
          let (m, s) = moments(index)
          total.p += mass[index]
          total.sum += mass[index] * m
          total.squares += mass[index] * s
          upper[index] = total
        }
      }
    }
  }

  @inline(__always)
  private func edges(_ index: Int) -> (Double, Double) {
    let middle = Double(index) * step
    if isWhole { return (middle, middle) }
    return (index == 0 && none != nil ? 0 : middle - step / 2, middle + step / 2)
  }

  /// Everything below the probability u (`isUpper`: everything above it, u counted from the upper end).
  @inline(__always)
  private mutating func part(_ u: Double, _ isUpper: Bool) -> Part {
    if u == edge, isUpper == isUpperEdge { return part }
    if isUpper != isUpperEdge { place = 0 }
    (edge, isUpperEdge) = (u, isUpper)
    part = isUpper ? above(u) : below(u)
    return part
  }

  private mutating func below(_ u: Double) -> Part {
    if u <= none ?? 0 { return (0, 0, none == nil ? edges(0).0 : 0) }
    while place < lower.count - 1, lower[place].p < u { place += 1 }
    let before = place > 0 ? lower[place - 1] : Mass(p: none ?? 0)
    return within(before, u - before.p, place, fromBelow: true)
  }

  private mutating func above(_ u: Double) -> Part {
    let last = upper[mass.count]
    if u <= last.p {
      let tail = great.beyond(max(u, 1e-13))
      return u > 0 ? (tail.sum, tail.squares, tail.value) : (0, 0, tail.value)
    }
    // The last index from which on there is at least u.
    while place < mass.count, upper[place + 1].p >= u { place += 1 }
    if upper[place].p < u {
      // Below all lattice mass: nothing is asked for.
      return (upper[0].sum, upper[0].squares, none == nil ? edges(0).0 : 0)
    }
    return within(upper[place + 1], u - upper[place + 1].p, place, fromBelow: false)
  }

  @inline(__always)
  private func within(_ before: Mass, _ rest: Double, _ index: Int, fromBelow: Bool) -> Part {
    let (from, to) = edges(index)
    let share = mass[index] > 0 ? min(1, rest / mass[index]) : 1
    let value = fromBelow ? from + share * (to - from) : to - share * (to - from)
    let (a, b) = fromBelow ? (from, value) : (value, to)
    let mean = (a + b) / 2
    let square = mean * mean + (b - a) * (b - a) / 12
    return (before.sum + rest * mean, before.squares + rest * square, value)
  }

  /// Of the law between two probabilities, both counted from the lower end, or both from the upper one; `from` is the
  /// one with the lesser value. Asked in ascending order of values.
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
