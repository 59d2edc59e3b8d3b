/// Standard normal numbers by day for several workloads: each an autoregression z' = a z + e with its own
/// persistence, stationary from the first day on, correlated between workloads as stated on every day.
/// With covariances G of a day, the innovations e have the covariances G_ij (1 - a_i a_j): the very correlation
/// where persistences are equal. Where they differ, there may be no such innovations: of persistences 0% and 90%,
/// no correlation above sqrt(1 - 0.81) = 0.436 is possible. That is refused, not bent.

import Numerics
import Quantities

struct Shocks: Sendable {
  /// Workloads, ascending.
  let members: [Int]
  private let persistences: [Double]
  /// Lower triangles by rows: of the first day, and of the innovations.
  private let first: [Double]
  private let innovations: [Double]
  /// Whether a member leans on an earlier one.
  let isCorrelated: [Bool]

  /// Of the members alone; a correlation with others is none of noise.
  init(
    members: [Int], persistences: [Double], correlations: [Correlation], names: [String]
  ) throws(QuantityError) {
    precondition(members.count == persistences.count, "one persistence each")
    let count = members.count
    self.members = members
    self.persistences = persistences
    var day = [Double](repeating: 0, count: count * count)
    for index in 0..<count { day[index * count + index] = 1 }
    for pair in correlations {
      guard let i = members.firstIndex(of: pair.first), let j = members.firstIndex(of: pair.second), i != j
      else { continue }
      day[i * count + j] = Double(pair.value.millionths) / 1e6
      day[j * count + i] = day[i * count + j]
    }
    var steps = day
    for i in 0..<count {
      for j in 0..<count { steps[i * count + j] *= 1 - persistences[i] * persistences[j] }
    }
    isCorrelated = (0..<count).map { i in (0..<i).contains { day[i * count + $0] != 0 } }
    func factor(_ matrix: [Double]) throws(QuantityError) -> [Double] {
      let cholesky = Cholesky(matrix, size: count)
      if let row = cholesky.dependent.first {
        throw Shocks.refusal(row, matrix, day, persistences, members.map { names[$0] })
      }
      return cholesky.factor
    }
    first = try factor(day)
    innovations = try factor(steps)
  }

  /// Independent standard normals in, by member and day; the processes out, in place.
  func correlate(_ z: inout [Double], days: Int) {
    precondition(z.count >= members.count * days && days > 0, "a row of days for each member")
    z.withUnsafeMutableBufferPointer { z in
      if let z = z.baseAddress { correlate(z, days: days) }
    }
  }

  private func correlate(_ z: UnsafeMutablePointer<Double>, days: Int) {
    let count = members.count
    // From the last member up, so that a row is read by the others before it is overwritten.
    for i in stride(from: count - 1, through: 0, by: -1) {
      let row = i * days
      let start = (0...i).reduce(0.0) { $0 + first[i * count + $1] * z[$1 * days] }
      let own = innovations[i * count + i]
      if own != 1 {
        for day in 0..<days { z[row + day] *= own }
      }
      if isCorrelated[i] {
        for j in 0..<i where innovations[i * count + j] != 0 {
          let weight = innovations[i * count + j]
          let other = j * days
          for day in 0..<days { z[row + day] += weight * z[other + day] }
        }
      }
      z[row] = start
      let a = persistences[i]
      if a != 0 {
        var last = start
        for day in 1..<max(days, 1) {
          last = a * last + z[row + day]
          z[row + day] = last
        }
      }
    }
  }

  /// The variance of the sum of weight x z over days of one member.
  static func variance(ofSum weights: [Double], persistence a: Double) -> Double {
    var (tail, squares) = (0.0, 0.0)
    for index in weights.indices.reversed() {
      tail = weights[index] + a * tail
      squares += index == 0 ? tail * tail : (1 - a * a) * tail * tail
    }
    return squares
  }

  /// Of a pair that cannot be, the larger of the row's correlations: what to change.
  private static func refusal(
    _ row: Int, _ matrix: [Double], _ day: [Double], _ persistences: [Double], _ names: [String]
  ) -> QuantityError {
    let count = persistences.count
    let other =
      (0..<row).max { abs(matrix[row * count + $0]) < abs(matrix[row * count + $1]) } ?? 0
    let (a, b) = (persistences[row], persistences[other])
    let most = ((1 - a * a) * (1 - b * b)).squareRoot() / (1 - a * b)
    let pair = "\(QuantityError.quote(names[other])) and \(QuantityError.quote(names[row]))"
    return QuantityError(
      "no noise of such persistence can have the correlation \(day[row * count + other]) between \(pair)",
      remedy: most < 0.999_999
        ? "give both the same persistence, or a correlation of at most \(Int64(most * 100)) %"
        : "write correlations closer to 0")
  }
}
